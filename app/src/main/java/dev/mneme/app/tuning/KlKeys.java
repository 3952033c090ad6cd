package dev.mneme.app.tuning;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mneme.objective.Aggregation;
import dev.mneme.objective.Batch;
import dev.mneme.objective.ExactKl;
import dev.mneme.objective.Objective;
import dev.mneme.objective.SampledKl;
import dev.mneme.policy.Policy;
import dev.mneme.recipe.Rule;
import java.util.Locale;

/**
 * A term that holds the policy near the base.
 *
 * @param weight 0 for none
 */
record KlKeys(double weight, Kind kind) {

  /** Which KL, and how it is estimated. */
  enum Kind {
    /** KL(base ‖ tuned), summed over the vocabulary. */
    FORWARD,
    /** KL(tuned ‖ base), summed over the vocabulary. */
    REVERSE,
    /** Estimated from the policy's own samples; see {@link SampledKl}. */
    K1,
    K2,
    K3;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean isExact() {
      return this == FORWARD || this == REVERSE;
    }
  }

  KlKeys {
    Rule.atLeast(0, "weight", weight);
  }

  /** On answers that the policy did not sample itself. */
  void requireExact() {
    Rule.require(
        kind.isExact(),
        "preserve.kl.kind must be forward or reverse here: k1, k2 and k3 need the policy's own samples",
        kind);
  }

  boolean wanted() {
    return weight > 0;
  }

  /**
   * @param aggregation how the loss beside it gathers its tokens
   */
  Objective<Batch> objective(Policy reference, Aggregation aggregation) {
    return switch (kind) {
      case FORWARD -> new ExactKl(ExactKl.Direction.FORWARD, reference);
      case REVERSE -> new ExactKl(ExactKl.Direction.REVERSE, reference);
      case K1 -> new SampledKl(SampledKl.Estimator.K1, reference, aggregation);
      case K2 -> new SampledKl(SampledKl.Estimator.K2, reference, aggregation);
      case K3 -> new SampledKl(SampledKl.Estimator.K3, reference, aggregation);
    };
  }
}
