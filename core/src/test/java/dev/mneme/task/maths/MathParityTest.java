package dev.mneme.task.maths;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Verdicts beside math-verify's, which bench/fixtures/math_pairs.py wrote down. */
class MathParityTest {

  private static final double AGREEMENT = 0.98;

  /** Generous, so that no verdict depends on how busy the machine is. */
  private static final MathAnswer VERIFIER = new MathAnswer("answer", Duration.ofSeconds(60));

  private final List<Pair> pairs =
      StreamSupport.stream(
              new ObjectMapper().readTree(resource("pairs.json")).get("pairs").spliterator(), false)
          .map(Pair::of)
          .toList();

  @Test
  void verdictsAgreeButForTheDisagreementsThatAreArgued() {
    Set<String> differences =
        pairs.stream()
            .filter(pair -> pair.ours() != pair.theirs())
            .map(pair -> pair.right() + "\t" + pair.said() + "\t" + pair.theirs())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> argued =
        resource("disagreements.tsv")
            .lines()
            .skip(1)
            .map(line -> line.substring(0, line.lastIndexOf('\t')))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(differences).isEqualTo(argued);
    assertThat(1 - (double) differences.size() / pairs.size()).isGreaterThanOrEqualTo(AGREEMENT);
  }

  @Test
  void thePairsAreManyOfManyShapesTrueAndFalse() {
    assertThat(pairs).hasSizeGreaterThan(500);
    assertThat(pairs.stream().map(Pair::shape).distinct()).hasSizeGreaterThan(30);
    assertThat(pairs.stream().filter(Pair::theirs)).hasSizeGreaterThan(250);
    assertThat(pairs.stream().filter(pair -> !pair.theirs())).hasSizeGreaterThan(250);
  }

  @Test
  void everyArgumentIsGiven() {
    assertThat(resource("disagreements.tsv").lines().skip(1))
        .allMatch(line -> line.matches(".*\\t(?:ours is right|accepted): .{15,}"));
  }

  private record Pair(String shape, String right, String said, boolean theirs) {

    static Pair of(JsonNode pair) {
      return new Pair(
          pair.get(0).asString(),
          pair.get(1).asString(),
          pair.get(2).asString(),
          pair.get(3).asBoolean());
    }

    boolean ours() {
      return VERIFIER.reward("\\boxed{" + said + "}", Map.of("answer", right)) == 1;
    }
  }

  private static String resource(String name) {
    try (InputStream file = MathParityTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
