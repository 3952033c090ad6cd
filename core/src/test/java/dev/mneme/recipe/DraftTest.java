package dev.mneme.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class DraftTest {

  record Part(String file, double ratio) {}

  record Sample(String name, Inner inner, List<Part> parts, Map<String, JsonNode> free) {}

  record Inner(double rate, int window) {}

  private final RecipeFormat<Sample> format =
      new RecipeFormat<>(
          Sample.class, new Sample("plain", new Inner(0.1, 3), List.of(new Part("", 1)), Map.of()));

  @Test
  void aChangedKeyCountsAndTheOthersStay() {
    Draft draft = Draft.parse("r.yaml", "name: x\ninner: {window: 7}\n");
    Sample changed = format.resolve(draft.with("inner.rate", number(0.5)));
    assertThat(changed.inner()).isEqualTo(new Inner(0.5, 7));
    assertThat(changed.name()).isEqualTo("x");
    assertThat(format.resolve(draft).inner()).as("the draft itself").isEqualTo(new Inner(0.1, 7));
    assertThat(format.resolve(draft.with("inner.window", number(9))).inner().window()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'name: x'                              | parts.ratio   | 1
          'parts: {file: a}'                     | parts.ratio   | 1
          'parts: {file: a}'                     | parts.1.ratio | 1
          'parts: [{file: a}]'                   | parts.ratio   | 1
          'parts: [{file: b}, {file: a}]'        | parts.2.ratio | 2
          """)
  void sectionsOfListsAreReachedByNumberOrAlone(String text, String key, int place) {
    Sample changed = format.resolve(Draft.parse("r.yaml", text).with(key, number(5)));
    assertThat(changed.parts().get(place - 1).ratio()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'name: x'                       | name.first    | r.yaml: "name.first" cannot be changed: what stands above "first" is a value, no section.
          'parts: [{file: a}, {file: b}]' | parts.ratio   | r.yaml: "parts.ratio" cannot be changed: say which of the 2 in the list, by its number before "ratio".
          'parts: [{file: a}, {file: b}]' | parts.3.ratio | r.yaml: "parts.3.ratio" cannot be changed: say which of the 2 in the list, by its number before "3".
          """)
  void aPathThatLeadsNowhereIsRefused(String text, String key, String message) {
    assertThatThrownBy(() -> Draft.parse("r.yaml", text).with(key, number(5)))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void aMistakeInAChangedKeyHasNoLineOfTheFile() {
    Draft draft = Draft.parse("r.yaml", "name: x\ninner:\n  window: 7\n  rate: 1\n");
    assertThatThrownBy(() -> format.resolve(draft.with("inner.rat", number(1))))
        .hasMessage("r.yaml: unknown key \"inner.rat\". Did you mean \"inner.rate\"?");
    assertThatThrownBy(() ->
            format.resolve(draft.with("inner.window", JsonNodeFactory.instance.stringNode("y"))))
        .hasMessage("r.yaml: \"inner.window\" must be a whole number, was y");
  }

  @Test
  void aMapTakesAnyKeysAndIsWrittenAgain() {
    Sample read = format.parse("r.yaml", "free: {a.b: [1, 2], c: x}");
    assertThat(read.free()).containsOnlyKeys("a.b", "c");
    assertThat(format.parse("r.yaml", format.write(read))).isEqualTo(read);
    assertThatThrownBy(() -> format.parse("r.yaml", "free: 3"))
        .hasMessageStartingWith("r.yaml:1: \"free\" is a section");
  }

  private static JsonNode number(double value) {
    return value == Math.rint(value)
        ? JsonNodeFactory.instance.numberNode((long) value)
        : JsonNodeFactory.instance.numberNode(value);
  }
}
