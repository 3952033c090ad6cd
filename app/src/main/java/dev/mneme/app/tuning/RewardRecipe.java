package dev.mneme.app.tuning;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mneme.app.language.DeviceChoice;
import dev.mneme.app.reward.RewardKeys;
import dev.mneme.recipe.Rule;
import dev.mneme.train.RecordSampling;
import java.util.List;

/** A language model learns by reward from its own completions. */
record RewardRecipe(
    String model,
    long seed,
    DeviceChoice device,
    Rewarded objective,
    Clip clip,
    Sampled sampling,
    List<RewardKeys> reward,
    RecordData data,
    ReweightingKeys reweighting,
    Tuning tuning,
    LoraKeys lora,
    PreserveKeys preserve,
    BudgetKeys budget,
    Probing probing)
    implements PostRecipe {

  /** The losses of learning by reward, with the clip ranges of their papers. */
  enum Rewarded {
    GRPO("grpo", 0.2, 0.2),
    DR_GRPO("dr-grpo", 0.2, 0.2),
    DAPO("dapo", 0.2, 0.28),
    BNPO("bnpo", 0.2, 0.2),
    RLOO("rloo", 0, 0),
    REINFORCE_PLUS_PLUS("reinforce++", 0.2, 0.2),
    GSPO("gspo", 3e-4, 4e-4),
    CISPO("cispo", 0, 4),
    REINFORCE("reinforce", 0, 0);

    private final String id;
    private final double low;
    private final double high;

    Rewarded(String id, double low, double high) {
      this.id = id;
      this.low = low;
      this.high = high;
    }

    /** Whether a group's rewards are compared with each other, so that it needs two. */
    boolean compares() {
      return this != REINFORCE && this != REINFORCE_PLUS_PLUS;
    }

    /** Whether older samples are corrected for; the others learn from fresh ones only. */
    boolean corrects() {
      return this != REINFORCE && this != RLOO;
    }

    @JsonValue
    @Override
    public String toString() {
      return id;
    }
  }

  /**
   * How far the probability of a token may move from when it was sampled before it teaches no more.
   *
   * @param low below 1; nothing for {@code cispo}, {@code rloo} and {@code reinforce}
   * @param high above 1; for {@code cispo} the weight that is clipped is at most 1 + high
   */
  record Clip(double low, double high) {
    Clip {
      Rule.require(low >= 0 && low < 1, "low must lie in [0, 1)", low);
      Rule.atLeast(0, "high", high);
    }
  }

  /**
   * How completions are drawn.
   *
   * @param group completions a prompt
   * @param temperature the policy that writes and learns is the model at this temperature; drift is
   *     measured at 1
   * @param maxTokens longest completion
   * @param maskTruncated whether completions cut off there are not learnt from
   * @param filterGroups whether groups of equal rewards are left out of the batch
   * @param resample most rounds of sampling new prompts in the place of such groups
   * @param innerIterations steps that learn from the same completions
   * @param slots completions written at once
   */
  record Sampled(
      int group,
      double temperature,
      int maxTokens,
      boolean maskTruncated,
      boolean filterGroups,
      int resample,
      int innerIterations,
      int slots) {
    Sampled {
      Rule.atLeast(1, "group", group);
      Rule.require(
          temperature > 0 && Double.isFinite(temperature),
          "temperature must be positive",
          temperature);
      Rule.atLeast(1, "max-tokens", maxTokens);
      Rule.atLeast(0, "resample", resample);
      Rule.require(
          resample == 0 || filterGroups,
          "resample needs filter-groups: true, as it fills the places of groups left out",
          resample);
      Rule.atLeast(1, "inner-iterations", innerIterations);
      Rule.atLeast(1, "slots", slots);
    }
  }

  /**
   * Completions are used in several steps, and rounds to fill a batch up have places of their own.
   */
  @Override
  public double drawn() {
    double batches = Math.ceil((double) tuning.steps() / sampling.innerIterations());
    return batches * (1.0 + sampling.resample()) * tuning.batch();
  }

  @Override
  public long together() {
    return sampling.innerIterations();
  }

  /** How it is sampled with a model that reads so many tokens. */
  RecordSampling.Plan sampling(int positions) {
    return new RecordSampling.Plan(
        sampling.group(),
        sampling.maskTruncated(),
        data.longestPrompt(positions, sampling.maxTokens()),
        "sampling.max-tokens");
  }

  RewardRecipe {
    reward = List.copyOf(reward);
    RewardKeys.requireMixture(reward);
    Rule.require(
        sampling.group() >= 2 || !objective.compares(),
        "sampling.group must be at least 2 for " + objective,
        sampling.group());
    Rule.require(
        sampling.group() >= 2 || !sampling.filterGroups(),
        "sampling.group must be at least 2 with sampling.filter-groups, as a single completion differs from none",
        sampling.group());
    Rule.require(
        objective != Rewarded.REINFORCE_PLUS_PLUS || tuning.batch() * (long) sampling.group() >= 2,
        "tuning.batch or sampling.group must be at least 2 for reinforce++, which divides by the deviation of a batch",
        sampling.group());
    Rule.require(
        sampling.innerIterations() == 1 || objective.corrects(),
        "sampling.inner-iterations must be 1 for %s, which learns from fresh samples only"
            .formatted(objective),
        sampling.innerIterations());
    budget.requireRoom(preserve.kl(), tuning);
    budget.requireWhole("sampling.inner-iterations", sampling.innerIterations());
    tuning.requireWhole("sampling.inner-iterations", sampling.innerIterations());
    Rule.require(
        data.weighsAlike(),
        "a source's weight other than 1 needs the objective cross-entropy; set how often it comes with ratio",
        objective);
    reweighting.requireRewards(reward, preserve.replay());
    Rule.require(
        !reweighting.wanted() || !sampling.filterGroups(),
        "sampling.filter-groups must be false with reweighting, which looks at what all completions earned",
        sampling.filterGroups());
  }

  /** Whether each reward is an objective of its own. */
  boolean weighsRewards() {
    return reweighting.wanted() && RewardKeys.weights(reward).size() > 1;
  }

  static RewardRecipe defaults(Rewarded objective) {
    return new RewardRecipe(
        "",
        0,
        DeviceChoice.PROCESSOR,
        objective,
        new Clip(objective.low, objective.high),
        new Sampled(8, 1, 256, false, false, 0, 1, 64),
        List.of(RewardKeys.DEFAULTS),
        RecordData.DEFAULTS,
        ReweightingKeys.NONE,
        Tuning.usual(8, 1e-6),
        LoraKeys.NONE,
        PreserveKeys.usual(KlKeys.Kind.K3),
        BudgetKeys.NONE,
        new Probing(50, 64, 96));
  }
}
