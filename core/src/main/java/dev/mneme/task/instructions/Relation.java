package dev.mneme.task.instructions;

/** How a count is compared with the number wanted. */
enum Relation {
  LESS_THAN("less than"),
  AT_LEAST("at least"),
  EXACTLY("exactly");

  private final String words;

  Relation(String words) {
    this.words = words;
  }

  /** As data sets write it. */
  String words() {
    return words;
  }

  boolean holds(long count, long wanted) {
    return switch (this) {
      case LESS_THAN -> count < wanted;
      case AT_LEAST -> count >= wanted;
      case EXACTLY -> count == wanted;
    };
  }
}
