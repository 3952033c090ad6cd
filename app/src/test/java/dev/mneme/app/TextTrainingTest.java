package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.app.console.Terminal;
import dev.mneme.model.ModelFolder;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mneme train} on a text, with a tiny random model. */
class TextTrainingTest {

  @TempDir private Path folder;

  @Test
  void theNewTextIsLearntTheOwnTextsAreLostAndTheModelIsSaved() throws IOException {
    Result result = train(recipe(12), "--out", folder.resolve("run").toString());
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    List<String> rows = result.out().lines().toList();
    assertThat(tuned(rows, "loss on the new text")).isLessThan(0.7 * base(rows, "loss on the new"));
    assertThat(tuned(rows, "loss on its own texts")).isGreaterThan(base(rows, "loss on its own"));
    assertThat(tuned(rows, "forward KL after the new text")).isPositive();
    assertThat(tuned(rows, "forward KL on its own texts")).isPositive();
    try (ModelFolder saved = ModelFolder.open(folder.resolve("run").resolve("model"))) {
      assertThat(saved.shape().vocabulary()).isEqualTo(14);
    }
    assertThat(folder.resolve("run/model/tokenizer_config.json")).exists();
  }

  @Test
  void theTunedModelKeepsItsTemplateAndHowItIsToBeSampled() throws IOException {
    Path recipe = recipe(2);
    Path model = folder.resolve("model");
    Files.writeString(model.resolve("generation_config.json"), "{\"top_k\": 3}");
    Files.writeString(model.resolve("chat_template.jinja"), "{{ messages[0].content }}");
    Path run = folder.resolve("run");
    assertThat(train(recipe, "--out", run.toString()).code()).isEqualTo(ExitCode.OK);
    for (String name : List.of("generation_config.json", "chat_template.jinja")) {
      assertThat(run.resolve("model").resolve(name)).hasSameTextualContentAs(model.resolve(name));
    }
  }

  @Test
  void aRunThatIsOverIsLeftAlone() throws IOException {
    Path recipe = recipe(6);
    String out = folder.resolve("run").toString();
    assertThat(train(recipe, "--out", out).code()).isEqualTo(ExitCode.OK);
    String events = Files.readString(folder.resolve("run").resolve("events.jsonl"));
    Result again = train(recipe, "--out", out, "--resume");
    assertThat(again.out()).contains("finished already");
    assertThat(Files.readString(folder.resolve("run").resolve("events.jsonl"))).isEqualTo(events);
  }

  @Test
  void aRunGoesOnOnlyWithTheTextModelAndThreadsThatItBeganWith() throws IOException {
    Path recipe = recipe(6);
    Path run = folder.resolve("run");
    assertThat(train(recipe, "--out", run.toString(), "--threads", "2").code()).isZero();
    Map<String, String> whole = RunFiles.contents(run);
    unfinish(run);
    Result other = train(recipe, "--out", run.toString(), "--resume", "--threads", "1");
    assertThat(other.err())
        .contains("was begun with --threads 2 and would end with other bits on 1.");
    Path text = folder.resolve("text.txt");
    Files.writeString(text, "abc def. ".repeat(199));
    assertThat(train(recipe, "--out", run.toString(), "--resume").err())
        .contains(text + " is not what the run in " + run + " was begun with.");
    Files.writeString(text, "abc def. ".repeat(200));
    Path config = folder.resolve("model/generation_config.json");
    Files.writeString(config, "{}");
    assertThat(train(recipe, "--out", run.toString(), "--resume").err())
        .contains(folder.resolve("model") + " is not what the run in " + run);
    Files.delete(config);
    Result same = train(recipe, "--out", run.toString(), "--resume");
    assertThat(same.code()).as(same.err()).isZero();
    assertThat(RunFiles.contents(run)).isEqualTo(whole);
  }

  /** Takes a run back to its checkpoint after step 3. */
  private static void unfinish(Path run) throws IOException {
    Files.delete(run.resolve("FINISHED"));
    Path last = run.resolve("checkpoints/step-000006");
    for (Path place : List.of(last, run.resolve("model"))) {
      try (Stream<Path> files = Files.walk(place)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void whatIsWrongWithModelOrTextIsSaidInOneLine() throws IOException {
    Path model = TinyModels.folder(folder.resolve("model"));
    assertRefused("model: ''", "model must be the folder of a model");
    assertRefused("model: " + folder.resolve("nowhere"), "nowhere");
    assertRefused(
        "{model: %s, data: {file: %s}}".formatted(model, folder.resolve("no.txt")),
        "no.txt does not exist");
    Path shortText = Files.writeString(folder.resolve("short.txt"), "abc");
    assertRefused("{model: %s, data: {file: %s}}".formatted(model, shortText), "too few for");
    assertRefused("{model: %s, tuning: {step: 3}}".formatted(model), "steps");
    assertRefused(
        "{model: %s, tuning: {warmup: 1}}".formatted(model), "warmup must lie in [0, 1), was 1.0");
    assertRefused(
        "{model: %s, tuning: {clip-norm: .inf}}".formatted(model),
        "clip-norm must be a number that is not negative, was Infinity");
  }

  private void assertRefused(String recipe, String because) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.yaml"), recipe);
    Result result = train(file, "--out", folder.resolve("bad").toString());
    assertThat(result.code()).isNotEqualTo(ExitCode.OK);
    assertThat(result.err()).contains(because).doesNotContain("Exception");
    assertThat(result.err().strip().lines()).hasSize(1);
  }

  /** A model and a text that says the same over and over. */
  private Path recipe(int steps) throws IOException {
    Path model = TinyModels.folder(folder.resolve("model"));
    Path text = Files.writeString(folder.resolve("text.txt"), "abc def. ".repeat(200));
    return Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        model: %s
        data: {file: %s, held-out: 0.2}
        tuning: {steps: %d, batch: 4, length: 16, learning-rate: 3.0e-2, schedule: constant, checkpoint-every: 3}
        probing: {every: 6, samples: 6, tokens: 12}
        """
            .formatted(model, text, steps));
  }

  private record Result(int code, String out, String err) {}

  private static Result train(Path recipe, String... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal = Terminal.plain(out, err);
    String[] arguments = new String[2 + options.length];
    arguments[0] = "train";
    arguments[1] = recipe.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    int code = Main.run(terminal, Commands.all(terminal), arguments);
    return new Result(code, out.toString(), err.toString());
  }

  private static double base(List<String> rows, String name) {
    return number(rows, name, 1);
  }

  private static double tuned(List<String> rows, String name) {
    return number(rows, name, 2);
  }

  private static double number(List<String> rows, String name, int column) {
    String row = rows.stream().filter(each -> each.startsWith(name)).findFirst().orElseThrow();
    return Double.parseDouble(
        Pattern.compile(" {2,}").splitAsStream(row).toList().get(column).strip());
  }
}
