package dev.mneme.app.tuning;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mneme.objective.Aggregation;
import dev.mneme.objective.Batch;
import dev.mneme.objective.ExactKl;
import dev.mneme.objective.Objective;
import dev.mneme.objective.SampledKl;
import dev.mneme.policy.Policy;
import dev.mneme.preserve.KlController;
import dev.mneme.recipe.Rule;
import dev.mneme.train.Term;
import java.util.Locale;

/**
 * A term that holds the policy near the base.
 *
 * @param weight 0 for none
 * @param temperature both are flattened by; 1 for as they are
 * @param target nats a token that the weight is moved to keep to; 0 for a weight that stays
 */
record KlKeys(double weight, Kind kind, double temperature, double target) {

  /** What the term is called. */
  static final String NAME = "kl";

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
    Rule.require(
        temperature > 0 && Double.isFinite(temperature),
        "temperature must be positive",
        temperature);
    Rule.require(
        temperature == 1 || kind.isExact(),
        "temperature must be 1 for %s: flattened distributions are compared over the whole vocabulary, by forward or reverse"
            .formatted(kind),
        temperature);
    Rule.atLeast(0, "target", target);
    Rule.require(
        target == 0 || weight > 0, "target needs a weight above 0, from which it is moved", weight);
    Rule.require(
        target == 0 || temperature == 1,
        "target needs temperature 1, at which KL is the distance between the policies",
        temperature);
    Rule.require(
        target == 0 || kind != Kind.K1,
        "kind must not be k1 beside a target: its gradient is 0 in the mean, so that no weight of it holds anything",
        kind);
  }

  /** No term; of that kind if one is asked for. */
  static KlKeys none(Kind kind) {
    return new KlKeys(0, kind, 1, 0);
  }

  /** On answers that the policy did not sample itself. */
  void requireExact() {
    Rule.require(
        kind.isExact(),
        "preserve.kl.kind must be forward or reverse here: k1, k2 and k3 need the policy's own samples",
        kind);
  }

  /** The same with a weight. */
  KlKeys weighing(double other) {
    return new KlKeys(other, kind, temperature, target);
  }

  boolean wanted() {
    return weight > 0;
  }

  /**
   * A new penalty, whose weight is its own where it keeps to a target: then it is the mean over
   * tokens, as the target is nats a token.
   *
   * @param aggregation how the loss beside it gathers its tokens
   */
  <B extends Batch> Term.Weighted<B> penalty(Policy reference, Aggregation aggregation) {
    return target == 0
        ? new Term.Weighted<>(NAME, weight, objective(reference, aggregation))
        : new Term.Weighted<>(
            NAME, new KlController(weight, target), objective(reference, Aggregation.OVER_ACTIONS));
  }

  Objective<Batch> objective(Policy reference, Aggregation aggregation) {
    return switch (kind) {
      case FORWARD -> new ExactKl(ExactKl.Direction.FORWARD, reference, temperature);
      case REVERSE -> new ExactKl(ExactKl.Direction.REVERSE, reference, temperature);
      case K1 -> new SampledKl(SampledKl.Estimator.K1, reference, aggregation);
      case K2 -> new SampledKl(SampledKl.Estimator.K2, reference, aggregation);
      case K3 -> new SampledKl(SampledKl.Estimator.K3, reference, aggregation);
    };
  }
}
