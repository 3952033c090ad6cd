package dev.mneme.app.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What docs/reference/text-recipe.md promises of its keys. */
class TextRecipeTest {

  private static final Path PAGE = Path.of("../docs/reference/text-recipe.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| `([^`]+)` \\|");

  @Test
  void everyDefaultIsDocumentedAndNothingElse() throws IOException {
    List<String> keys = new ArrayList<>();
    collect("", new YAMLMapper().readTree(TextRecipe.FORMAT.write(TextRecipe.DEFAULTS)), keys);
    assertThat(ROW.matcher(Files.readString(PAGE)).results().map(TextRecipeTest::said))
        .containsExactlyElementsOf(keys);
  }

  private static String said(MatchResult row) {
    return row.group(1) + " = " + row.group(2);
  }

  private static void collect(String path, JsonNode node, List<String> keys) {
    if (node.isObject()) {
      String prefix = path.isEmpty() ? "" : path + ".";
      node.properties().forEach(entry -> collect(prefix + entry.getKey(), entry.getValue(), keys));
    } else {
      keys.add(path + " = " + (node.asString().isEmpty() ? "\"\"" : node.asString()));
    }
  }
}
