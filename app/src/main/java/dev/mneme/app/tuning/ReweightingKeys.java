package dev.mneme.app.tuning;

import dev.mneme.app.reward.RewardKeys;
import dev.mneme.preserve.Agem;
import dev.mneme.preserve.ConflictAverse;
import dev.mneme.preserve.DynamicWeightAverage;
import dev.mneme.preserve.Famo;
import dev.mneme.preserve.FixedProportions;
import dev.mneme.preserve.GradNorm;
import dev.mneme.preserve.ProjectedGradients;
import dev.mneme.preserve.RandomLossWeighting;
import dev.mneme.preserve.Recap;
import dev.mneme.preserve.Reweighting;
import dev.mneme.preserve.Shortfall;
import dev.mneme.preserve.UncertaintyWeighting;
import dev.mneme.preserve.Uniform;
import dev.mneme.recipe.Rule;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.train.ReplayDebt;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether each source of rows or each reward is an objective of its own, and what weighs these, and
 * replay, against each other.
 *
 * @param window steps of a window of {@code recap} and {@code shortfall}, of an epoch of {@code
 *     dwa}
 * @param temperature of {@code recap} and {@code dwa}; 0 for what their papers take
 * @param convergence for {@code recap}, as the next four
 * @param centre what the standard deviation is taken about
 * @param unbiased whether squares are divided by 2W − 1
 * @param score how convergence and instability are put together
 * @param alpha of {@code mix}
 * @param rate of what {@code uncertainty}, {@code famo} and {@code gradnorm} learn; 0 for the usual
 * @param decay γ of {@code famo}
 * @param pull α of {@code gradnorm}
 * @param radius c of {@code cagrad}
 * @param scale what {@code cagrad} divides by
 */
record ReweightingKeys(
    Kind kind,
    int window,
    double temperature,
    Recap.Convergence convergence,
    Recap.Centre centre,
    boolean unbiased,
    Recap.Score score,
    double alpha,
    double rate,
    double decay,
    double pull,
    double radius,
    ConflictAverse.Scale scale) {

  /** One loss over the rows of all sources, as long as nothing else is said. */
  static final ReweightingKeys NONE =
      new ReweightingKeys(
          Kind.NONE,
          Recap.Options.USUAL.window(),
          0,
          Recap.Options.USUAL.convergence(),
          Recap.Options.USUAL.centre(),
          Recap.Options.USUAL.unbiased(),
          Recap.Options.USUAL.score(),
          Recap.Options.USUAL.alpha(),
          0,
          0.01,
          1.5,
          0.5,
          ConflictAverse.Scale.SQUARE);

  /** The random stream of those that draw. */
  private static final String STREAM = "reweighting";

  /** What finds the weights. */
  enum Kind {
    NONE,
    UNIFORM,
    FIXED,
    RECAP,
    SHORTFALL,
    DWA,
    UNCERTAINTY,
    FAMO,
    RANDOM,
    GRADNORM,
    PCGRAD,
    CAGRAD,
    AGEM;

    /**
     * Whether a step's weights are made of its losses, so that the graphs of all terms are held.
     */
    boolean waitsForLosses() {
      return this == FAMO;
    }

    /** Whether each objective's gradient is held on its own. */
    boolean needsGradients() {
      return this == GRADNORM || this == PCGRAD || this == CAGRAD || this == AGEM;
    }
  }

  ReweightingKeys {
    Rule.atLeast(1, "window", window);
    Rule.atLeast(0, "temperature", temperature);
    Rule.require(alpha >= 0 && alpha <= 1, "alpha must lie in [0, 1]", alpha);
    Rule.require(rate >= 0 && rate <= 1, "rate must lie in [0, 1]", rate);
    Rule.atLeast(0, "decay", decay);
    Rule.atLeast(0, "pull", pull);
    Rule.atLeast(0, "radius", radius);
  }

  boolean wanted() {
    return kind != Kind.NONE;
  }

  /** What a recipe must be like that learns by one objective. */
  void requireBeside(ReplayKeys replay) {
    if (wanted()) {
      requireSeveral(1, "", replay);
    }
  }

  /** What a recipe's rewards must be like. */
  void requireRewards(List<RewardKeys> rewards, ReplayKeys replay) {
    if (!wanted()) {
      return;
    }
    List<Double> weights = RewardKeys.weights(rewards);
    requireSeveral(weights.size(), "two rewards, or ", replay);
    Rule.require(
        kind == Kind.FIXED || weights.stream().distinct().count() == 1,
        "rewards of different weights are fixed proportions and need reweighting.kind fixed; 0 leaves one out",
        kind);
  }

  private void requireSeveral(int objectives, String others, ReplayKeys replay) {
    Rule.require(
        objectives >= 2 || replay.wanted(),
        "reweighting weighs objectives against each other and needs %spreserve.replay.ratio above 0"
            .formatted(others),
        replay.ratio());
    Rule.require(
        !replay.wanted() || (replay.until() == 1 && replay.schedule() == ReplayDebt.Shape.CONSTANT),
        "preserve.replay.until must be 1 and its schedule constant where reweighting says how much it counts",
        replay.until() + ", " + replay.schedule().name().toLowerCase(Locale.ROOT));
    Rule.require(
        !replay.wanted() || replay.weight() == 1 || kind == Kind.FIXED,
        "preserve.replay.weight other than 1 is a fixed proportion and needs reweighting.kind fixed",
        replay.weight());
  }

  /** What a recipe's rows must be like. */
  void requireSources(RecordData data, int batch, ReplayKeys replay) {
    if (!wanted()) {
      return;
    }
    int sources = data.sources().size();
    requireSeveral(sources, "two data.sources, or ", replay);
    Rule.require(
        batch >= sources,
        "with reweighting each step has rows of every source: tuning.batch must be at least their number, %d"
            .formatted(sources),
        batch);
    Rule.require(
        kind == Kind.FIXED || data.weighsAlike(),
        "a source's weight other than 1 is a fixed proportion and needs reweighting.kind fixed",
        kind);
  }

  /**
   * A new one.
   *
   * @param proportions for {@code fixed}, one a source
   * @param keepsLast whether the last is replay, which is only to be kept
   */
  @Nullable Reweighting over(List<Double> proportions, boolean keepsLast, RandomStreams streams) {
    int objectives = proportions.size();
    return switch (kind) {
      case NONE -> null;
      case UNIFORM -> new Uniform(objectives);
      case FIXED -> new FixedProportions(proportions);
      case RECAP -> new Recap(objectives, recap());
      case SHORTFALL -> new Shortfall(objectives, window, keepsLast);
      case DWA -> new DynamicWeightAverage(objectives, window, orUsual(temperature, 2));
      case UNCERTAINTY -> new UncertaintyWeighting(objectives, orUsual(rate, 0.01));
      case FAMO -> new Famo(objectives, orUsual(rate, 0.025), decay);
      case RANDOM -> new RandomLossWeighting(objectives, streams.get(STREAM));
      case GRADNORM -> new GradNorm(objectives, pull, orUsual(rate, 0.025));
      case PCGRAD -> new ProjectedGradients(objectives, streams.get(STREAM));
      case CAGRAD -> new ConflictAverse(objectives, radius, scale);
      case AGEM -> new Agem(objectives);
    };
  }

  private Recap.Options recap() {
    double usual = Recap.Options.USUAL.temperature();
    return new Recap.Options(
        window, orUsual(temperature, usual), convergence, centre, unbiased, score, alpha);
  }

  private static double orUsual(double given, double usual) {
    return given == 0 ? usual : given;
  }
}
