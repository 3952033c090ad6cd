package dev.mneme.lab.budget;

import java.util.Arrays;
import java.util.Optional;

/** What keeps a run from forgetting. */
public enum Way {
  /** Nothing but its learning rate, which is its setting. */
  FREE("free", "Unconstrained"),
  /** A KL to the base, whose weight is its setting. */
  FIXED("fixed", "Fixed KL weight"),
  /** Early stopping by single probes of prior tasks; its setting is the budget in points. */
  PROBES("probes", "Early stopping"),
  /** Mneme's budget; its setting is that budget in points. */
  LAW("law", "Budget by the law");

  private final String id;
  private final String title;

  Way(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** As folders and files name it. */
  public String id() {
    return id;
  }

  /** As readers read it. */
  public String title() {
    return title;
  }

  /** Whether it knows of a budget; the others are held against all there are. */
  public boolean budgeted() {
    return this == PROBES || this == LAW;
  }

  /** The way of that id. */
  public static Optional<Way> of(String id) {
    return Arrays.stream(values()).filter(way -> way.id.equals(id)).findFirst();
  }
}
