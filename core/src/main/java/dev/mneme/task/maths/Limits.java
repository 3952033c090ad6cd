package dev.mneme.task.maths;

/** How much of an answer is read and computed; what lies beyond is compared as a text only. */
final class Limits {

  /** Characters of a completion that are looked at, from its end. */
  static final int COMPLETION = 200_000;

  /** Characters of an answer that are read as mathematics. */
  static final int ANSWER = 1_000;

  /** Brackets and operations inside each other. */
  static final int DEPTH = 60;

  /** Digits of a number, written or computed. */
  static final int DIGITS = 1_000;

  /** Of an exponent that is worked out exactly. */
  static final int EXPONENT = 1_000;

  /** Of a factorial's argument and of a binomial coefficient's upper one. */
  static final int FACTORIAL = 200;

  /** Terms that multiplying out may give in the algebra. */
  static final int EXPANDED = 2_000;

  /** Members of a set or list. */
  static final int MEMBERS = 64;

  private Limits() {}
}
