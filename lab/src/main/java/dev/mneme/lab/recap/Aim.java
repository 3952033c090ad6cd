package dev.mneme.lab.recap;

/** What is learnt by at once, in the order in which the paper finds their final weights to rise. */
public enum Aim {
  ANSWER_FORMAT("answer-format", "answer format"),
  THINK_FORMAT("think-format", "think format"),
  OVERLAP("overlap", "overlap"),
  NEXT_TOKEN("next-token", "next token"),
  ACCURACY("accuracy", "accuracy");

  private final String id;
  private final String title;

  Aim(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** As files name it. */
  public String id() {
    return id;
  }

  /** As readers read it. */
  public String title() {
    return title;
  }
}
