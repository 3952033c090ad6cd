package dev.mneme.app.recap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.app.TinyBase;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.parity.ImageOptions;
import dev.mneme.app.parity.Recipes;
import dev.mneme.app.training.Trainable;
import dev.mneme.lab.recap.RecapMethod;
import dev.mneme.recipe.Draft;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecapRecipesTest {

  @TempDir private Path folder;

  private static RecapPlan plan() {
    RecapPlan full = RecapPlan.full(3);
    return new RecapPlan(
        full.tasks(), full.methods(), full.rates(), 0, 3, full.steps(), 40, 10, 10);
  }

  private static Trainable read(Path recipe) {
    Terminal silent = Terminal.plain(Writer.nullWriter(), Writer.nullWriter());
    return Recipes.of(Draft.read(recipe), new ImageOptions(), silent);
  }

  @Test
  void everyMethodHasARecipeOfItsOwnThatIsInOrderWithItsFiles() throws IOException {
    Path base = folder.resolve("a \"base\": 1");
    TinyBase.write(base);
    RecapFiles files = new RecapFiles(folder.resolve("out"), plan());
    files.write(base);
    Set<String> different = new HashSet<>();
    List<String> learnt = new ArrayList<>();
    for (RecapMethod method : RecapMethod.values()) {
      for (String task : plan().tasks()) {
        Trainable trained = read(files.recipe(method, task));
        assertThat(different.add(trained.resolved())).as(method + " " + task).isTrue();
        assertThat(trained.check().what()).isNotEmpty();
        boolean replays = trained.resolved().contains("answers.jsonl");
        assertThat(replays)
            .as(method + " " + task)
            .isEqualTo(method.kind() == RecapMethod.Kind.WEIGHED);
        learnt.add(method.id());
      }
    }
    assertThat(learnt).hasSize(2 * RecapMethod.values().length);
    assertThat(read(files.recipe(RecapMethod.RECAP_V2, "calls")).resolved())
        .contains("kind: \"recap\"", "convergence: \"v2\"");
  }

  @Test
  void everyMethodIsTriedWithTheSameRates() {
    assertThat(RecapPlan.full(1).learningRates()).containsExactly(1e-4, 2e-4, 4e-4);
    assertThat(RecapPlan.quick(1).learningRates()).containsExactly(2e-4);
    assertThat(RecapPlan.full(1).methods()).hasSize(Arrays.asList(RecapMethod.values()).size());
  }

  @Test
  void shortRunsHaveShorterWindowsThanThePaper() {
    assertThat(RecapPlan.full(1).window()).isEqualTo(10);
    assertThat(RecapPlan.quick(1).window()).isEqualTo(10);
    assertThat(new RecapPlan(List.of(), List.of(), 1, 0, 1, 24, 1, 1, 1).window()).isEqualTo(4);
    assertThat(new RecapPlan(List.of(), List.of(), 1, 0, 1, 2, 1, 1, 1).window()).isEqualTo(1);
  }
}
