package dev.mneme.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.mneme.data.InputException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeFormatTest {

  enum Shape {
    ROUND,
    SQUARE
  }

  record Inner(double learningRate, int window) {
    Inner {
      if (!(learningRate > 0)) {
        throw new IllegalArgumentException("learning-rate must be positive, was " + learningRate);
      }
    }
  }

  record Sample(String name, Shape shape, Inner training) {}

  private final Sample defaults = new Sample("plain", Shape.ROUND, new Inner(0.1, 3));
  private final RecipeFormat<Sample> format = new RecipeFormat<>(Sample.class, defaults);

  @Test
  void whatIsLeftOutIsTheDefault() {
    assertThat(format.parse("r.yaml", "")).isEqualTo(defaults);
    assertThat(format.parse("r.yaml", "training:\n  window: 7\n"))
        .isEqualTo(new Sample("plain", Shape.ROUND, new Inner(0.1, 7)));
  }

  @Test
  void whatDiffersFromTheDefaultsIsNamedByItsKey() {
    assertThat(format.differences(defaults)).isEmpty();
    Sample own = new Sample("plain", Shape.SQUARE, new Inner(0.2, 3));
    assertThat(format.differences(own))
        .containsExactly(entry("shape", "square"), entry("training.learning-rate", "0.2"));
  }

  @Test
  void whatIsWrittenReadsAsTheSame() {
    Sample sample = new Sample("other: {x}", Shape.SQUARE, new Inner(1e-7, 9));
    assertThat(format.parse("r.yaml", format.write(sample))).isEqualTo(sample);
    assertThat(format.write(sample))
        .contains("learning-rate: 1.0E-7")
        .contains("shape: \"square\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'name: x\ntraining:\n  windw: 3'            | r.yaml:3: unknown key "training.windw". Did you mean "training.window"?
          'nmae: x'                                   | r.yaml:1: unknown key "nmae". Did you mean "name"?
          'zebra-crossing: x'                         | r.yaml:1: unknown key "zebra-crossing". The known keys are name, shape, training, training.learning-rate, training.window.
          'training: 3'                               | r.yaml:1: "training" is a section: put its keys on lines of their own below it.
          'training:\n  learning-rate: .nan'          | r.yaml:1: in "training": learning-rate must be positive, was NaN
          'name:'                                     | r.yaml:1: "name" has no value: give one or leave the key out.
          'training:\n  window: null'                 | r.yaml:2: "training.window" has no value: give one or leave the key out.
          'name: x\ntraining:'                        | r.yaml:2: "training" has no value: give one or leave the key out.
          '- 1\n- 2'                                  | r.yaml: a recipe is a list of `key: value` lines
          'na\tme: x'                                 | r.yaml:1: unknown key "na\uFFFDme". Did you mean "name"?
          """)
  void mistakesAreNamedWithTheirPlace(String text, String message) {
    assertThatThrownBy(() -> format.parse("r.yaml", text))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'training:\n  window: many'  | r.yaml:2: "training.window"
          'shape: oval'                | r.yaml:1: "shape"
          'name: [1'                   | r.yaml:1: not valid YAML
          'name: a\nname: b'           | r.yaml:2: not valid YAML
          """)
  void valuesOfTheWrongKindAreNamedWithTheirPlace(String text, String start) {
    assertThatThrownBy(() -> format.parse("r.yaml", text))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(start)
        .message()
        .hasLineCount(1);
  }

  @Test
  void aMissingFileIsSaidSo() {
    assertThatThrownBy(() -> format.read(Path.of("no-such.yaml")))
        .hasMessage("no-such.yaml does not exist. Give the path of a recipe file.");
  }

  record Part(String file, double ratio, Inner inner) {}

  record Listed(String name, List<Part> parts) {}

  private final RecipeFormat<Listed> lists =
      new RecipeFormat<>(
          Listed.class, new Listed("plain", List.of(new Part("", 1, new Inner(0.1, 3)))));

  @Test
  void everySectionOfAListIsCompletedByTheDefaultOne() {
    Listed read = lists.parse("r.yaml", "parts:\n- file: a\n- {ratio: 2, inner: {window: 5}}\n");
    assertThat(read.parts())
        .containsExactly(new Part("a", 1, new Inner(0.1, 3)), new Part("", 2, new Inner(0.1, 5)));
    assertThat(lists.parse("r.yaml", lists.write(read))).isEqualTo(read);
  }

  @Test
  void aListOfOneMayBeWrittenWithoutADash() {
    assertThat(lists.parse("r.yaml", "parts: {file: a, inner: {window: 5}}"))
        .isEqualTo(lists.parse("r.yaml", "parts:\n- {file: a, inner: {window: 5}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'name: x\nparts:\n- file: a\n- file: b\n  inner:\n    windw: 3' | r.yaml:6: unknown key "parts.2.inner.windw". Did you mean "parts.inner.window"?
          'parts:\n- {file: a}\n- {raito: 3}'                           | r.yaml:3: unknown key "parts.2.raito". Did you mean "parts.ratio"?
          'name: x\nparts: a'                                           | r.yaml:2: "parts" is a list: begin each of its sections with "- ".
          'parts: []'                                                   | r.yaml:1: "parts" is a list: begin each of its sections with "- ".
          'parts: [a]'                                                  | r.yaml:1: "parts.1" must be a section of `key: value` lines.
          'parts:\n- file: a\n- inner:\n    learning-rate: -1'           | r.yaml:3: in "parts.2.inner": learning-rate must be positive, was -1.0
          'name: x\nparts:\n  raito: 3'                                  | r.yaml:3: unknown key "parts.raito". Did you mean "parts.ratio"?
          'name: x\nparts:\n  ratio: much'                               | r.yaml:3: "parts.1.ratio" must be a number, was much
          'parts: {inner: {learning-rate: -1}}'                         | r.yaml:1: in "parts.1.inner": learning-rate must be positive, was -1.0
          'parts:\n- ratio: much'                                       | r.yaml:2: "parts.1.ratio" must be a number, was much
          """)
  void mistakesInListsAreNamedWithTheirPlace(String text, String message) {
    assertThatThrownBy(() -> lists.parse("r.yaml", text))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void sectionsWithinEachOtherWithoutEndGetOneLine() {
    assertThatThrownBy(() -> format.parse("r.yaml", "{\"a\":".repeat(2_000)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("r.yaml: not valid YAML: Document nesting depth")
        .hasMessageNotContaining("\n");
  }

  @Test
  void manyKeysUnderLongOnesTakeLittleMemory() {
    StringBuilder text = new StringBuilder();
    for (int depth = 0; depth < 300; depth++) {
      text.append("{\"").append("k".repeat(900)).append("\":");
    }
    text.append('{');
    for (int key = 0; key < 70_000; key++) {
      text.append(key == 0 ? "" : ",").append('k').append(key).append(": 1");
    }
    text.append("}".repeat(301));
    assertThatThrownBy(() -> format.parse("r.yaml", text.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("r.yaml")
        .extracting(thrown -> String.valueOf(thrown.getMessage()).length() < 2_000)
        .isEqualTo(true);
  }
}
