package dev.mneme.app.tuning;

import dev.mneme.app.language.DeviceChoice;
import dev.mneme.train.Trainer;

/** What all recipes of post-training declare. */
sealed interface PostRecipe permits SftRecipe, PreferenceRecipe, RewardRecipe, DistillationRecipe {

  /** A Hugging Face folder, or one of llama2.c. */
  String model();

  /** Of everything random. */
  long seed();

  /** What the run computes on. */
  DeviceChoice device();

  RecordData data();

  ReweightingKeys reweighting();

  Tuning tuning();

  LoraKeys lora();

  PreserveKeys preserve();

  BudgetKeys budget();

  Probing probing();

  /** How many places in the order of the rows a run has, taken or not. */
  default double drawn() {
    return (double) tuning().steps() * tuning().batch();
  }

  /** Steps that share what is not in checkpoints, so that one is saved behind them all. */
  default long together() {
    return 1;
  }

  /** How long it is trained, and how. */
  default Trainer.Plan plan() {
    return tuning().plan(together());
  }

  /**
   * The term that holds the policy near the base; with a budget that moves its weight there always
   * is one.
   */
  default KlKeys kl() {
    KlKeys declared = preserve().kl();
    return budget().steers() && !declared.wanted()
        ? declared.weighing(budget().weight())
        : declared;
  }
}
