package dev.mneme.app.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.parity.ImageOptions;
import dev.mneme.app.parity.Recipes;
import dev.mneme.app.training.Trainable;
import dev.mneme.lab.budget.BudgetMethod;
import dev.mneme.lab.budget.Way;
import dev.mneme.recipe.Draft;
import java.io.Writer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BudgetRecipesTest {

  private static final BudgetPlan PLAN = BudgetPlan.full(3);
  private static final Path ODD = Path.of("models", "a \"base\": 1");
  private static final BudgetFiles FILES = new BudgetFiles(Path.of("out"), PLAN);

  private static Trainable read(String recipe) {
    Terminal silent = Terminal.plain(Writer.nullWriter(), Writer.nullWriter());
    return Recipes.of(Draft.parse("recipe.yaml", recipe), new ImageOptions(), silent);
  }

  @Test
  void everyMethodHasARecipeForEachWayThatTrainTakes() {
    BudgetRecipes recipes = new BudgetRecipes(ODD, FILES, PLAN);
    Set<String> different = new HashSet<>();
    for (BudgetMethod method : BudgetMethod.values()) {
      for (Way way : Way.values()) {
        for (String task : PLAN.tasks()) {
          String resolved = read(recipes.of(method, way, task)).resolved();
          assertThat(different.add(resolved)).as("%s %s %s", method, way, task).isTrue();
          assertThat(resolved)
              .contains("out/data/" + task + "-4000", "out/prior.yaml", "out/base/prior");
        }
      }
    }
  }

  @Test
  void onlyTheLawMovesAnythingAndAllAreCheckedOnTheSameItems() {
    BudgetRecipes recipes = new BudgetRecipes(ODD, FILES, PLAN);
    for (BudgetMethod method : BudgetMethod.values()) {
      for (Way way : Way.values()) {
        String recipe = recipes.of(method, way, "maths");
        assertThat(recipe)
            .contains("by: " + (way.budgeted() ? way.id() : "none"))
            .contains("check: 0", "items: 560", "kind: forward")
            .contains("weight: " + (way == Way.FIXED ? "1.0" : "0") + ", kind");
        assertThat(recipe.contains("kind: uniform")).isEqualTo(method == BudgetMethod.HYBRID);
      }
    }
  }

  @Test
  void theConstrainedHaveTheHighestRateOfTheUnconstrained() {
    assertThat(PLAN.values(Way.FREE, BudgetMethod.SFT, "maths"))
        .isEqualTo(List.of(1.5e-4, 6e-4, 2.4e-3));
    assertThat(PLAN.values(Way.FREE, BudgetMethod.GRPO, "maths"))
        .isEqualTo(List.of(1.25e-5, 5e-5, 2e-4));
    assertThat(PLAN.values(Way.FREE, BudgetMethod.GRPO, "calls").getLast()).isEqualTo(5e-5);
    assertThat(new BudgetRecipes(ODD, FILES, PLAN).of(BudgetMethod.SFT, Way.LAW, "calls"))
        .contains("learning-rate: 0.0024", "steps: 240", "every: 10", "probes: 8");
    assertThat(PLAN.values(Way.LAW, BudgetMethod.SFT, "maths"))
        .isEqualTo(List.of("0.5 points", "1.0 point", "2.0 points", "5.0 points"));
    assertThat(PLAN.values(Way.FIXED, BudgetMethod.SFT, "maths"))
        .isEqualTo(List.of(0.1, 1.0, 10.0));
  }
}
