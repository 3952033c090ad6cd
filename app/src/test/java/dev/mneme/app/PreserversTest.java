package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.tuning.PostTraining;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.Safetensors;
import dev.mneme.model.ModelFolder;
import dev.mneme.recipe.Draft;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recipe declares under {@code preserve}, with a tiny random model. */
class PreserversTest {

  private static final String COMPLETIONS =
      """
      {"prompt": "ab", "completion": "cd.", "chosen": "cd", "rejected": "hhh", "answer": "c"}
      {"prompt": "cd", "completion": "ef.", "chosen": "ef", "rejected": "hh", "answer": "c"}
      """;
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cross-entropy",
        "cross-entropy\nlora: {rank: 2}",
        "dpo",
        "grpo\nsampling: {group: 4, max-tokens: 4}\nreward: {kind: regex, pattern: c}",
        "sdft\nsampling: {max-tokens: 4}\nteacher: {follow: 0.3, demonstration: '{completion}{prompt}'}"
      })
  void anchorsStoppedHalfWayEndWithTheBitsOfAnUninterruptedRunWhateverItLearnsBy(String objective)
      throws IOException {
    String anchors =
        "{l2: {weight: 0.01}, ewc: {weight: 0.1, samples: 20}, mas: {weight: 0.1, samples: 3, normalise: false, sources: [{file: %s}]}}"
            .formatted(old());
    String tuning = "batch: 2, steps: 6, checkpoint-every: 3";
    requireSameWhenStopped(recipe(objective, anchors, tuning), 5);
    String name = objective.lines().findFirst().orElseThrow();
    assertThat(Files.readString(folder.resolve("whole/events.jsonl")))
        .contains("\"preserve/l2\"", "\"preserve/ewc\"", "\"preserve/mas\"", name);
    assertThat(folder.resolve("whole/anchors/ewc.safetensors")).exists();
    assertThat(Files.readString(folder.resolve("whole/provenance.json"))).contains("old.jsonl");
  }

  @Test
  void anchorsHoldNarrowWeightsToo() throws IOException {
    String tuning = "batch: 2, steps: 6, checkpoint-every: 3, precision: bf16, micro-batch: 1";
    String held = "{ewc: {weight: 1, samples: 4}, freeze: [embed_tokens]}";
    requireSameWhenStopped(recipe("cross-entropy", held, tuning), 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"l2", "ewc", "mas"})
  void aLargeWeightHoldsTheWeightsStill(String anchor) throws IOException {
    String tuning = "batch: 4, steps: 30";
    train("free", recipe("cross-entropy", "{}", tuning));
    train("held", recipe("cross-entropy", "{%s: {weight: 1000}}".formatted(anchor), tuning));
    assertThat(moved("held")).isLessThan(0.3 * moved("free"));
  }

  /** Root mean square distance of all weights from the base's. */
  private double moved(String run) {
    double squares = 0;
    long count = 0;
    try (Scope scope = Scope.open();
        ModelFolder before = ModelFolder.open(folder.resolve("model"));
        ModelFolder after = ModelFolder.open(folder.resolve(run).resolve("model"));
        Parameters base = before.loadFrozen(ElementType.F32);
        Parameters tuned = after.loadFrozen(ElementType.F32)) {
      for (String name : base.byName().keySet()) {
        squares += Tensors.item(tuned.get(name).sub(base.get(name)).square().sum());
        count += base.get(name).numel();
      }
    }
    return Math.sqrt(squares / count);
  }

  @Test
  void whatMattersIsReadAgainAndNotComputedAnew() throws IOException {
    String recipe =
        recipe("cross-entropy", "{ewc: {weight: 1}}", "batch: 2, steps: 6, checkpoint-every: 2");
    stop("run", recipe, 3);
    Path file = folder.resolve("run/anchors/ewc.safetensors");
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> zeros = new LinkedHashMap<>();
      Safetensors.load(file).forEach((name, tensor) -> zeros.put(name, Tensors.zerosLike(tensor)));
      Safetensors.write(new DurableFiles(Disk.real()), file, zeros, Map.of());
    }
    train("run", recipe, "--resume");
    List<Double> told = figures("run", "preserve/ewc");
    assertThat(told).hasSize(6);
    assertThat(told.get(1)).isPositive();
    assertThat(told.subList(2, 6)).containsOnly(0.0);
  }

  @Test
  void whatMattersCutShortOrOfOtherWeightsIsSaidInOneLine() throws IOException {
    String recipe =
        recipe("cross-entropy", "{mas: {weight: 1}}", "batch: 2, steps: 4, checkpoint-every: 2");
    stop("run", recipe, 3);
    Path file = folder.resolve("run/anchors/mas.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 7));
    Ran cut = Ran.of("train", write("run", recipe), "--out", run("run"), "--resume");
    assertOneLine(cut, "mas.safetensors is cut short or damaged. Put back what the run began with");
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> other = Map.of("model.norm.weight", Tensors.zeros(16));
      Safetensors.write(new DurableFiles(Disk.real()), file, other, Map.of());
    }
    Ran wrong = Ran.of("train", write("run", recipe), "--out", run("run"), "--resume");
    assertOneLine(wrong, "mas.safetensors is of other weights than those that this run learns");
    Files.delete(file);
    train("run", recipe, "--resume");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
  }

  @Test
  void frozenWeightsKeepTheirBitsAndHaveNoMoments() throws IOException {
    String freeze = "{freeze: [embed_tokens, layers.0, mlp.up_proj], l2: {weight: 0.01}}";
    String tuning = "batch: 4, steps: 6, checkpoint-every: 3";
    requireSameWhenStopped(recipe("cross-entropy", freeze, tuning), 5);
    try (Scope scope = Scope.open();
        ModelFolder before = ModelFolder.open(folder.resolve("model"));
        ModelFolder after = ModelFolder.open(folder.resolve("whole/model"));
        Parameters base = before.loadFrozen(ElementType.F32);
        Parameters tuned = after.loadFrozen(ElementType.F32)) {
      for (String name : base.byName().keySet()) {
        boolean still =
            name.contains("embed_tokens") || name.contains("layers.0") || name.contains("up_proj");
        assertThat(Tensors.sameBits(base.get(name), tuned.get(name))).as(name).isEqualTo(still);
      }
      Path checkpoint = folder.resolve("whole/checkpoints/step-000006");
      assertThat(Safetensors.load(checkpoint.resolve("weights.safetensors")).keySet())
          .contains("model.norm.weight")
          .noneMatch(name -> name.contains("layers.0") || name.contains("embed_tokens"));
      assertThat(Safetensors.load(checkpoint.resolve("state.safetensors")).keySet())
          .contains("optimizer.first.model.norm.weight")
          .noneMatch(name -> name.contains("layers.0"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proximal-sft\nproximal: {renew-every: 2}",
        "sdft\nsampling: {max-tokens: 4}\nteacher: {follow: 0.3, demonstration: '{completion}{prompt}'}"
      })
  void copiesOfThePolicyFollowItWhereWeightsAreFrozen(String objective) throws IOException {
    String tuning = "batch: 2, steps: 6, checkpoint-every: 2";
    requireSameWhenStopped(recipe(objective, "{freeze: [layers.1]}", tuning), 5);
  }

  @Test
  void frozenModulesGetNoAdapter() throws IOException {
    String tuning = "batch: 4, steps: 3";
    String lora = "cross-entropy\nlora: {rank: 2, targets: [q_proj, up_proj]}";
    train("run", recipe(lora, "{freeze: [embed_tokens, layers.0]}", tuning));
    try (Scope scope = Scope.open()) {
      assertThat(Safetensors.load(folder.resolve("run/adapter/adapter_model.safetensors")).keySet())
          .hasSize(4)
          .allMatch(name -> name.contains("layers.1."));
    }
    Ran.well(
        "generate",
        folder.resolve("model").toString(),
        "ab",
        "--adapter",
        folder.resolve("run/adapter").toString(),
        "--max-tokens",
        "3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cross-entropy 0.5, kind: forward, target: 0.001",
        "cross-entropy 0.5, kind: reverse, temperature: 2",
        "grpo 0.5, kind: k3, target: 0.001"
      })
  void aSteeredOrFlattenedKlEndsWithTheBitsOfAnUninterruptedRun(String keys) throws IOException {
    int space = keys.indexOf(' ');
    String objective = keys.substring(0, space);
    String more =
        objective.equals("grpo")
            ? "\nsampling: {group: 4, max-tokens: 4}\nreward: {kind: regex, pattern: c}"
            : "";
    requireSameWhenStopped(
        recipe(
            objective + more,
            "{kl: {weight: %s}}".formatted(keys.substring(space + 1)),
            "batch: 2, steps: 8, checkpoint-every: 4"),
        7);
    List<Double> weights = figures("whole", objective + "/kl-weight");
    if (keys.contains("target")) {
      assertThat(weights).hasSize(8);
      assertThat(weights.getFirst()).isEqualTo(0.5);
      assertThat(weights.getLast()).isNotEqualTo(0.5);
    } else {
      assertThat(weights).isEmpty();
    }
  }

  @Test
  void theFirstSourceIsLearntAndTheOthersAreMemoryInAgem() throws IOException {
    String tuning = "batch: 4, steps: 6, checkpoint-every: 3";
    String one =
        recipe("cross-entropy", "{kl: {weight: 0.1, target: 0.01}}", tuning)
            + "reweighting: {kind: agem}\n";
    String two = one.replace("}], held-out", "}, {file: %s}], held-out".formatted(old()));
    requireSameWhenStopped(two, 5);
    assertThat(figures("whole", "rows/weight")).containsOnly(2.0);
    assertThat(figures("whole", "old/weight")).hasSize(6).allMatch(weight -> weight >= 0);
    assertThat(figures("whole", "old/kl-weight")).hasSize(6);
  }

  @Test
  void mistakesAreSaidInOneLine() throws IOException {
    assertRefused("{l3: {weight: 1}}", "unknown key \"preserve.l3\"");
    assertRefused("{ewc: {weight: -1}}", "weight must be at least 0, was -1.0");
    assertRefused("{ewc: {weight: 1, samples: 0}}", "samples must be at least 1, was 0");
    assertRefused(
        "{ewc: {weight: 1, sources: [{file: a}, {}]}}", "each of several sources needs a file");
    assertRefused(
        "{mas: {weight: 1, sources: [{file: none.jsonl}]}}", "none.jsonl: there is no such file");
    assertRefused("{mas: {weight: 1, sources: {weight: 2}}}", "must be 1 here");
    assertRefused("{ewc: {weight: 1, sources: [{fiel: a}]}}", "preserve.ewc.sources.file");
    assertRefused(
        "{freeze: [embed_token]}",
        "preserve.freeze: no weight of this model is called \"embed_token\"");
    assertRefused("{freeze: [lm_head]}", "no lm_head to freeze");
    assertRefused("{freeze: [model]}", "preserve.freeze leaves no weight to learn");
    assertRefused("{freeze: mlp}", "is a list: write it in brackets");
    assertRefused(
        "{freeze: [mlp, self_attn]}\nlora: {rank: 2}", "preserve.freeze leaves no adapter");
    assertRefused("{kl: {weight: 1, temperature: 0}}", "temperature must be positive");
    assertRefused("{kl: {target: 0.1}}", "target needs a weight above 0");
    assertRefused("{kl: {weight: 1, target: 1, temperature: 2}}", "target needs temperature 1");
    assertRefused("{kl: {weight: 1, target: 1, kind: k1}}", "kind must not be k1 beside a target");
    assertRefused("{kl: {weight: 1, target: -1}}", "target must be at least 0, was -1.0");
    assertRefused("{kl: {weight: 1, kind: k3, temperature: 2}}", "temperature must be 1 for k3");
    assertRefused("{}\nreweighting: {kind: agem}", "needs two data.sources");
  }

  private void assertRefused(String preserve, String because) throws IOException {
    String file = write("bad", recipe("cross-entropy", preserve, "batch: 2, steps: 2"));
    assertOneLine(Ran.of("train", file, "--out", run("bad")), because);
    assertOneLine(Ran.of("check", file), because);
  }

  private static void assertOneLine(Ran ran, String because) {
    assertThat(ran.code()).as(ran.all()).isEqualTo(ExitCode.MISTAKE);
    assertThat(ran.err()).contains(because).doesNotContain("Exception");
    assertThat(ran.err().strip().lines().filter(line -> line.startsWith("mneme"))).hasSize(1);
  }

  private Path old() throws IOException {
    return Files.writeString(
        folder.resolve("old.jsonl"),
        """
        {"prompt": "h", "completion": "gfedcb."}
        {"prompt": "g", "completion": "hhh."}
        {"prompt": "f", "completion": "a."}
        {"prompt": "e", "completion": "bb."}
        """);
  }

  private String recipe(String objective, String preserve, String tuning) throws IOException {
    Path model = folder.resolve("model");
    if (!Files.exists(model)) {
      TinyModels.folder(model);
    }
    Path rows = Files.writeString(folder.resolve("rows.jsonl"), COMPLETIONS.repeat(12));
    String format =
        objective.startsWith("dpo")
            ? "preference"
            : objective.startsWith("grpo") ? "question" : "completion";
    return """
    model: %s
    objective: %s
    data: {sources: [{format: %s, file: %s}], held-out: 0.5}
    tuning: {learning-rate: 2.0e-2, schedule: constant, %s}
    probing: {every: 100, samples: 4, tokens: 6}
    preserve: %s
    """
        .formatted(model, objective, format, rows, tuning, preserve);
  }

  private String write(String name, String recipe) throws IOException {
    return Files.writeString(folder.resolve(name + ".yaml"), recipe).toString();
  }

  private String run(String name) {
    return folder.resolve(name).toString();
  }

  private void train(String name, String recipe, String... options) throws IOException {
    Ran.well(
        Stream.concat(
                Stream.of("train", write(name, recipe), "--out", run(name)), Stream.of(options))
            .toArray(String[]::new));
  }

  private List<Double> figures(String run, String name) throws IOException {
    return Pattern.compile("\"" + name + "\":([-0-9.E]+)")
        .matcher(Files.readString(folder.resolve(run).resolve("events.jsonl")))
        .results()
        .map((MatchResult found) -> Double.valueOf(found.group(1)))
        .toList();
  }

  private void requireSameWhenStopped(String recipe, long step) throws IOException {
    train("whole", recipe);
    stop("stopped", recipe, step);
    train("stopped", recipe, "--resume");
    assertThat(RunFiles.contents(folder.resolve("stopped")))
        .isEqualTo(RunFiles.contents(folder.resolve("whole")));
  }

  private void stop(String name, String recipe, long step) throws IOException {
    Draft draft = Draft.read(Path.of(write(name, recipe)));
    Terminal terminal = Terminal.plain(new StringWriter(), new StringWriter());
    assertThatThrownBy(
            () -> PostTraining.of(draft).train(folder.resolve(name), terminal, Stop.at(step)))
        .isInstanceOf(Stop.class);
  }
}
