package dev.mneme.text.jinja;

/** A piece of a template's source and the line on which it begins. */
record Token(Kind kind, String text, int line) {

  enum Kind {
    /** Text outside of tags. */
    DATA,
    /** Two braces. */
    PRINT_BEGIN,
    PRINT_END,
    /** A brace and a percent sign. */
    TAG_BEGIN,
    TAG_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean is(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /** For messages. */
  String shown() {
    return switch (kind) {
      case PRINT_END -> "\"}}\"";
      case TAG_END -> "\"%}\"";
      case END -> "the end of the template";
      case STRING -> "a text";
      default -> "\"" + text + "\"";
    };
  }
}
