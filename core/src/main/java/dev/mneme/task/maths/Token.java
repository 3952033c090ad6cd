package dev.mneme.task.maths;

/**
 * A piece of an answer.
 *
 * @param spaced whether white space stands before it
 */
record Token(Kind kind, String text, boolean spaced) {

  enum Kind {
    /** Digits, perhaps with a point and an exponent of ten; a repeating part in round brackets. */
    NUMBER,
    /** A letter of either alphabet: a variable. */
    LETTER,
    /** The name of a command or function, without its backslash. */
    NAME,
    /** A unit behind a number. */
    UNIT,
    /** Something in words. */
    WORD,
    /** One sign; see {@link Tokens}. */
    SIGN
  }

  boolean is(char sign) {
    return kind == Kind.SIGN && text.charAt(0) == sign;
  }

  boolean is(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  boolean isWords() {
    return kind == Kind.UNIT || kind == Kind.WORD;
  }
}
