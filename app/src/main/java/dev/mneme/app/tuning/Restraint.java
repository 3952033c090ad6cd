package dev.mneme.app.tuning;

import dev.mneme.objective.Aggregation;
import dev.mneme.objective.Batch;
import dev.mneme.policy.Policy;
import dev.mneme.preserve.SteeredWeight;
import dev.mneme.train.Term;
import org.jspecify.annotations.Nullable;

/**
 * What holds a run near its base: its KL term and its replay, whose weights a budget moves
 * together.
 *
 * @param keys of the KL
 * @param kl the weight of the KL term; null where no budget moves it
 * @param replay the weight of replay, the same
 */
record Restraint(KlKeys keys, @Nullable SteeredWeight kl, @Nullable SteeredWeight replay) {

  /** How far below and above its beginning a budget may move the weight of a KL. */
  private static final double LEAST = 1.0 / 64;

  private static final double MOST = 8;

  /** How far above its beginning it may move that of replay, which never counts less. */
  private static final double MOST_REPLAY = 4;

  static Restraint of(PostRecipe recipe) {
    KlKeys keys = recipe.kl();
    if (!recipe.budget().steers()) {
      return new Restraint(keys, null, null);
    }
    double start = keys.weight();
    ReplayKeys replay = recipe.preserve().replay();
    boolean added = replay.wanted() && !recipe.reweighting().wanted();
    double rows = replay.weight();
    return new Restraint(
        keys,
        new SteeredWeight(start, LEAST * start, MOST * start),
        added ? new SteeredWeight(rows, rows, MOST_REPLAY * rows) : null);
  }

  boolean wanted() {
    return keys.wanted();
  }

  /** The KL term, if one is wanted. */
  <B extends Batch> Term.Weighted<B> penalty(Policy reference, Aggregation aggregation) {
    SteeredWeight steered = kl;
    return steered == null
        ? keys.penalty(reference, aggregation)
        : new Term.Weighted<>(KlKeys.NAME, steered, keys.objective(reference, aggregation));
  }

  /**
   * Moves both weights.
   *
   * @param factor above 1 to hold more firmly
   */
  void move(double factor) {
    if (kl != null) {
      kl.move(factor);
    }
    if (replay != null) {
      replay.move(factor);
    }
  }

  /** The weight of the KL term as it is now. */
  double weight() {
    return kl == null ? keys.weight() : kl.weight();
  }
}
