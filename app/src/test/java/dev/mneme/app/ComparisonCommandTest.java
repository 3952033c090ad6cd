package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.app.evaluation.EvaluatedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code compare} on tiny random models, an adapter of theirs, and made-up rows. */
class ComparisonCommandTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ROWS = 200;

  private static final String PRIOR =
      """
      description: letters
      tasks:
        - name: endings
          file: rows.jsonl
          prompt: "{start}"
          choices: ["{options}"]
          gold: right
          separator: ""
        - name: written
          file: rows.jsonl
          prompt: "{start} "
          answer: "{likely}"
          max-tokens: 3
      """;

  private static final String NEW =
      """
      tasks:
        - name: fresh
          file: rows.jsonl
          prompt: "{start}"
          answer: "{likely}"
          max-tokens: 4
      """;

  @TempDir Path temporary;
  private Path model = Path.of("");
  private Path adapter = Path.of("");

  @BeforeEach
  void makeModelsAndTasks() throws IOException {
    model = TinyModels.folder(temporary.resolve("tiny"));
    adapter = TinyModels.adapter(temporary.resolve("adapter"));
    List<String> rows = new ArrayList<>();
    Random random = new Random(4);
    for (int i = 0; i < ROWS; i++) {
      String start = word(random, 6);
      rows.add(
          """
          {"start": "%s", "options": ["%s", "%s", "%s"], "right": %d, "likely": "%s"}\
          """
              .formatted(
                  start,
                  word(random, 3),
                  word(random, 4),
                  word(random, 5),
                  i % 3,
                  word(random, 1)));
    }
    Files.write(temporary.resolve("rows.jsonl"), rows);
    Files.writeString(temporary.resolve("prior.yaml"), PRIOR);
    Files.writeString(temporary.resolve("new.yaml"), NEW);
  }

  private static String word(Random random, int letters) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < letters; i++) {
      word.append((char) ('a' + random.nextInt(8)));
    }
    return word.toString();
  }

  @Test
  void theBaseAgainstItselfIsNoChangeWithoutDrift() throws IOException {
    Path same = TinyModels.folder(temporary.resolve("same"));
    Ran said = compare("out", same.toString(), "--max-drop", "3");
    assertThat(said.code()).as(said.all()).isEqualTo(ExitCode.UNSURE);
    assertThat(said.out())
        .contains("No change was found in any task.", "All 2 prior tasks are kept")
        .contains("forward (base ‖ tuned)", "0 [0, 0]");
    JsonNode json = json("out/comparison.json");
    assertThat(json.get("change_found").asBoolean()).isFalse();
    assertThat(json.at("/prior/0/lost").asInt()).isZero();
    assertThat(json.at("/drift/forward_kl/per_token/high").asDouble()).isZero();
    assertThat(json.at("/drift/forward_kl/sequences").asInt()).isEqualTo(64);
    assertThat(json.at("/drift/activations/1/cka").asDouble()).isEqualTo(1, within(1e-9));
    assertThat(json.at("/prior/1/noise/repeats").asInt()).isEqualTo(1);
    assertThat(Files.readString(temporary.resolve("out/items.jsonl"))).isEmpty();
  }

  @Test
  void withoutANewTaskKeepingIsEnoughToShip() throws IOException {
    Path same = TinyModels.folder(temporary.resolve("same"));
    Ran said =
        Ran.of(
            "compare",
            model.toString(),
            same.toString(),
            "--prior",
            temporary.resolve("prior.yaml").toString(),
            "--out",
            temporary.resolve("out").toString(),
            "--cache",
            temporary.resolve("answers").toString(),
            "--max-drop",
            "3");
    assertThat(said.code()).as(said.all()).isEqualTo(ExitCode.OK);
    assertThat(said.out()).contains("SHIP").contains("Drift: No new task was named");
  }

  @Test
  void everythingIsMeasuredWrittenAndShown() throws IOException {
    Ran said =
        compare(
            "out",
            adapter.toString(),
            "--report",
            temporary.resolve("page.html").toString(),
            "--json",
            temporary.resolve("copy.json").toString());
    assertThat(said.code()).as(said.all()).isIn(0, ExitCode.HOLD, ExitCode.UNSURE);
    JsonNode json = json("out/comparison.json");
    assertThat(json.get("exit_code").asInt()).isEqualTo(said.code());
    assertThat(json.get("models").toString()).isEqualTo("[\"tiny\",\"tiny+adapter\"]");
    int changed = 0;
    for (JsonNode task : json.get("prior")) {
      int lost = task.get("lost").asInt();
      int gained = task.get("gained").asInt();
      changed += lost + gained;
      assertThat(task.at("/difference/value").asDouble())
          .isEqualTo((double) (gained - lost) / ROWS, within(1e-12));
      assertThat(task.at("/after/value").asDouble() - task.at("/before/value").asDouble())
          .isEqualTo(task.at("/difference/value").asDouble(), within(1e-9));
      assertThat(task.get("smallest_drop_found").asDouble()).isBetween(0.01, 0.3);
    }
    assertThat(changed).isPositive();
    assertThat(json.at("/drift/forward_kl/per_token/value").asDouble()).isPositive();
    assertThat(json.at("/drift/reverse_kl/per_sequence/low").asDouble()).isPositive();
    assertThat(json.at("/drift/weights").size()).isGreaterThan(2);
    List<String> items = Files.readAllLines(temporary.resolve("out/items.jsonl"));
    changed += json.at("/new/lost").asInt() + json.at("/new/gained").asInt();
    assertThat(items).hasSize(changed);
    assertThat(JSON.readTree(items.getFirst()).get("before").asString())
        .isNotEqualTo(JSON.readTree(items.getFirst()).get("after").asString());
    assertThat(temporary.resolve("copy.json"))
        .hasSameTextualContentAs(temporary.resolve("out/comparison.json"));
    assertThat(Files.readString(temporary.resolve("page.html")))
        .contains("may tiny+adapter replace tiny?", "How it was decided", "The answers themselves");
  }

  @Test
  void whoComparesAgainAsksNothingAndSaysTheSame() throws IOException {
    Ran first = compare("out", adapter.toString(), "--samples", "2");
    String json = Files.readString(temporary.resolve("out/comparison.json"));
    Ran again = compare("again", adapter.toString(), "--samples", "2");
    assertThat(again.code()).isEqualTo(first.code());
    assertThat(again.err()).doesNotContain("items");
    assertThat(temporary.resolve("again/comparison.json")).hasContent(json);
    assertThat(temporary.resolve("out/tiny/at-1.0-seed-1/written.jsonl")).exists();
    assertThat(temporary.resolve("out/tiny/at-1.0-seed-3-batching-1/written.jsonl")).exists();
    assertThat(json("out/comparison.json").at("/prior/1/noise/churn").asDouble()).isPositive();
    assertThat(json("out/comparison.json").at("/prior/1/test").asString())
        .isEqualTo("paired_bootstrap");
  }

  @Test
  void anotherSeedDrawsOtherSamples() throws IOException {
    compare("out", adapter.toString(), "--samples", "2");
    Ran other = compare("out", adapter.toString(), "--samples", "2", "--seed", "1");
    assertThat(other.err()).contains("items");
    try (Stream<Path> looks = Files.list(temporary.resolve("out/tiny"))) {
      assertThat(looks.map(look -> look.getFileName().toString()).filter(this::isSampled))
          .hasSize(2 * (2 + 2))
          .contains("at-1.0-seed-0", "at-1.0-seed-1");
    }
  }

  private boolean isSampled(String look) {
    return look.startsWith("at-1.0-seed-");
  }

  @Test
  void thePageTellsTheCommandWithAllThatDecides() throws IOException {
    Path spaced = Files.createDirectories(temporary.resolve("my data"));
    compare(
        "out",
        adapter.toString(),
        "--max-drop",
        "5",
        "--alpha",
        "0.1",
        "--threads",
        "1",
        "--data",
        spaced.toString());
    assertThat(Files.readString(temporary.resolve("out/comparison.html")))
        .contains("--max-drop 5.0 --alpha 0.1", "--threads 1")
        .contains("--data &#39;" + spaced + "&#39;")
        .doesNotContain("--power", "--min-gain");
  }

  @Test
  void whatRunsLeftIsCalledAfterThem() throws IOException {
    List<String> folders = new ArrayList<>();
    for (String run : List.of("sft", "grpo")) {
      Path place = Files.createDirectories(temporary.resolve("runs").resolve(run));
      Files.writeString(place.resolve("recipe.yaml"), "");
      folders.add(TinyModels.folder(place.resolve("model")).toString());
    }
    folders.add(TinyModels.folder(temporary.resolve("base/model")).toString());
    folders.add(TinyModels.folder(temporary.resolve("runs/sft/mine")).toString());
    assertThat(EvaluatedModel.of(folders))
        .extracting(EvaluatedModel::name)
        .containsExactly("sft", "grpo", "model", "mine");
  }

  @Test
  void aLawPredictsTheForgettingOrThereIsNone() throws IOException {
    assertThat(compare("out", adapter.toString()).out()).contains("No calibrated law was given");
    Path law =
        Files.writeString(
            temporary.resolve("law.yaml"),
            """
            calibrated-on: made-up runs
            predictor: forward-kl-per-token
            coefficients: [0, 10]
            deviation: 2
            freedom: 20
            least: 0
            most: 0.001
            """);
    Ran said = compare("law", adapter.toString(), "--law", law.toString());
    assertThat(said.out()).contains("The law expects ", "it guesses here");
    JsonNode json = json("law/comparison.json");
    assertThat(json.at("/law/predicted_forgetting/value").asDouble())
        .isEqualTo(json.at("/drift/forward_kl/per_token/value").asDouble() / 10, within(1e-12));
    assertThat(json.at("/law/measured_forgetting").asDouble())
        .isEqualTo(-json.at("/prior_mean/difference/value").asDouble(), within(1e-12));
  }

  @Test
  void modelsTunedOneAfterTheOtherHaveAMatrixOfForgetting() throws IOException {
    Files.writeString(
        temporary.resolve("second.yaml"), NEW.replace("fresh", "second").replace("4", "2"));
    Path third = TinyModels.folder(temporary.resolve("third"));
    Ran said =
        Ran.of(
            "compare",
            model.toString(),
            model + "+" + adapter,
            third.toString(),
            "--new",
            temporary.resolve("new.yaml") + "," + temporary.resolve("second.yaml"),
            "--prior",
            temporary.resolve("prior.yaml").toString(),
            "--out",
            temporary.resolve("out").toString(),
            "--cache",
            temporary.resolve("answers").toString());
    assertThat(said.out()).contains("One after the other", "backward transfer", "forgotten");
    JsonNode json = json("out/comparison.json");
    JsonNode scores = json.at("/sequence/scores");
    assertThat(json.at("/sequence/tasks").toString())
        .isEqualTo("[\"fresh\",\"second\",\"endings\",\"written\"]");
    assertThat(scores.get(2)).isEqualTo(scores.get(0)); // the third is the base again
    assertThat(json.at("/sequence/backward_transfer").asDouble())
        .isEqualTo(
            scores.get(2).get(0).asDouble() - scores.get(1).get(0).asDouble(), within(1e-12));
    assertThat(json.at("/prior").size()).isEqualTo(3);
    assertThat(json.at("/prior/0/task").asString()).isEqualTo("fresh");
  }

  @Test
  void mistakesGetOneLine() throws IOException {
    assertMistake("is named twice, as new and again", "--new", "@prior.yaml:written");
    assertMistake("has the tasks endings, written. Name one", "--new", "@prior.yaml");
    assertMistake(
        "--new names 2 tasks for 1 tuned models", "--new", "@new.yaml,@prior.yaml:endings");
    assertMistake("--max-drop must be above 0", "--new", "@new.yaml", "--max-drop", "0");
    assertMistake("--kl-tokens", "--new", "@new.yaml", "--kl-tokens", "0");
    Path law = Files.writeString(temporary.resolve("law.yaml"), "coefficients: [1]\n");
    assertMistake(
        "coefficients must be 2 or 3, were 1", "--new", "@new.yaml", "--law", law.toString());
  }

  private void assertMistake(String message, String... more) {
    Ran said =
        Ran.of(
            Stream.concat(
                    Stream.of(
                        "compare",
                        model.toString(),
                        adapter.toString(),
                        "--prior",
                        temporary.resolve("prior.yaml").toString(),
                        "--out",
                        temporary.resolve("wrong").toString()),
                    Stream.of(more).map(word -> word.replace("@", temporary + "/")))
                .toArray(String[]::new));
    assertThat(said.code()).as(said.all()).isEqualTo(ExitCode.MISTAKE);
    assertThat(said.err()).startsWith("mneme: ").contains(message).endsWith("\n");
    assertThat(said.err().lines()).hasSize(1);
  }

  private Ran compare(String out, String tuned, String... more) {
    return Ran.of(
        Stream.concat(
                Stream.of(
                    "compare",
                    model.toString(),
                    tuned,
                    "--new",
                    temporary.resolve("new.yaml").toString(),
                    "--prior",
                    temporary.resolve("prior.yaml").toString(),
                    "--kl-tokens",
                    "6",
                    "--kl-samples",
                    "128",
                    "--out",
                    temporary.resolve(out).toString(),
                    "--cache",
                    temporary.resolve("answers").toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private JsonNode json(String file) throws IOException {
    return JSON.readTree(Files.readString(temporary.resolve(file)));
  }
}
