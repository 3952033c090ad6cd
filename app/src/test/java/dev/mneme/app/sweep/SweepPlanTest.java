package dev.mneme.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.parity.ImageOptions;
import dev.mneme.app.parity.Recipes;
import dev.mneme.recipe.RecipeFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class SweepPlanTest {

  private static final Path ROOT = Path.of("..");

  @TempDir private Path folder;

  private SweepPlan plan(String sweep) throws IOException {
    Path recipe = Files.writeString(folder.resolve("tiny.yaml"), "world: drawn\n");
    Path file =
        Files.writeString(folder.resolve("sweep.yaml"), sweep.replace("TINY", recipe.toString()));
    Terminal terminal = Terminal.plain(new StringWriter(), new StringWriter());
    return SweepPlan.read(file, draft -> Recipes.of(draft, new ImageOptions(), terminal));
  }

  private void assertRefused(String sweep, String message) {
    assertThatThrownBy(() -> plan(sweep)).hasMessage(message);
  }

  @Test
  void aGridIsEveryCombinationWithEverySeed() throws IOException {
    SweepPlan plan =
        plan(
            """
            groups:
              recipe: TINY
              grid:
                tuning.learning-rate: [1e-4, 3e-4]
                tuning.method: [sft-1, grpo]
            seeds: [0, 7]
            figure: new.accuracy
            """);
    assertThat(plan.trials())
        .extracting(trial -> trial.setting().text() + " " + trial.seed())
        .containsExactly(
            "tuning.learning-rate=1e-4,tuning.method=sft-1 0",
            "tuning.learning-rate=1e-4,tuning.method=sft-1 7",
            "tuning.learning-rate=1e-4,tuning.method=grpo 0",
            "tuning.learning-rate=1e-4,tuning.method=grpo 7",
            "tuning.learning-rate=3e-4,tuning.method=sft-1 0",
            "tuning.learning-rate=3e-4,tuning.method=sft-1 7",
            "tuning.learning-rate=3e-4,tuning.method=grpo 0",
            "tuning.learning-rate=3e-4,tuning.method=grpo 7");
    assertThat(plan.trials().get(7).training().resolved())
        .contains("seed: 7", "learning-rate: 3.0E-4", "method: \"grpo\"");
    assertThat(plan.settings()).extracting(Setting::group).containsOnly("tiny");
  }

  @Test
  void everyDrawMeetsEveryCombinationOfTheGrid() throws IOException {
    SweepPlan plan =
        plan(
            """
            groups:
              - name: a
                recipe: TINY
                grid: {tuning.method: [sft-1, grpo]}
                random:
                  trials: 3
                  keys: {tuning.learning-rate: {from: 1e-5, to: 1e-3, scale: log}}
              - {name: b, recipe: TINY, grid: {seed-free: []}}
            figure: new.accuracy
            """
                .replace(", grid: {seed-free: []}", ""));
    assertThat(plan.settings()).hasSize(7);
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    plan.settings()
        .subList(0, 6)
        .forEach(setting ->
            (setting.text().contains("sft-1") ? first : second)
                .add(setting.text().replaceFirst(".*rate=", "")));
    assertThat(first).isEqualTo(second).doesNotHaveDuplicates().hasSize(3);
    assertThat(plan.settings().get(6)).extracting(Setting::text).isEqualTo("");
  }

  @Test
  void aGroupWithoutANameHasOneThatAFolderCanHave() {
    assertThat(named("recipes/grpo.yaml")).isEqualTo("grpo");
    assertThat(named("my recipes/grpo (2).yml")).isEqualTo("grpo_2_");
    assertThat(named(".hidden.yaml")).isEqualTo("_.hidden");
    assertThat(named("x".repeat(90) + ".yaml")).hasSize(60);
  }

  private static String named(String recipe) {
    return SweepRecipe.FORMAT
        .parse("sweep.yaml", "groups: {recipe: '" + recipe + "'}")
        .groups()
        .getFirst()
        .named()
        .name();
  }

  @Test
  void aTrialThatIsThereTwiceIsRefused() {
    assertRefused(
        """
        groups:
          recipe: TINY
          grid:
            tuning.learning-rate: [1e-4, 0.0001]
        figure: new.accuracy
        """,
        "sweep.yaml:3: group \"tiny\", tuning.learning-rate=1e-4 is the same trial as group"
            + " \"tiny\", tuning.learning-rate=1e-4: they have the same whole recipe. Take one of"
            + " them out.");
    assertRefused(
        """
        groups:
          - {name: a, recipe: TINY}
          - {name: b, recipe: TINY, grid: {tuning.group: [8]}}
        figure: new.accuracy
        """,
        "sweep.yaml:3: group \"b\", tuning.group=8 is the same trial as group \"a\": they have the"
            + " same whole recipe. Take one of them out.");
  }

  @Test
  void tooManyTrialsAreRefusedBeforeTheyAreMade() {
    String many = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
    assertRefused(
        """
        groups:
          recipe: TINY
          grid: {a: MANY, b: MANY, c: MANY, d: MANY, e: MANY}
        figure: new.accuracy
        """
            .replace("MANY", many),
        "sweep.yaml:3: this makes more than 10,000 trials. Sweep fewer values or keys.");
  }

  @Test
  void everyDefaultIsDocumentedAndNothingElse() throws IOException {
    List<String> keys = new ArrayList<>();
    collect("", tree(SweepRecipe.FORMAT, "{}"), keys);
    collect("groups.random.keys.KEY", tree(Drawn.FORMAT, "{}"), keys);
    String page = Files.readString(ROOT.resolve("docs/reference/sweep.md"));
    assertThat(
            Pattern.compile("^\\| `([^`]+)` \\| `([^`]+)` \\| .* \\|$", Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map((MatchResult row) -> row.group(1) + " = " + row.group(2)))
        .containsExactlyInAnyOrderElementsOf(keys);
  }

  private static <T extends Record> JsonNode tree(RecipeFormat<T> format, String text) {
    return new YAMLMapper().readTree(format.write(format.parse("defaults", text)));
  }

  private static void collect(String path, JsonNode node, List<String> keys) {
    String prefix = path.isEmpty() ? "" : path + ".";
    for (var entry : node.properties()) {
      String key = prefix + entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
        collect(key, value.get(0), keys);
      } else if (value.isObject() && !value.isEmpty()) {
        collect(key, value, keys);
      } else {
        keys.add(key + " = " + value.toString().replaceAll("^\"(.+)\"$", "$1"));
      }
    }
  }

  @Test
  void theShippedSweepIsRead() {
    Path file = ROOT.resolve("recipes/sweeps/grpo-rates.yaml");
    SweepRecipe recipe = SweepRecipe.FORMAT.read(file);
    assertThat(recipe.figure()).isEqualTo("new.reward");
    recipe.groups().forEach(group -> assertThat(ROOT.resolve(group.recipe())).exists());
  }
}
