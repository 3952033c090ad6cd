package dev.mneme.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.data.InputException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class DrawsTest {

  private static final int MANY = 2_000;

  private final Map<String, Drawn> keys = new LinkedHashMap<>();

  DrawsTest() {
    keys.put("rate", drawn("{from: 1e-5, to: 1e-3, scale: log}"));
    keys.put("warmup", drawn("{from: 0, to: 0.2}"));
    keys.put("group", drawn("{from: 2, to: 5, whole: true}"));
    keys.put("slots", drawn("{from: 1, to: 64, whole: true, scale: log}"));
    keys.put("kind", drawn("{among: [k1, k3]}"));
  }

  private static Drawn drawn(String text) {
    return Drawn.FORMAT.parse("drawn", text);
  }

  private List<Map<String, JsonNode>> draws(int trials, long seed) {
    return Draws.of(new SweepRecipe.Random(trials, seed, some()), keys, "");
  }

  private static Map<String, JsonNode> some() {
    return Map.of("rate", JsonNodeFactory.instance.objectNode());
  }

  @Test
  void ratiosAreEvenOnALogarithmicScaleAndStayWithinTheRange() {
    double[] rates = draws(MANY, 1).stream().mapToDouble(d -> of(d, "rate")).toArray();
    assertThat(Arrays.stream(rates)).allMatch(rate -> rate >= 1e-5 && rate <= 1e-3);
    long below = Arrays.stream(rates).filter(rate -> rate < 1e-4).count();
    assertThat(below / (double) MANY).isEqualTo(0.5, within(0.04));
  }

  @Test
  void numbersAreEvenOnALinearScale() {
    double[] shares = draws(MANY, 1).stream().mapToDouble(d -> of(d, "warmup")).toArray();
    assertThat(Arrays.stream(shares)).allMatch(share -> share >= 0 && share <= 0.2);
    assertThat(Arrays.stream(shares).average().orElseThrow()).isEqualTo(0.1, within(0.005));
  }

  @Test
  void wholeNumbersTakeBothEnds() {
    List<Map<String, JsonNode>> draws = draws(MANY, 1);
    for (int group = 2; group <= 5; group++) {
      int wanted = group;
      assertThat(draws.stream().filter(d -> of(d, "group") == wanted).count() / (double) MANY)
          .isEqualTo(0.25, within(0.04));
    }
    assertThat(draws).allMatch(d -> Objects.requireNonNull(d.get("slots")).isIntegralNumber());
    assertThat(draws.stream().mapToDouble(d -> of(d, "slots")).min()).hasValue(1);
    assertThat(draws.stream().mapToDouble(d -> of(d, "slots")).max()).hasValue(64);
  }

  @Test
  void theSameSeedDrawsTheSameAndMoreDrawsLeaveTheFirst() {
    assertThat(draws(8, 3)).isEqualTo(draws(8, 3)).isNotEqualTo(draws(8, 4));
    assertThat(draws(20, 3).subList(0, 8)).isEqualTo(draws(8, 3));
  }

  @Test
  void anotherKeyDoesNotMoveTheOthers() {
    List<Double> before = draws(8, 3).stream().map(d -> of(d, "rate")).toList();
    keys.put("more", drawn("{from: 0, to: 1}"));
    assertThat(draws(8, 3).stream().map(d -> of(d, "rate")).toList()).isEqualTo(before);
  }

  @Test
  void drawsAreDifferentOrRefused() {
    keys.keySet().retainAll(List.of("group", "kind"));
    assertThat(new HashSet<>(draws(8, 1))).hasSize(8);
    assertThatThrownBy(() -> draws(9, 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "random.trials is 9, but only 8 different ones can be drawn from these keys. Lower"
                + " it.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {from: 2, to: 1}               | to must lie above from, was 1.0
          {from: 0, to: 1, scale: log}   | from must be positive for log, was 0.0
          {from: 0.5, to: 3, whole: true} | from and to must be whole for whole: true, from was 0.5
          {from: 1, to: 2, among: [3]}   | either from and to or among must be given
          {frm: 1}                       | unknown key "frm". Did you mean "from"?
          """)
  void rangesThatMeanNothingAreRefused(String text, String message) {
    assertThatThrownBy(() -> drawn(text)).hasMessageContaining(message);
  }

  private static double of(Map<String, JsonNode> draw, String key) {
    return Objects.requireNonNull(draw.get(key)).asDouble();
  }
}
