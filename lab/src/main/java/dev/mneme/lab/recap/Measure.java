package dev.mneme.lab.recap;

/** What every model is measured by. */
public enum Measure {
  NEW("new", "New task", "%", 100, 1),
  PRIOR("prior", "Prior tasks", "%", 100, 1),
  ANSWER_FORMAT("answer-format", "Answer format", "%", 100, 1),
  THINK_FORMAT("think-format", "Think format", "%", 100, 1),
  OVERLAP("overlap", "Overlap", "%", 100, 1),
  WORDS("words", "Words an answer", "", 1, 1),
  FORWARD_KL("forward-kl", "Forward KL", "nats a token", 1, 3);

  private final String id;
  private final String title;
  private final String unit;
  private final double factor;
  private final int decimals;

  Measure(String id, String title, String unit, double factor, int decimals) {
    this.id = id;
    this.title = title;
    this.unit = unit;
    this.factor = factor;
    this.decimals = decimals;
  }

  /** As files name it. */
  public String id() {
    return id;
  }

  /** As readers read it. */
  public String title() {
    return title;
  }

  /** What it is told in; empty for a plain number. */
  public String unit() {
    return unit;
  }

  /** What a measured value is multiplied by to be told in its unit. */
  public double factor() {
    return factor;
  }

  /** How exactly it is told. */
  public int decimals() {
    return decimals;
  }

  /** The title with its unit. */
  public String heading() {
    return unit.isEmpty() ? title : title + ", " + unit;
  }
}
