package dev.mneme.lab.conflict;

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

/** The ways of weighing two losses that are compared, each as its paper sets it. */
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

  private static final int TASKS = 2;
  private static final double SHARP = 0.1;

  /** A new one. */
  Reweighting begin(RandomStreams streams) {
    return switch (this) {
      case UNIFORM -> new Uniform(TASKS);
      case RANDOM -> new RandomLossWeighting(TASKS, streams.get("weights"));
      case DWA -> new DynamicWeightAverage(TASKS, 10, 2);
      case UNCERTAINTY -> new UncertaintyWeighting(TASKS, 0.01);
      case FAMO -> new Famo(TASKS, 0.025, 0.01);
      case RECAP_V1 -> recap(Recap.Convergence.V1, Recap.Options.USUAL.temperature());
      case RECAP_V2 -> recap(Recap.Convergence.V2, Recap.Options.USUAL.temperature());
      case RECAP_V1_SHARP -> recap(Recap.Convergence.V1, SHARP);
      case RECAP_V2_SHARP -> recap(Recap.Convergence.V2, SHARP);
      case GRADNORM -> new GradNorm(TASKS, 1.5, 0.025);
      case PCGRAD -> new ProjectedGradients(TASKS, streams.get("weights"));
      case CAGRAD -> new ConflictAverse(TASKS, 0.5, ConflictAverse.Scale.SQUARE);
    };
  }

  private static Recap recap(Recap.Convergence convergence, double temperature) {
    Recap.Options usual = Recap.Options.USUAL;
    return new Recap(
        TASKS,
        new Recap.Options(
            usual.window(),
            temperature,
            convergence,
            usual.centre(),
            usual.unbiased(),
            usual.score(),
            usual.alpha()));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
