package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.app.console.Terminal;
import java.io.IOException;
import java.io.StringWriter;
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

/** {@code eval}, {@code tasks} and {@code overlap} on tiny random models and made-up rows. */
class EvaluationCommandsTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Two portions of answers. */
  private static final int ROWS = 200;

  private static final String SUITE =
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
          answer: "{word.text}"
          limit: 20
          max-tokens: 3
      """;

  @TempDir Path temporary;
  private Path model = Path.of("");
  private Path suite = Path.of("");

  @BeforeEach
  void makeAModelAndASuite() throws IOException {
    model = TinyModels.folder(temporary.resolve("tiny"));
    List<String> rows = new ArrayList<>();
    Random random = new Random(4);
    for (int i = 0; i < ROWS; i++) {
      rows.add(
          """
          {"start": "%s", "options": ["%s", "%s", "%s"], "right": %d, "word": {"text": "%s"}}\
          """
              .formatted(
                  word(random, 8),
                  word(random, 3),
                  word(random, 4),
                  word(random, 5),
                  i % 3,
                  word(random, 1)));
    }
    Files.write(temporary.resolve("rows.jsonl"), rows);
    suite = Files.writeString(temporary.resolve("letters.yaml"), SUITE);
  }

  private static String word(Random random, int letters) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < letters; i++) {
      word.append((char) ('a' + random.nextInt(8)));
    }
    return word.toString();
  }

  @Test
  void everyItemAndEveryFigureIsWrittenAndShown() throws IOException {
    String said = eval("out", "answers", model.toString());
    assertThat(said)
        .contains("task           metric, %", "endings        acc", "endings        acc_norm")
        .contains("written        exact", "mean of tasks")
        .contains("220 answers, of which 0 were known", temporary + "/out/tiny/endings.jsonl");
    List<JsonNode> items = lines("out/tiny/endings.jsonl");
    assertThat(items).hasSize(ROWS);
    double right = items.stream().mapToDouble(i -> i.at("/metrics/acc").asDouble()).sum() / ROWS;
    JsonNode acc = json("out/evaluation.json").at("/models/0/tasks/0/metrics/acc");
    assertThat(acc.get("value").asDouble()).isEqualTo(right, within(1e-12));
    assertThat(acc.get("standard_error").asDouble())
        .isEqualTo(Math.sqrt(right * (1 - right) / (ROWS - 1)), within(1e-12));
  }

  @Test
  void whatIsWrittenIsTheLikeliestTextOfTheModel() throws IOException {
    eval("out", "answers", model.toString(), "--task", "written");
    JsonNode item = lines("out/tiny/written.jsonl").getFirst();
    String start = lines("rows.jsonl").get(item.get("id").asInt()).get("start").asString() + " ";
    assertThat(start + item.get("response").asString())
        .isEqualTo(
            Ran.well("generate", model.toString(), start, "--temperature", "0", "--max-tokens", "3")
                .replaceFirst("\n$", ""));
  }

  @Test
  void whoAsksTheSameAgainComputesNothing() throws IOException {
    eval("out", "answers", model.toString());
    assertThat(eval("again", "answers", model.toString()))
        .contains("220 answers, of which 220 were known");
    assertThat(results("again")).isEqualTo(results("out"));
    assertThat(eval("fewer", "answers", model.toString(), "--limit", "10"))
        .contains("20 answers, of which 20 were known");
    assertThat(eval("other", "answers", model.toString(), "--precision", "bf16", "--limit", "10"))
        .contains("20 answers, of which 0 were known");
  }

  @Test
  void atATemperatureTextsAreDrawnBySeedAndChoicesStayAsTheyAre() throws IOException {
    eval("out", "answers", model.toString());
    String[] drawn = {model.toString(), "--temperature", "1"};
    assertThat(eval("drawn", "answers", drawn)).contains("220 answers, of which 200 were known");
    assertThat(eval("again", "answers", drawn)).contains("220 answers, of which 220 were known");
    assertThat(eval("other", "answers", model.toString(), "--temperature", "1", "--seed", "1"))
        .contains("220 answers, of which 200 were known");
    assertThat(results("again")).isEqualTo(results("drawn"));
    assertThat(results("other")).isNotEqualTo(results("drawn"));
    assertThat(json("drawn/evaluation.json").get("temperature").asDouble()).isEqualTo(1);
  }

  @Test
  void anotherModelIsAskedAnewAndComparedItemByItem() throws IOException {
    Path adapter = TinyModels.adapter(temporary.resolve("adapter"));
    String said = eval("out", "answers", model.toString(), model + "+" + adapter);
    assertThat(said)
        .contains("440 answers, of which 0 were known")
        .contains("More than tiny, item by item:");
    List<JsonNode> base = lines("out/tiny/endings.jsonl");
    List<JsonNode> tuned = lines("out/tiny+adapter/endings.jsonl");
    assertThat(tuned.getFirst().get("logProbs")).isNotEqualTo(base.getFirst().get("logProbs"));
    double difference = 0;
    for (int i = 0; i < ROWS; i++) {
      difference += accuracy(tuned.get(i)) - accuracy(base.get(i));
    }
    assertThat(json("out/evaluation.json").at("/models/1/tasks/0/difference/acc/value").asDouble())
        .isEqualTo(difference / ROWS, within(1e-12));
  }

  private static double accuracy(JsonNode item) {
    return item.at("/metrics/acc").asDouble();
  }

  @Test
  void anEvaluationKilledWithinALineEndsWithTheSameFiles() throws IOException {
    eval("whole", "answers", model.toString());
    List<String> lines = Files.readAllLines(temporary.resolve("whole/tiny/endings.jsonl"));
    Path torn = temporary.resolve("torn/tiny/endings.jsonl");
    Files.createDirectories(temporary.resolve("torn/tiny"));
    for (int kept : List.of(50, 150, ROWS - 1)) {
      Files.writeString(
          torn,
          String.join("\n", lines.subList(0, kept))
              + "\n"
              + lines.get(kept).substring(0, lines.get(kept).length() / 2));
      assertThat(eval("torn", "answers-" + kept, model.toString()))
          .contains("of which %d were known".formatted(kept / 128 * 128));
      assertThat(results("torn")).as("after %d items", kept).isEqualTo(results("whole"));
      Files.delete(temporary.resolve("torn/tiny/written.jsonl"));
    }
  }

  @Test
  void anInterruptedEvaluationGoesOnWhereItStopped() throws Exception {
    List<String> rows = Files.readAllLines(temporary.resolve("rows.jsonl"));
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String letter = "" + (char) ('a' + i);
      rows.forEach(row -> many.add(row.replace("\"start\": \"", "\"start\": \"" + letter)));
    }
    Files.write(temporary.resolve("rows.jsonl"), many);
    Thread worker = Thread.currentThread();
    Path growing = temporary.resolve("out/tiny/endings.jsonl");
    Thread killer =
        Thread.ofPlatform()
            .start(() -> {
              while (!Files.exists(growing) || growing.toFile().length() == 0) {
                Thread.onSpinWait();
              }
              worker.interrupt();
            });
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            Terminal.plain(new StringWriter(), err),
            Commands.all(Terminal.plain(new StringWriter(), err)),
            command("out", "answers", model.toString(), "--task", "endings"));
    Thread.interrupted(); // where a file was being written, it stays set
    killer.join();
    assertThat(code).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(err.toString()).endsWith("mneme: interrupted\n");
    int done = lines("out/tiny/endings.jsonl").size() / 128 * 128;
    assertThat(done).isBetween(128, many.size() - 1);
    assertThat(eval("out", "answers", model.toString(), "--task", "endings"))
        .contains("1600 answers, of which %d were known".formatted(done));
    eval("whole", "other-answers", model.toString(), "--task", "endings");
    assertThat(results("out")).isEqualTo(results("whole"));
  }

  @Test
  void aSmallerLimitDrawsItemsOfALargerOneAndTheSeedOthers() throws IOException {
    List<String> large = ids("a", "60", "0");
    List<String> small = ids("b", "30", "0");
    assertThat(small).hasSize(30).isSubsetOf(large);
    assertThat(ids("c", "30", "1")).hasSize(30).isNotEqualTo(small);
  }

  private List<String> ids(String out, String limit, String seed) throws IOException {
    eval(out, "answers", model.toString(), "--task", "endings", "--limit", limit, "--seed", seed);
    return lines(out + "/tiny/endings.jsonl").stream().map(i -> i.get("id").asString()).toList();
  }

  @Test
  void solvedExamplesAreShownBeforeEachQuestion() throws IOException {
    Files.writeString(
        temporary.resolve("shots.jsonl"),
        """
        {"start": "ab", "options": ["c", "d"], "right": "B", "word": {"text": "e"}}
        {"start": "fg", "options": ["h", "a"], "right": "h", "word": {"text": "b"}}
        """);
    Files.writeString(
        suite,
        SUITE.replace(
            "file: rows.jsonl",
            "file: rows.jsonl\n    few-shot-file: shots.jsonl\n    few-shot: 2"));
    assertThat(Ran.well("tasks", suite.toString()))
        .contains(
            "letters: letters",
            "The first of endings:\n  | abd\n  | \n  | fgh\n  | \n  | ",
            "The first of written:\n  | ab  e\n");
  }

  @Test
  void namedBenchmarksAreReadFromTheFolderOfData() throws IOException {
    Path data = temporary.resolve("data");
    Files.createDirectories(data.resolve("hellaswag"));
    Files.writeString(
        data.resolve("hellaswag/val.jsonl"),
        "{\"query\": \"ab\", \"choices\": [\"c\", \"dd\"], \"gold\": 1}\n".repeat(3));
    String said =
        Ran.well(
            "eval",
            model.toString(),
            "--task",
            "hellaswag",
            "--data",
            data.toString(),
            "--out",
            temporary.resolve("out").toString(),
            "--cache",
            temporary.resolve("answers").toString(),
            "--json",
            temporary.resolve("copy.json").toString());
    assertThat(said).contains("hellaswag  acc ", "hellaswag  acc_norm");
    assertThat(temporary.resolve("copy.json"))
        .hasSameTextualContentAs(temporary.resolve("out/evaluation.json"));
  }

  @Test
  void everyBenchmarkAndSuiteIsListedAndDescribedWithAnExample() {
    String list = Ran.well("tasks");
    assertThat(list).contains("hellaswag", "mmlu", "winogrande", "prior-paper");
    list.lines()
        .skip(2)
        .takeWhile(line -> !line.isBlank())
        .map(line -> line.substring(0, line.indexOf(' ')))
        .forEach(name ->
            assertThat(Ran.well("tasks", name))
                .startsWith(name + ": ")
                .contains("data from", "licence", "Example"));
    assertThat(Ran.well("tasks", "hellaswag")).contains("put into", "Example (made up):");
    assertThat(Ran.well("tasks", "lab-code"))
        .contains("program", "Example:")
        .doesNotContain("put into");
    assertThat(Ran.well("tasks", "prior-paper")).contains("RL's Razor", "hellaswag", "winogrande");
  }

  @Test
  void itemsInTrainingDataAreFound() throws IOException {
    Files.writeString(
        temporary.resolve("quiz.jsonl"),
        """
        {"q": "Which river flows through the old town of the small duchy of Lower Ambria", "a": "the Senn"}
        {"q": "How many bridges does the capital of the island republic of Tarn have today", "a": "nine"}
        {"q": "Who?", "a": "nobody"}
        """);
    Path quiz =
        Files.writeString(
            temporary.resolve("quiz.yaml"),
            """
            tasks:
              - name: quiz
                file: quiz.jsonl
                prompt: "{q}"
                answer: "{a}"
            """);
    Path train =
        Files.writeString(
            temporary.resolve("train.jsonl"),
            """
            {"text": "nothing of it"}
            {"messages": [{"content": "Hm: which RIVER flows, through the old town of the small duchy of lower Ambria?"}]}
            """);
    Path json = temporary.resolve("overlap.json");
    String said =
        Ran.well(
            "overlap", train.toString(), "--suite", quiz.toString(), "--json", json.toString());
    assertThat(said)
        .contains("quiz      3      1      33.3                  1")
        .contains(train + ":2", "which river flows through the old town of the small duchy of");
    assertThat(json("overlap.json").get("items").size()).isEqualTo(1);
  }

  private String eval(String out, String cache, String... more) {
    return Ran.well(command(out, cache, more));
  }

  private String[] command(String out, String cache, String... more) {
    return Stream.concat(
            Stream.of(
                "eval",
                "--suite",
                suite.toString(),
                "--out",
                temporary.resolve(out).toString(),
                "--cache",
                temporary.resolve(cache).toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private List<String> results(String out) throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(temporary.resolve(out))) {
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith(".jsonl")).sorted()::iterator) {
        all.add(file.getFileName() + "\n" + Files.readString(file));
      }
    }
    return all;
  }

  private List<JsonNode> lines(String file) throws IOException {
    return Files.readAllLines(temporary.resolve(file)).stream().map(JSON::readTree).toList();
  }

  private JsonNode json(String file) throws IOException {
    return JSON.readTree(Files.readString(temporary.resolve(file)));
  }
}
