package dev.mneme.app.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.recipe.Draft;
import dev.mneme.recipe.RecipeFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The recipes that are shipped, and the page that explains their keys. */
class PostRecipesTest {

  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/reference/post-training.md");

  /**
   * Rows that something other than the learning looks at have the keys of those that are learnt.
   */
  private static final Pattern OTHER_ROWS = Pattern.compile("preserve\\.[a-z]+\\.sources");

  /** So have their rewards. */
  private static final String OTHER_REWARDS = "preserve.replay.reward";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sft",
        "dpo",
        "grpo",
        "gkd",
        "sdft",
        "recap",
        "replay",
        "replay-reward",
        "budget",
        "qwen2.5-3b-sft",
        "qwen2.5-3b-grpo"
      })
  void everyShippedRecipeIsReadAndItsOwnRowsAreThere(String name) {
    PostRecipe recipe =
        PostTraining.read(Draft.read(ROOT.resolve("recipes/" + name + ".yaml"))).recipe();
    for (RecordData.Source source : recipe.data().sources()) {
      if (source.file().startsWith("recipes/")) {
        assertThat(ROOT.resolve(source.file())).exists();
      } else {
        assertThat(source.file()).startsWith("data/");
      }
    }
  }

  @Test
  void everyObjectiveIsReadWithItsDefaultsAndWrittenAsItWas() throws IOException {
    for (String objective : PostTraining.objectives()) {
      Path file = Files.writeString(folder.resolve("recipe.yaml"), "objective: " + objective);
      PostTraining.Declared declared = PostTraining.read(Draft.read(file));
      Files.writeString(file, declared.resolved());
      assertThat(PostTraining.read(Draft.read(file))).as(objective).isEqualTo(declared);
    }
  }

  @Test
  void everyDefaultIsDocumentedAndNothingElse() throws IOException {
    Set<String> keys = new LinkedHashSet<>();
    collect(SftRecipe.class, SftRecipe.defaults(SftRecipe.Imitating.CROSS_ENTROPY), keys);
    collect(
        PreferenceRecipe.class, PreferenceRecipe.defaults(PreferenceRecipe.Preferring.DPO), keys);
    collect(RewardRecipe.class, RewardRecipe.defaults(RewardRecipe.Rewarded.GRPO), keys);
    for (DistillationRecipe.Distilling each : DistillationRecipe.Distilling.values()) {
      collect(DistillationRecipe.class, DistillationRecipe.defaults(each), keys);
    }
    assertThat(keys)
        .contains("preserve.kl.kind = k3", "lora.targets = [all-linear]", "model = \"\"");
    assertThat(documented("^\\| `([^`]+)` \\| `([^`]+)` \\| [^`\\s].* \\|$"))
        .containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void everyClipRangeIsDocumented() throws IOException {
    List<String> ranges = new ArrayList<>();
    for (RewardRecipe.Rewarded objective : RewardRecipe.Rewarded.values()) {
      RewardRecipe.Clip clip = RewardRecipe.defaults(objective).clip();
      ranges.add("%s = %s %s".formatted(objective, clip.low(), clip.high()));
    }
    assertThat(documented("^\\| `([^`]+)` \\| `([^`]+)` \\| `([^`]+)` \\|$"))
        .containsExactlyElementsOf(ranges);
  }

  private static List<String> documented(String row) throws IOException {
    List<String> documented = new ArrayList<>();
    Matcher matcher = Pattern.compile(row, Pattern.MULTILINE).matcher(Files.readString(PAGE));
    while (matcher.find()) {
      documented.add(
          matcher.group(1)
              + " = "
              + matcher.group(2)
              + (matcher.groupCount() > 2 ? " " + matcher.group(3) : ""));
    }
    return documented;
  }

  private static <T extends Record> void collect(Class<T> type, T defaults, Set<String> keys) {
    String text = new RecipeFormat<>(type, defaults).write(defaults);
    collect("", new YAMLMapper().readTree(text), keys);
  }

  private static void collect(String path, JsonNode node, Set<String> keys) {
    if (OTHER_ROWS.matcher(path).matches()) {
      collect("data.sources", node, keys);
    } else if (path.equals(OTHER_REWARDS)) {
      collect("reward", node, keys);
    } else if (node.isObject()) {
      String prefix = path.isEmpty() ? "" : path + ".";
      node.properties().forEach(entry -> collect(prefix + entry.getKey(), entry.getValue(), keys));
    } else if (node.path(0).isObject()) {
      collect(path, node.get(0), keys);
    } else if (node.isArray()) {
      List<String> values = node.valueStream().map(JsonNode::asString).toList();
      keys.add(path + " = [" + String.join(", ", values) + "]");
    } else {
      keys.add(path + " = " + (node.asString().isEmpty() ? "\"\"" : node.asString()));
    }
  }
}
