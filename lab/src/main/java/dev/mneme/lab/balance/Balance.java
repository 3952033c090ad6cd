package dev.mneme.lab.balance;

import dev.mneme.preserve.ConflictAverse;
import dev.mneme.preserve.DynamicWeightAverage;
import dev.mneme.preserve.Famo;
import dev.mneme.preserve.GradNorm;
import dev.mneme.preserve.ProjectedGradients;
import dev.mneme.preserve.RandomLossWeighting;
import dev.mneme.preserve.Recap;
import dev.mneme.preserve.Reweighting;
import dev.mneme.preserve.UncertaintyWeighting;
import dev.mneme.preserve.Uniform;
import dev.mneme.tensor.RandomStreams;
import java.util.Locale;

/** The ways of weighing losses that are compared, each as its paper sets it; none was tuned. */
public enum Balance {
  UNIFORM,
  RANDOM,
  DWA,
  UNCERTAINTY,
  FAMO,
  /** At the paper's temperature 5, c = μ/μ̃. */
  RECAP_V1,
  /** At the paper's temperature 5, c = μ̃/μ. */
  RECAP_V2,
  /** At the temperature 0.1, at which weights differ, c = μ/μ̃. */
  RECAP_V1_SHARP,
  /** At the temperature 0.1, c = μ̃/μ. */
  RECAP_V2_SHARP,
  GRADNORM,
  PCGRAD,
  CAGRAD;

  private static final double SHARP = 0.1;

  /**
   * A new one.
   *
   * @param tasks how many losses it weighs
   * @param streams the stream {@code weights} is for those that draw
   */
  public Reweighting begin(int tasks, RandomStreams streams) {
    return switch (this) {
      case UNIFORM -> new Uniform(tasks);
      case RANDOM -> new RandomLossWeighting(tasks, streams.get("weights"));
      case DWA -> new DynamicWeightAverage(tasks, 10, 2);
      case UNCERTAINTY -> new UncertaintyWeighting(tasks, 0.01);
      case FAMO -> new Famo(tasks, 0.025, 0.01);
      case RECAP_V1 -> recap(tasks, Recap.Convergence.V1, Recap.Options.USUAL.temperature());
      case RECAP_V2 -> recap(tasks, Recap.Convergence.V2, Recap.Options.USUAL.temperature());
      case RECAP_V1_SHARP -> recap(tasks, Recap.Convergence.V1, SHARP);
      case RECAP_V2_SHARP -> recap(tasks, Recap.Convergence.V2, SHARP);
      case GRADNORM -> new GradNorm(tasks, 1.5, 0.025);
      case PCGRAD -> new ProjectedGradients(tasks, streams.get("weights"));
      case CAGRAD -> new ConflictAverse(tasks, 0.5, ConflictAverse.Scale.SQUARE);
    };
  }

  private static Recap recap(int tasks, Recap.Convergence convergence, double temperature) {
    Recap.Options usual = Recap.Options.USUAL;
    return new Recap(
        tasks,
        new Recap.Options(
            usual.window(),
            temperature,
            convergence,
            usual.centre(),
            usual.unbiased(),
            usual.score(),
            usual.alpha()));
  }

  /** Whether it is RECAP in one of its forms. */
  public boolean isRecap() {
    return switch (this) {
      case RECAP_V1, RECAP_V2, RECAP_V1_SHARP, RECAP_V2_SHARP -> true;
      case UNIFORM, RANDOM, DWA, UNCERTAINTY, FAMO, GRADNORM, PCGRAD, CAGRAD -> false;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
