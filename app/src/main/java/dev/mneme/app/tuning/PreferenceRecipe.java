package dev.mneme.app.tuning;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mneme.app.language.DeviceChoice;
import dev.mneme.recipe.Rule;
import java.util.Locale;

/** A language model learns which of two answers is preferred. */
record PreferenceRecipe(
    String model,
    long seed,
    DeviceChoice device,
    Preferring objective,
    Preference preference,
    RecordData data,
    ReweightingKeys reweighting,
    Tuning tuning,
    LoraKeys lora,
    PreserveKeys preserve,
    BudgetKeys budget,
    Probing probing)
    implements PostRecipe {

  /** The losses of preference, with the β of their papers. */
  enum Preferring {
    DPO(0.1),
    SIMPO(2),
    IPO(0.1),
    ROBUST_DPO(0.1);

    private final double beta;

    Preferring(double beta) {
      this.beta = beta;
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * The numbers of the losses.
   *
   * @param margin γ of {@code simpo}
   * @param perToken whether {@code simpo} divides log-probabilities by the length
   * @param flipped ε of {@code robust-dpo}: share of preferences that are the wrong way round
   */
  record Preference(double beta, double margin, boolean perToken, double flipped) {
    Preference {
      Rule.require(beta > 0 && Double.isFinite(beta), "beta must be positive", beta);
      Rule.require(Double.isFinite(margin), "margin must be a number", margin);
      Rule.require(flipped >= 0 && flipped < 0.5, "flipped must lie from 0 to below 0.5", flipped);
    }
  }

  PreferenceRecipe {
    budget.requireRoom(preserve.kl(), tuning);
    preserve.kl().requireExact();
    Rule.require(
        data.weighsAlike(),
        "a source's weight other than 1 needs the objective cross-entropy; set how often it comes with ratio",
        objective);
    reweighting.requireBeside(preserve.replay());
    Rule.require(
        objective != Preferring.ROBUST_DPO || !reweighting.wanted(),
        "reweighting needs a loss that is positive, as those of dpo, simpo and ipo are",
        objective);
  }

  static PreferenceRecipe defaults(Preferring objective) {
    return new PreferenceRecipe(
        "",
        0,
        DeviceChoice.PROCESSOR,
        objective,
        new Preference(objective.beta, 1, true, 0.1),
        RecordData.DEFAULTS,
        ReweightingKeys.NONE,
        Tuning.usual(16, 1e-6),
        LoraKeys.NONE,
        PreserveKeys.usual(KlKeys.Kind.FORWARD),
        BudgetKeys.NONE,
        new Probing(50, 64, 96));
  }
}
