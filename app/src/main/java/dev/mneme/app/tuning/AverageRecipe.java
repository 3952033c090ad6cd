package dev.mneme.app.tuning;

import dev.mneme.recipe.RecipeFormat;
import dev.mneme.recipe.Rule;

/**
 * A model between a base and a tuned one; nothing is trained.
 *
 * @param seed of nothing: sweeps set it
 */
record AverageRecipe(Average average, long seed) {

  static final RecipeFormat<AverageRecipe> FORMAT =
      new RecipeFormat<>(AverageRecipe.class, new AverageRecipe(new Average("", "", 0.5), 0));

  /**
   * Which models.
   *
   * @param base folder of a model
   * @param tuned folder of another one of the same shape
   * @param share of the tuned one, in [0, 1]
   */
  record Average(String base, String tuned, double share) {
    Average {
      Rule.require(share >= 0 && share <= 1, "share must lie from 0 to 1", share);
    }
  }
}
