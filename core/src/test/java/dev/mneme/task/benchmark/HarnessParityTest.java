package dev.mneme.task.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.data.records.Records;
import dev.mneme.data.records.Row;
import dev.mneme.model.Decoder;
import dev.mneme.model.ModelFolder;
import dev.mneme.policy.ContinuationScorer.Score;
import dev.mneme.tensor.ElementType;
import dev.mneme.text.Tokenizer;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Items of our own, against what lm-evaluation-harness asks, gets and makes of them. */
class HarnessParityTest {

  private static final Map<String, Map<String, Row>> EXPECTED = new HashMap<>();
  private static @Nullable ModelFolder folder;
  private static @Nullable Decoder decoder;
  private static @Nullable Tokenizer tokenizer;
  private static @Nullable Examiner examiner;

  @BeforeAll
  static void readModelAndExpectations() {
    folder = ModelFolder.open(resource("model"));
    decoder = Decoder.of(folder.shape(), folder.loadFrozen(ElementType.F32));
    tokenizer = Tokenizer.of(resource("model"));
    examiner = new Examiner(decoder, tokenizer, null, Examiner.Settings.usual(decoder));
    try (Records records = Records.open(resource("expected.jsonl"))) {
      for (long number = 0; number < records.size(); number++) {
        Row row = records.row(number);
        if (row.columns().get("task") instanceof String task) {
          EXPECTED
              .computeIfAbsent(task, unknown -> new HashMap<>())
              .put(String.valueOf(row.columns().get("id")), row);
        }
      }
    }
  }

  @AfterAll
  static void release() {
    for (AutoCloseable each :
        Stream.of(examiner, tokenizer, decoder, folder).map(Objects::requireNonNull).toList()) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static List<Benchmark> benchmarks() {
    return Benchmarks.byLikelihood();
  }

  @ParameterizedTest
  @MethodSource("benchmarks")
  void everyItemIsAskedByteForByteAndScoredAlike(Benchmark benchmark) {
    Map<String, Row> expected = Objects.requireNonNull(EXPECTED.get(benchmark.name()));
    List<Item> items = benchmark.items(resource("data"));
    assertThat(items).hasSameSizeAs(expected.keySet()).hasSizeGreaterThanOrEqualTo(20);
    Map<Item, Answer> answers = new HashMap<>();
    Objects.requireNonNull(examiner).ask(items, answers::put);
    for (Item item : items) {
      Map<String, @Nullable Object> peer =
          Objects.requireNonNull(expected.get(item.id()), item.id()).columns();
      List<Item.Option> options = ((Item.Choice) item).options();
      assertThat(options.stream().map(Item.Option::context))
          .containsExactlyElementsOf(texts(peer, "contexts"));
      assertThat(options.stream().map(Item.Option::continuation))
          .containsExactlyElementsOf(texts(peer, "continuations"));
      Answer answer = Objects.requireNonNull(answers.get(item));
      requireScores(((Answer.Likelihoods) answer).options(), peer);
      Map<?, ?> metrics = (Map<?, ?>) Objects.requireNonNull(peer.get("metrics"));
      benchmark
          .judge(item, answer)
          .metrics()
          .forEach((name, metric) ->
              assertThat(metric.value())
                  .as("%s %s %s", benchmark.name(), item.id(), name)
                  .isCloseTo(
                      ((Number) Objects.requireNonNull(metrics.get(name))).doubleValue(),
                      within(1e-5)));
    }
  }

  private static void requireScores(List<Score> scores, Map<String, @Nullable Object> peer) {
    List<?> logProbs = (List<?>) Objects.requireNonNull(peer.get("logProbs"));
    assertThat(scores).hasSameSizeAs(logProbs);
    for (int option = 0; option < scores.size(); option++) {
      assertThat(scores.get(option).logProb())
          .isCloseTo(((Number) logProbs.get(option)).doubleValue(), within(1e-4));
    }
    assertThat(scores.stream().map(Score::greedy).toList())
        .isEqualTo(Objects.requireNonNull(peer.get("greedy")));
  }

  @Test
  void someOfThesePromptsAreLongerThanTheModelReadsAndSomeAreNot() {
    int most = Objects.requireNonNull(decoder).shape().maxPositions();
    assertThat(tokensOfContexts(1)).anyMatch(length -> length > most + 1);
    assertThat(tokensOfContexts(0)).allMatch(length -> length < most);
  }

  private static List<Integer> tokensOfContexts(int benchmark) {
    return Benchmarks.byLikelihood().get(benchmark).items(resource("data")).stream()
        .map(item -> ((Item.Choice) item).options().getFirst().context())
        .map(context -> Objects.requireNonNull(tokenizer).encodeDocument(context).length)
        .toList();
  }

  private static List<String> texts(Map<String, @Nullable Object> columns, String column) {
    return ((List<?>) Objects.requireNonNull(columns.get(column)))
        .stream().map(String::valueOf).toList();
  }

  private static Path resource(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(HarnessParityTest.class.getResource(name), name).toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
