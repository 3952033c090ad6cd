package dev.mneme.app.tuning;

/** What all recipes of post-training declare. */
sealed interface PostRecipe permits SftRecipe, PreferenceRecipe, RewardRecipe, DistillationRecipe {

  /** A Hugging Face folder, or one of llama2.c. */
  String model();

  /** Of everything random. */
  long seed();

  RecordData data();

  ReweightingKeys reweighting();

  Tuning tuning();

  LoraKeys lora();

  PreserveKeys preserve();

  Probing probing();
}
