package dev.mneme.sandbox;

/**
 * What became of a program.
 *
 * @param passed asserts that held every time they were reached
 * @param total asserts of the tests that can be counted one by one
 * @param reason one line for a person
 */
record Outcome(Kind kind, int passed, int total, String reason) {

  enum Kind {
    PASSED,
    /** An assert does not hold, or the tests end with an exception of the program. */
    WRONG,
    /** The program ends with an exception before any test, or damages what runs it. */
    BROKEN,
    TIME,
    MEMORY,
    OUTPUT,
    VALUE,
    EXIT,
    FORBIDDEN,
    LOST
  }

  double share() {
    return kind == Kind.PASSED ? 1 : total == 0 ? 0 : (double) passed / total;
  }
}
