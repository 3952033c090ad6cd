package dev.mneme.lab.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ParityRecipeTest {

  private static final Path PAGE = Path.of("..", "docs", "reference", "parity-recipe.md");

  @Test
  void everyDefaultOfTheRecipeIsDocumentedAndNothingElse() throws IOException {
    List<String> keys = new ArrayList<>();
    JsonNode defaults = new YAMLMapper().readTree(ParityRecipe.FORMAT.write(ParityRecipe.DEFAULTS));
    collect("", defaults, keys);
    assertThat(keys).contains("seed = 0", "base.hidden = [512, 256]", "tuning.method = grpo");
    List<String> documented = new ArrayList<>();
    Matcher row =
        Pattern.compile("^\\| `([^`]+)` \\| `([^`]+)` \\| \\S.* \\|$", Pattern.MULTILINE)
            .matcher(Files.readString(PAGE));
    while (row.find()) {
      documented.add(row.group(1) + " = " + row.group(2));
    }
    assertThat(documented).containsExactlyElementsOf(keys);
  }

  @Test
  void aRecipeComesBackAsItWasWritten() {
    for (ParityRecipe recipe : ParitySweep.full(1).trials(0)) {
      String text = ParityRecipe.FORMAT.write(recipe);
      assertThat(ParityRecipe.FORMAT.parse("recipe.yaml", text)).isEqualTo(recipe);
    }
  }

  @Test
  void aValueThatCannotWorkIsRefusedWithItsPlace() {
    assertThatThrownBy(
            () -> ParityRecipe.FORMAT.parse("recipe.yaml", "seed: 1\ntuning:\n  group: 1\n"))
        .isInstanceOf(InputException.class)
        .hasMessage("recipe.yaml:2: in \"tuning\": group must be at least 2, was 1");
  }

  private static void collect(String path, JsonNode node, List<String> keys) {
    if (node.isObject()) {
      node.properties()
          .forEach(entry ->
              collect(
                  path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                  entry.getValue(),
                  keys));
    } else if (node.isArray()) {
      List<String> values = node.valueStream().map(JsonNode::asString).toList();
      keys.add(path + " = [" + String.join(", ", values) + "]");
    } else {
      keys.add(path + " = " + node.asString());
    }
  }
}
