package dev.mneme.lab.budget;

import java.util.Arrays;
import java.util.Optional;

/** How a new task is learnt. */
public enum BudgetMethod {
  SFT("sft", "SFT"),
  GRPO("grpo", "GRPO"),
  HYBRID("hybrid", "GRPO beside SFT");

  private final String id;
  private final String title;

  BudgetMethod(String id, String title) {
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

  /** The method of that id. */
  public static Optional<BudgetMethod> of(String id) {
    return Arrays.stream(values()).filter(method -> method.id.equals(id)).findFirst();
  }
}
