package dev.mneme.app.razor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.parity.ImageOptions;
import dev.mneme.app.parity.Recipes;
import dev.mneme.app.training.Trainable;
import dev.mneme.lab.razor.RazorMethod;
import dev.mneme.recipe.Draft;
import java.io.Writer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RazorRecipesTest {

  private static final RazorPlan PLAN = RazorPlan.full(3);
  private static final Path ODD = Path.of("models", "a \"base\": 1");
  private static final RazorFiles FILES = new RazorFiles(Path.of("out"), PLAN);

  private static Trainable read(String recipe) {
    Terminal silent = Terminal.plain(Writer.nullWriter(), Writer.nullWriter());
    return Recipes.of(Draft.parse("recipe.yaml", recipe), new ImageOptions(), silent);
  }

  @Test
  void everyMethodHasARecipeOfItsOwnThatTrainTakes() {
    RazorRecipes recipes = new RazorRecipes(ODD, FILES, PLAN);
    Set<String> different = new HashSet<>();
    for (RazorMethod method : PLAN.first()) {
      for (String task : PLAN.tasks()) {
        Trainable trained = read(recipes.of(method, task));
        assertThat(different.add(trained.resolved())).as(method + " " + task).isTrue();
        assertThat(trained.resolved()).contains("out/data/" + task + "-4000");
      }
    }
    assertThat(read(recipes.distilled("calls", Path.of("teacher"))).resolved()).contains("gkd");
    assertThat(read(recipes.averaged(Path.of("tuned"))).resolved()).contains("share: 0.5");
    assertThat(PLAN.first()).hasSize(RazorMethod.values().length - 2);
  }

  @Test
  void everyMethodIsTriedWithAsManyRatesInEqualRatios() {
    assertThat(PLAN.rates(5e-4)).containsExactly(1.25e-4, 2.5e-4, 5e-4, 1e-3, 2e-3);
    assertThat(RazorPlan.quick(1).rates(1e-4)).containsExactly(2.5e-5, 1e-4, 4e-4);
    assertThat(PLAN.shares()).hasSize(5);
    assertThat(PLAN.shares().get(2)).isEqualTo(0.5, within(1e-12));
    for (RazorMethod method : RazorMethod.values()) {
      List<Double> rates = PLAN.rates(RazorRecipes.rate(method));
      assertThat(rates).hasSize(5).doesNotHaveDuplicates();
    }
  }
}
