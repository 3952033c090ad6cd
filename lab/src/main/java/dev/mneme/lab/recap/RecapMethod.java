package dev.mneme.lab.recap;

import java.util.Arrays;
import java.util.Optional;

/** The ways to learn by several objectives at once that are compared. */
public enum RecapMethod {
  RECAP("recap", "RECAP", Kind.WEIGHED),
  RECAP_V2("recap-v2", "RECAP, v2", Kind.WEIGHED),
  UNIFORM("uniform", "Uniform", Kind.WEIGHED),
  FIXED("fixed", "Fixed proportions", Kind.WEIGHED),
  SHORTFALL("shortfall", "Shortfall", Kind.WEIGHED),
  DWA("dwa", "DWA", Kind.WEIGHED),
  UNCERTAINTY("uncertainty", "Uncertainty", Kind.WEIGHED),
  GRADNORM("gradnorm", "GradNorm", Kind.WEIGHED),
  PCGRAD("pcgrad", "PCGrad", Kind.WEIGHED),
  CAGRAD("cagrad", "CAGrad", Kind.WEIGHED),
  FAMO("famo", "FAMO", Kind.WEIGHED),
  RANDOM("random", "Random weights", Kind.WEIGHED),
  LWF("lwf", "LwF", Kind.WITHOUT_REPLAY),
  REASONING_ONLY("reasoning-only", "Reasoning only", Kind.WITHOUT_REPLAY);

  /** By what is learnt. */
  public enum Kind {
    /** All five objectives, weighed against each other. */
    WEIGHED,
    /** Rewards, without the loss on general text. */
    WITHOUT_REPLAY
  }

  private final String id;
  private final String title;
  private final Kind kind;

  RecapMethod(String id, String title, Kind kind) {
    this.id = id;
    this.title = title;
    this.kind = kind;
  }

  /** As folders and files name it. */
  public String id() {
    return id;
  }

  /** As readers read it. */
  public String title() {
    return title;
  }

  public Kind kind() {
    return kind;
  }

  /** The method of that id. */
  public static Optional<RecapMethod> of(String id) {
    return Arrays.stream(values()).filter(method -> method.id.equals(id)).findFirst();
  }
}
