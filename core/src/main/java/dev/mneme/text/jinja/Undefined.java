package dev.mneme.text.jinja;

/**
 * A value that is not there: prints as nothing, is false and empty, equals only its like, and says
 * so when more is asked of it.
 *
 * @param message what it says, such as {@code 'name' is undefined}
 */
record Undefined(String message) {

  private static final int LONGEST = 200;

  Undefined {
    // names and keys can be as long as templates like, and lists can hold many
    message = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
  }

  TemplateError asked() {
    return new TemplateError(message);
  }
}
