package dev.mneme.app.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class SuiteRecipeTest {

  private static final Path PAGE = Path.of("../docs/reference/eval.md");

  @Test
  void everyKeyIsDocumentedWithItsDefaultAndNothingElse() throws IOException {
    SuiteRecipe usual = new SuiteRecipe("", List.of(TaskKeys.USUAL));
    JsonNode written = new YAMLMapper().readTree(SuiteRecipe.FORMAT.write(usual));
    Set<String> keys = new LinkedHashSet<>();
    keys.add("description = \"\"");
    for (Map.Entry<String, JsonNode> key : written.get("tasks").get(0).properties()) {
      boolean rewards = key.getKey().equals("reward"); // its own keys are on the page of recipes
      String value = rewards ? "" : " = " + key.getValue();
      keys.add("tasks." + key.getKey() + value);
    }
    Set<String> documented = new LinkedHashSet<>();
    Matcher row =
        Pattern.compile("^\\| `([^`]+)` \\| `([^`]+)` \\| [^|]+ \\|$", Pattern.MULTILINE)
            .matcher(Files.readString(PAGE).replaceAll("(?s).*Keys of a task:", ""));
    while (row.find()) {
      boolean rewards = row.group(1).equals("tasks.reward");
      documented.add(row.group(1) + (rewards ? "" : " = " + row.group(2)));
    }
    assertThat(documented).containsExactlyElementsOf(keys);
  }

  @Test
  void everySuiteThatComesWithMnemeIsDocumentedAndNamesBenchmarksThatThereAre() throws IOException {
    try (Suites suites = new Suites()) {
      assertThat(suites.named()).isNotEmpty();
      for (Suite suite : suites.named()) {
        assertThat(suite.entries()).as(suite.name()).isNotEmpty();
        assertThat(Files.readString(PAGE)).contains("| `" + suite.name() + "` |");
      }
    }
  }
}
