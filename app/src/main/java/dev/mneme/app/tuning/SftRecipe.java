package dev.mneme.app.tuning;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mneme.app.language.DeviceChoice;
import dev.mneme.recipe.Rule;
import java.util.Locale;

/** A language model imitates the answers of rows of data. */
record SftRecipe(
    String model,
    long seed,
    DeviceChoice device,
    Imitating objective,
    Proximal proximal,
    RecordData data,
    ReweightingKeys reweighting,
    Tuning tuning,
    LoraKeys lora,
    PreserveKeys preserve,
    BudgetKeys budget,
    Probing probing)
    implements PostRecipe {

  /** The losses of imitation. */
  enum Imitating {
    CROSS_ENTROPY,
    DFT,
    PROXIMAL_SFT;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * For {@code proximal-sft}.
   *
   * @param renewEvery steps between two moments at which the old policy becomes the present one
   */
  record Proximal(double clipLow, double clipHigh, long renewEvery) {
    Proximal {
      Rule.require(clipLow >= 0 && clipLow < 1, "clip-low must lie in [0, 1)", clipLow);
      Rule.atLeast(0, "clip-high", clipHigh);
      Rule.atLeast(1, "renew-every", renewEvery);
    }
  }

  SftRecipe {
    budget.requireRoom(preserve.kl(), tuning);
    preserve.kl().requireExact();
    Rule.require(
        objective == Imitating.CROSS_ENTROPY || data.weighsAlike(),
        "a source's weight other than 1 needs the objective cross-entropy; set how often it comes with ratio",
        objective);
    Rule.require(
        objective == Imitating.CROSS_ENTROPY || !reweighting.wanted(),
        "reweighting needs the objective cross-entropy, whose loss is positive and falls as a source is learnt",
        objective);
    reweighting.requireSources(data, tuning.batch(), preserve.replay());
    if (objective == Imitating.PROXIMAL_SFT) {
      tuning.requireWhole("proximal.renew-every", proximal.renewEvery());
      budget.requireWhole("proximal.renew-every", proximal.renewEvery());
    }
  }

  @Override
  public long together() {
    return objective == Imitating.PROXIMAL_SFT ? proximal.renewEvery() : 1;
  }

  static SftRecipe defaults(Imitating objective) {
    return new SftRecipe(
        "",
        0,
        DeviceChoice.PROCESSOR,
        objective,
        new Proximal(0.2, 0.28, 4),
        RecordData.DEFAULTS,
        ReweightingKeys.NONE,
        Tuning.usual(16, 2e-5),
        LoraKeys.NONE,
        PreserveKeys.usual(KlKeys.Kind.FORWARD),
        BudgetKeys.NONE,
        new Probing(50, 64, 96));
  }
}
