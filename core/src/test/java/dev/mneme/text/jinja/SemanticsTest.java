package dev.mneme.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.data.InputException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Small templates against what Python's Jinja makes of them. */
class SemanticsTest {

  private static final LocalDateTime NOW = LocalDateTime.of(2026, 7, 4, 9, 5, 3);

  @Test
  void everySmallTemplateRendersAsInPython() {
    JsonMapper mapper = JsonMapper.shared();
    InputStream file =
        Objects.requireNonNull(SemanticsTest.class.getResourceAsStream("semantics.json"));
    JsonNode table = mapper.readTree(file);
    Map<String, Object> variables =
        mapper.convertValue(table.get("variables"), new TypeReference<>() {});
    List<String> different = new ArrayList<>();
    for (JsonNode row : table.get("cases")) {
      String template = row.get("template").asString();
      String expected = row.has("text") ? row.get("text").asString() : "error";
      String actual;
      try {
        actual = Template.parse(template, "template").render(variables, NOW).text();
      } catch (InputException refused) {
        assertThat(refused.getMessage()).doesNotContain("\n").startsWith("template");
        actual = row.has("text") ? refused.getMessage() : "error";
      }
      if (!expected.equals(actual)) {
        different.add(template + "\n  python: " + expected + "\n  here:   " + actual);
      }
    }
    assertThat(table.get("cases").size()).isGreaterThan(350);
    assertThat(different).isEmpty();
  }
}
