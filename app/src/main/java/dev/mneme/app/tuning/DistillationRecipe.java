package dev.mneme.app.tuning;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mneme.app.language.DeviceChoice;
import dev.mneme.app.language.Precision;
import dev.mneme.data.records.Demonstrated;
import dev.mneme.recipe.Rule;
import java.util.Locale;

/** A language model learns on its own answers what a teacher would say there. */
record DistillationRecipe(
    String model,
    long seed,
    DeviceChoice device,
    Distilling objective,
    Teacher teacher,
    Answers sampling,
    RecordData data,
    ReweightingKeys reweighting,
    Tuning tuning,
    LoraKeys lora,
    PreserveKeys preserve,
    BudgetKeys budget,
    Probing probing)
    implements PostRecipe {

  /** Who teaches. */
  enum Distilling {
    /** Another model. */
    GKD(0.5, 0),
    /** The model itself, with an example of the answer in its prompt. */
    SDFT(1, 0.05);

    private final double beta;
    private final double follow;

    Distilling(double beta, double follow) {
      this.beta = beta;
      this.follow = follow;
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Who teaches, and by which divergence.
   *
   * @param model for {@code gkd}: a folder like the model's
   * @param beta from 0, KL(teacher ‖ tuned), to 1, KL(tuned ‖ teacher)
   * @param onPolicy for {@code gkd}: share of the steps that learn on the model's own answers; the
   *     others on those of the rows
   * @param follow for {@code sdft}: share of the way to the tuned model that the teacher goes after
   *     each step; 0 for the base
   * @param demonstration for {@code sdft}: how a row's answer stands in the teacher's prompt
   */
  record Teacher(String model, double beta, double onPolicy, double follow, String demonstration) {
    Teacher {
      Rule.require(beta >= 0 && beta <= 1, "beta must lie from 0 to 1", beta);
      Rule.require(onPolicy >= 0 && onPolicy <= 1, "on-policy must lie from 0 to 1", onPolicy);
      Rule.require(follow >= 0 && follow <= 1, "follow must lie from 0 to 1", follow);
      new Demonstrated(demonstration);
    }
  }

  /**
   * How the model answers.
   *
   * @param maxTokens longest answer
   * @param slots answers written at once
   */
  record Answers(int maxTokens, int slots) {
    Answers {
      Rule.atLeast(1, "max-tokens", maxTokens);
      Rule.atLeast(1, "slots", slots);
    }
  }

  DistillationRecipe {
    budget.requireRoom(preserve.kl(), tuning);
    Rule.require(!tuning.packing(), "tuning.packing must be false here", tuning.packing());
    Rule.require(
        teacher.follow() == 0 || lora.wanted() || tuning.precision() == Precision.F32,
        "tuning.precision must be f32 where a whole model follows another, as narrower averages lose small steps, or teacher.follow be 0 or lora.rank be set",
        tuning.precision().name().toLowerCase(Locale.ROOT));
    Rule.require(
        objective == Distilling.GKD || teacher.model().isEmpty(),
        "teacher.model must be left out for sdft, which teaches itself",
        teacher.model());
    Rule.require(
        objective == Distilling.GKD || teacher.onPolicy() == 1,
        "teacher.on-policy must be 1 for sdft",
        teacher.onPolicy());
    Rule.require(
        objective == Distilling.SDFT || teacher.follow() == 0,
        "teacher.follow must be 0 for gkd, whose teacher is another model",
        teacher.follow());
    if (teacher.onPolicy() < 1) {
      preserve.kl().requireExact();
    }
    Rule.require(
        data.weighsAlike(),
        "a source's weight other than 1 needs the objective cross-entropy; set how often it comes with ratio",
        objective);
    reweighting.requireBeside(preserve.replay());
  }

  /** Whether all that is learnt on are the model's own answers. */
  boolean alwaysOwn() {
    return teacher.onPolicy() == 1;
  }

  /** Tokens of a prompt with its answer in it that leave room for another. */
  int longestInformed(int positions) {
    return positions - sampling.maxTokens();
  }

  static DistillationRecipe defaults(Distilling objective) {
    return new DistillationRecipe(
        "",
        0,
        DeviceChoice.PROCESSOR,
        objective,
        new Teacher(
            "",
            objective.beta,
            1,
            objective.follow,
            "{prompt} An example of a good answer: {completion} Now answer in your own words."),
        new Answers(256, 64),
        RecordData.DEFAULTS,
        ReweightingKeys.NONE,
        Tuning.usual(8, 1e-5),
        LoraKeys.NONE,
        PreserveKeys.usual(KlKeys.Kind.FORWARD),
        BudgetKeys.NONE,
        new Probing(50, 64, 96));
  }
}
