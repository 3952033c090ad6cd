package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.app.drift.TaskDrift;
import dev.mneme.data.Sha256;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code mneme sweep} on drawn images and on tiny language models. */
class SweepCommandTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What depends on the clock, on the process, or on the state of the checkout around it. */
  private static final Set<String> OF_THE_MOMENT =
      Set.of("timings.jsonl", ".lock", "provenance.json", "trial.json");

  private static final String RATES =
      """
      groups:
        recipe: RECIPE
        grid:
          tuning.learning-rate: [1e-3, 1e-2]
      seeds: [0, 1]
      figure: new.accuracy
      also: [old.accuracy]
      """;

  @TempDir private Path folder;

  @Test
  void ratesWithSeedsAreRankedByTheirMeans() throws IOException {
    Ran result = sweep(RATES, "--workers", "2", "--json", at("copy.json"));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .containsPattern("trial +seed +new.accuracy +old.accuracy +steps +seconds")
        .containsPattern("learning-rate 0.001 +1 +0\\.\\d{4}")
        .containsPattern("rank +setting +mean new.accuracy +95 % interval +seeds")
        .contains("Student's t", "mneme train " + at("out/recipe/tuning.learning-rate="));
    JsonNode json = json("out/results.json");
    assertThat(json).isEqualTo(json("copy.json"));
    assertThat(json.get("trials")).hasSize(4);
    assertThat(json.get("settings")).hasSize(2);
    for (JsonNode setting : json.get("settings")) {
      double[] values =
          json.get("trials")
              .valueStream()
              .filter(trial -> trial.get("changes").equals(setting.get("changes")))
              .mapToDouble(trial -> trial.get("value").asDouble())
              .toArray();
      Estimate mean = Estimate.of(values);
      Interval interval = mean.interval(0.95);
      assertThat(setting.get("mean").asDouble()).isEqualTo(mean.mean(), within(1e-12));
      assertThat(setting.get("low").asDouble()).isEqualTo(interval.low(), within(1e-12));
      assertThat(setting.get("high").asDouble()).isEqualTo(interval.high(), within(1e-12));
    }
    assertThat(json.at("/settings/0/mean").asDouble())
        .isGreaterThanOrEqualTo(json.at("/settings/1/mean").asDouble());
    JsonNode trial = json.at("/trials/0");
    assertThat(trial.get("folder").asString())
        .isEqualTo("recipe/tuning.learning-rate=0.001,seed=0");
    assertThat(trial.at("/figures/old.accuracy").asDouble()).isBetween(0.0, 1.0);
    assertThat(trial.get("outcome").asString()).isEqualTo("finished");
    assertThat(trial.get("steps").asInt()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("out/report.html")))
        .contains("Best: learning-rate", "Which setting is best", "against tuning.learning-rate")
        .contains("seed 1", "On the way", "Every trial");
  }

  @Test
  void resultsDoNotDependOnHowManyTrialsRunAtOnce() throws IOException {
    assertThat(sweep(RATES, "--workers", "3").code()).isEqualTo(ExitCode.OK);
    Map<String, String> many = contents(folder.resolve("out"));
    Files.move(folder.resolve("out"), folder.resolve("many"));
    assertThat(sweep(RATES, "--workers", "1").code()).isEqualTo(ExitCode.OK);
    assertThat(contents(folder.resolve("out"))).isEqualTo(many);
    assertThat(many.keySet()).filteredOn(name -> name.endsWith("events.jsonl")).hasSize(8);
  }

  @Test
  void whatIsFinishedStaysAndWhatIsAddedIsTrained() throws IOException {
    sweep(RATES);
    Map<String, String> before = finished();
    assertThat(before).hasSize(4);
    Ran again = sweep(RATES);
    assertThat(again.code()).isEqualTo(ExitCode.OK);
    assertThat(finished()).isEqualTo(before);

    String grown =
        RATES
            .replace("[1e-3, 1e-2]", "[1e-3, 1e-2, 3e-2]\n    tuning.group: [4, 5]")
            .replace("recipe: RECIPE", "name: other\n  recipe: RECIPE");
    Ran more = sweep(grown);
    assertThat(more.code()).as(more.err()).isEqualTo(ExitCode.OK);
    assertThat(finished()).containsAllEntriesOf(before).hasSize(12);
    assertThat(json("out/results.json").get("trials")).hasSize(12);
    assertThat(folder.resolve("out/other/tuning.learning-rate=0.03,tuning.group=5,seed=1"))
        .isDirectory();
  }

  @Test
  void aTrialOfAnotherRecipeGetsAPlaceOfItsOwn() throws IOException {
    sweep(RATES);
    Files.writeString(
        folder.resolve("recipe.yaml"), BadInputs.RECIPE.replace("examples: 16", "examples: 24"));
    Path sweep = Files.writeString(folder.resolve("sweep.yaml"), text(RATES));
    Ran changed = Ran.of("sweep", sweep.toString(), "--out", at("out"));
    assertThat(changed.code()).as(changed.err()).isEqualTo(ExitCode.OK);
    assertThat(finished()).hasSize(8);
    assertThat(json("out/results.json").at("/trials/0/steps").asInt()).isEqualTo(3);
    assertThat(json("out/results.json").at("/trials/0/folder").asString())
        .matches("recipe/tuning.learning-rate=0.001,seed=0-[0-9a-f]{8}");
  }

  @Test
  void aTrialThatDivergesIsARowThatSaysSo() throws IOException {
    Files.writeString(folder.resolve("recipe.yaml"), BadInputs.EXPLODING);
    String sweep = text(RATES.replace("[1e-3, 1e-2]", "[0.99, 1e-6]"));
    Path file = Files.writeString(folder.resolve("sweep.yaml"), sweep);
    Ran result = Ran.of("sweep", file.toString(), "--out", at("out"), "--workers", "2");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .containsPattern("learning-rate 0.99 +0 +diverged")
        .contains("learning-rate 0.99, seed 0 diverged: step ", "Lower the learning rate");
    JsonNode last = json("out/results.json").at("/settings/1");
    assertThat(last.at("/changes/tuning.learning-rate").asDouble()).isEqualTo(0.99);
    assertThat(last.get("diverged").asInt()).isEqualTo(2);
    assertThat(last.get("mean").isNull()).isTrue();
    assertThat(Files.readString(folder.resolve("out/report.html"))).contains("Diverged: 2");
    String state = Files.readString(diverged());
    Ran.of("sweep", file.toString(), "--out", at("out"));
    assertThat(Files.readString(diverged())).as("it is not tried again").isEqualTo(state);
  }

  private Path diverged() {
    return folder.resolve("out/recipe/tuning.learning-rate=0.99,seed=0/trial.json");
  }

  @Test
  void aPlanIsListedAndNothingIsTrained() throws IOException {
    String random =
        RATES.replace(
            "seeds: [0, 1]",
            "  random: {trials: 2, keys: {tuning.warmup: {from: 0, to: 0.2}}}\nseeds: [0, 1]");
    Ran result = sweep(random, "--plan");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .containsPattern("learning-rate 0.001, warmup 0\\.\\d+ +0 +to do")
        .contains("8 trials of 4 settings, 8 to do.");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aFigureThatIsNotMeasuredIsSaidAtTheFirstMeasurement() throws IOException {
    Ran result = sweep(RATES.replace("figure: new.accuracy", "figure: new.acuracy"));
    assertThat(result.code()).isEqualTo(ExitCode.MISTAKE);
    assertThat(result.err())
        .contains(
            "mneme: figure: the trials do not measure \"new.acuracy\". Did you mean"
                + " \"new.accuracy\"?");
    assertThat(sweep(RATES).code()).as("the corrected file goes on").isEqualTo(ExitCode.OK);
  }

  @Test
  void languageModelsAreTrainedSideBySideAndExamined() throws IOException {
    String sweep = languages() + "figure: measured.mean\nmeasure: {suite: SUITE, limit: 20}\n";
    Path file = Files.writeString(folder.resolve("sweep.yaml"), text(sweep));
    Ran result = Ran.of("sweep", file.toString(), "--out", at("out"), "--workers", "2");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    JsonNode json = json("out/results.json");
    assertThat(json.get("trials")).hasSize(3);
    for (JsonNode trial : json.get("trials")) {
      Path place = folder.resolve("out").resolve(trial.get("folder").asString());
      assertThat(Files.readAllLines(place.resolve("measured/model/endings.jsonl"))).hasSize(20);
      assertThat(trial.get("value").asDouble())
          .isEqualTo(
              (trial.at("/figures/measured.endings").asDouble()
                      + trial.at("/figures/measured.letters").asDouble())
                  / 2,
              within(1e-12))
          .isBetween(0.0, 1.0);
      assertThat(trial.get("figures").has("old.forward-kl")).isTrue();
    }
    assertThat(result.out()).containsPattern("rewarded: learning-rate 0.01 +0 +0\\.\\d{4}");

    Map<String, String> before = finished();
    Path other =
        Files.writeString(
            folder.resolve("sweep.yaml"), text(sweep).replace("limit: 20", "limit: 30"));
    assertThat(Ran.of("sweep", other.toString(), "--out", at("out")).code()).isEqualTo(ExitCode.OK);
    Path adapted = folder.resolve("out/imitated/lora.rank=2,seed=0");
    assertThat(adapted.resolve("adapter")).isDirectory();
    assertThat(Files.readAllLines(adapted.resolve("measured/model/endings.jsonl"))).hasSize(30);
    assertThat(finished().keySet()).as("only asked again").isEqualTo(before.keySet());
  }

  @Test
  void whatOthersFoundIsWrittenWhereATrialFails() throws IOException {
    // Only training finds out that what learns by reward has no such figure.
    String sweep = languages() + "figure: new.loss\nbetter: lower\n";
    Path file = Files.writeString(folder.resolve("sweep.yaml"), text(sweep));
    Ran ran = Ran.of("sweep", file.toString(), "--out", at("out"));
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.MISTAKE);
    assertThat(json("out/results.json").get("trials"))
        .extracting(trial -> trial.get("outcome").asString())
        .containsExactly("finished", "finished", "failed");
    assertThat(folder.resolve("out/report.html")).exists();
  }

  @Test
  void editedRowsOfATaskAreAskedAgain() throws IOException {
    String sweep = languages() + "figure: measured.mean\nmeasure: {suite: SUITE, limit: 20}\n";
    Path file = Files.writeString(folder.resolve("sweep.yaml"), text(sweep));
    assertThat(Ran.of("sweep", file.toString(), "--out", at("out")).code()).isEqualTo(ExitCode.OK);
    Map<String, String> measured = exams();
    assertThat(Ran.of("sweep", file.toString(), "--out", at("out")).code()).isEqualTo(ExitCode.OK);
    assertThat(exams()).isEqualTo(measured);
    Path suite = folder.resolve("suite.yaml");
    Files.writeString(suite, Files.readString(suite).replace("prompt: \"", "prompt: \"a"));
    assertThat(Ran.of("sweep", file.toString(), "--out", at("out")).code()).isEqualTo(ExitCode.OK);
    assertThat(exams().keySet()).isEqualTo(measured.keySet());
    exams().forEach((trial, exam) -> assertThat(exam).isNotEqualTo(measured.get(trial)));
  }

  /** What each trial says it was asked. */
  private Map<String, String> exams() throws IOException {
    Map<String, String> exams = new TreeMap<>();
    for (JsonNode trial : json("out/results.json").get("trials")) {
      String place = trial.get("folder").asString();
      exams.put(place, json("out/" + place + "/trial.json").get("exam").asString());
    }
    return exams;
  }

  @Test
  void modelsAreComparedWithTheOneTheyWereTunedFrom() throws IOException {
    String sweep =
        languages().replace("recipe: IMITATED", "recipe: IMITATED\n    learns: letters")
            + """
            figure: measured.drift.forward-kl
            better: lower
            measure: {suite: SUITE, limit: 4, drift-samples: 32, drift-tokens: 5, fisher-samples: 3}
            """;
    Path file = Files.writeString(folder.resolve("sweep.yaml"), text(sweep));
    Ran result = Ran.of("sweep", file.toString(), "--out", at("out"), "--workers", "2");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    JsonNode json = json("out/results.json");
    for (JsonNode trial : json.get("trials")) {
      JsonNode figures = trial.get("figures");
      boolean compared = trial.get("group").asString().equals("imitated");
      for (String name : TaskDrift.FIGURES) {
        assertThat(figures.has("measured.drift." + name)).as(name).isEqualTo(compared);
      }
      assertThat(figures.has("measured.letters")).isTrue();
      assertThat(trial.get("training-seconds").asDouble())
          .isPositive()
          .isLessThan(trial.get("seconds").asDouble());
      if (compared) {
        assertThat(trial.get("value").asDouble()).isPositive();
        assertThat(figures.get("measured.drift.weights-fisher").asDouble()).isPositive();
        assertThat(figures.get("measured.drift.cka").asDouble()).isBetween(0.0, 1.0);
        assertThat(folder.resolve("out").resolve(trial.get("folder").asString()))
            .isDirectoryContaining("glob:**/measured");
      }
    }
    Map<String, String> events = contents(folder.resolve("out"));
    assertThat(sweepAgain(sweep.replace("samples: 32", "samples: 64"))).isZero();
    assertThat(json("out/results.json").at("/trials/0/value"))
        .isNotEqualTo(json.at("/trials/0/value"));
    assertThat(contents(folder.resolve("out")))
        .as("nothing is trained again")
        .containsAllEntriesOf(only("events.jsonl", events));
  }

  private int sweepAgain(String sweep) throws IOException {
    Path file = Files.writeString(folder.resolve("sweep.yaml"), text(sweep));
    return Ran.of("sweep", file.toString(), "--out", at("out")).code();
  }

  private static Map<String, String> only(String ending, Map<String, String> files) {
    Map<String, String> some = new TreeMap<>(files);
    some.keySet().removeIf(name -> !name.endsWith(ending));
    return some;
  }

  @Test
  void aTaskToLearnThatIsUnknownIsToldWithTheNearestOne() throws IOException {
    String sweep =
        languages().replace("recipe: IMITATED", "recipe: IMITATED\n    learns: lab-mats")
            + "figure: old.loss\n";
    Path file = Files.writeString(folder.resolve("sweep.yaml"), text(sweep));
    Ran result = Ran.of("sweep", file.toString(), "--out", at("out"));
    assertThat(result.code()).isEqualTo(ExitCode.MISTAKE);
    assertThat(result.err())
        .contains(
            "group \"imitated\", learns: unknown task \"lab-mats\". Did you mean \"lab-maths\"?");
  }

  @Test
  void onlyFiguresAreKeptWhereThatIsWanted() throws IOException {
    String sweep = languages() + "figure: old.loss\nbetter: lower\ntake: best\nkeep: figures\n";
    Path file = Files.writeString(folder.resolve("sweep.yaml"), text(sweep));
    Ran result = Ran.of("sweep", file.toString(), "--out", at("out"));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    Path trial = folder.resolve("out/imitated/lora.rank=0,seed=0");
    assertThat(trial.resolve("events.jsonl")).exists();
    assertThat(trial.resolve("model")).doesNotExist();
    assertThat(trial.resolve("checkpoints")).doesNotExist();
    assertThat(Ran.of("sweep", file.toString(), "--out", at("out")).out()).isEqualTo(result.out());
    double first = json("out/results.json").at("/settings/0/mean").asDouble();
    assertThat(first)
        .isLessThanOrEqualTo(json("out/results.json").at("/settings/2/mean").asDouble());
  }

  @Test
  void aKilledSweepGoesOnAndEndsWithTheSameBits() throws Exception {
    Path sweep = slowSweep();
    Path errors = folder.resolve("errors.txt");
    String[] command = {"sweep", sweep.toString(), "--workers", "2", "--out", at("out")};
    try (MnemeProcess process = MnemeProcess.start(errors, command)) {
      while (finished().isEmpty() && !process.endsWithin(1)) {
        assertThat(process.isAlive()).as(process.errors()).isTrue();
      }
      assertThat(process.kill()).as(process.errors()).isEqualTo(MnemeProcess.KILLED);
    }
    Map<String, String> before = finished();
    assertThat(before).hasSizeBetween(1, 3);
    requireTheRestIsDone(sweep, before);
  }

  @Test
  void anInterruptedSweepStopsBetweenStepsAndGoesOn() throws Exception {
    Path sweep = slowSweep();
    AtomicReference<Ran> result = new AtomicReference<>();
    Thread command =
        new Thread(() ->
            result.set(Ran.of("sweep", sweep.toString(), "--workers", "2", "--out", at("out"))));
    command.start();
    while (finished().isEmpty() && command.isAlive()) {
      command.join(2);
    }
    command.interrupt();
    command.join();
    Ran stopped = Objects.requireNonNull(result.get());
    assertThat(stopped.code()).as(stopped.out()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(stopped.err()).endsWith("mneme: interrupted\n");
    requireTheRestIsDone(sweep, finished());
  }

  /** Four trials of a hundred steps, each with its checkpoints. */
  private Path slowSweep() throws IOException {
    String slow =
        BadInputs.RECIPE.replace("examples: 16", "examples: 800")
            + "saving:\n  checkpoint-every: 20\n  log-every: 1\n";
    Files.writeString(folder.resolve("recipe.yaml"), slow);
    return Files.writeString(folder.resolve("sweep.yaml"), text(RATES));
  }

  /** What was finished is not touched, and the files are those of an undisturbed sweep. */
  private void requireTheRestIsDone(Path sweep, Map<String, String> before) throws IOException {
    Ran rest = Ran.of("sweep", sweep.toString(), "--out", at("out"));
    assertThat(rest.code()).as(rest.err()).isEqualTo(ExitCode.OK);
    assertThat(finished()).containsAllEntriesOf(before).hasSize(4);
    Ran whole = Ran.of("sweep", sweep.toString(), "--out", at("whole"));
    assertThat(whole.code()).as(whole.err()).isEqualTo(ExitCode.OK);
    assertThat(contents(folder.resolve("out"))).isEqualTo(contents(folder.resolve("whole")));
  }

  /** An imitation as a whole and by adapter, and a learning by reward, of two steps each. */
  private String languages() throws IOException {
    TinyModels.folder(folder.resolve("model"));
    Files.writeString(
        folder.resolve("rows.jsonl"),
        "{\"prompt\": \"ab\", \"completion\": \"cd.\", \"answer\": \"c\", \"options\": [\"c\", \"hh\"], \"right\": 0}\n"
            .repeat(40));
    String shared =
        """
        model: %s
        data: {sources: [{file: %s}], held-out: 0.5}
        tuning: {learning-rate: 2.0e-2, batch: 2, steps: 2}
        probing: {every: 1, samples: 4, tokens: 6}
        """
            .formatted(at("model"), at("rows.jsonl"));
    Files.writeString(folder.resolve("imitated.yaml"), "objective: cross-entropy\n" + shared);
    Files.writeString(
        folder.resolve("rewarded.yaml"),
        "objective: grpo\nsampling: {group: 2, max-tokens: 3}\nreward: {kind: regex, pattern: c}\n"
            + shared);
    Files.writeString(
        folder.resolve("suite.yaml"),
        """
        tasks:
          - name: endings
            file: rows.jsonl
            prompt: "{prompt}"
            choices: ["{options}"]
            gold: right
            separator: ""
          - name: letters
            file: letters.jsonl
            prompt: "{start}"
            answer: "{end}"
            max-tokens: 2
        """);
    Files.writeString(
        folder.resolve("letters.jsonl"),
        """
        {"start": "ab", "end": "c"}
        {"start": "ba", "end": "d"}
        {"start": "ga", "end": "d"}
        {"start": "hab", "end": "e"}
        """);
    return """
    groups:
      - recipe: IMITATED
        grid: {lora.rank: [0, 2]}
      - recipe: REWARDED
        grid: {tuning.learning-rate: [1e-2]}
    """;
  }

  private String text(String sweep) {
    return sweep
        .replace("RECIPE", at("recipe.yaml"))
        .replace("IMITATED", at("imitated.yaml"))
        .replace("REWARDED", at("rewarded.yaml"))
        .replace("SUITE", at("suite.yaml"));
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  /** A sweep of the smallest trials on drawn images. */
  private Ran sweep(String sweep, String... options) throws IOException {
    Files.writeString(folder.resolve("recipe.yaml"), BadInputs.RECIPE);
    Path file = Files.writeString(folder.resolve("sweep.yaml"), text(sweep));
    return Ran.of(
        Stream.concat(Stream.of("sweep", file.toString(), "--out", at("out")), Stream.of(options))
            .toArray(String[]::new));
  }

  private JsonNode json(String name) throws IOException {
    return JSON.readTree(Files.readString(folder.resolve(name)));
  }

  /** The state of every finished trial, seconds and all, by its folder; also while others run. */
  private Map<String, String> finished() throws IOException {
    Map<String, String> states = new TreeMap<>();
    for (Path group : folders(folder.resolve("out"))) {
      for (Path trial : folders(group)) {
        Path file = trial.resolve("trial.json");
        if (Files.exists(file) && Files.readString(file).contains("\"finished\"")) {
          states.put(file.toString(), Files.readString(file));
        }
      }
    }
    return states;
  }

  private static List<Path> folders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.filter(Files::isDirectory).toList();
    }
  }

  /** Every file of the trials but those of the moment, by its SHA-256. */
  private static Map<String, String> contents(Path sweep) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Path file : files(sweep)) {
      boolean inTrial = sweep.relativize(file).getNameCount() > 2;
      if (inTrial && !OF_THE_MOMENT.contains(file.getFileName().toString())) {
        contents.put(sweep.relativize(file).toString(), Sha256.of(file));
      }
    }
    return contents;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
