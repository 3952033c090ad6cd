package dev.mneme.app.evaluation;

import dev.mneme.recipe.RecipeFormat;
import java.util.List;

/**
 * A declared suite.
 *
 * @param description one line for a person
 * @param tasks benchmarks by name, or tasks over one's own rows
 */
record SuiteRecipe(String description, List<TaskKeys> tasks) {

  static final RecipeFormat<SuiteRecipe> FORMAT =
      new RecipeFormat<>(SuiteRecipe.class, new SuiteRecipe("", List.of(TaskKeys.USUAL)));

  SuiteRecipe {
    tasks = List.copyOf(tasks);
  }
}
