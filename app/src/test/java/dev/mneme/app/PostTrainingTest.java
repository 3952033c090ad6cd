package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.tuning.PostTraining;
import dev.mneme.data.records.Columns;
import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.model.LoraAdapter;
import dev.mneme.model.ModelFolder;
import dev.mneme.model.PeftFolder;
import dev.mneme.recipe.Draft;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.text.Tokenizer;
import dev.mneme.train.Observer;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mneme train} on rows of data, with a tiny random model. */
class PostTrainingTest {

  private static final String COMPLETIONS =
      """
      {"prompt": "ab", "completion": "cd."}
      {"prompt": "cd", "completion": "ef."}
      {"prompt": "ef", "completion": "gh."}
      {"prompt": "gh", "completion": "ab."}
      """;
  private static final String CONVERSATIONS =
      """
      {"messages": [{"role": "user", "content": "cd"}, {"role": "assistant", "content": "dc"}]}
      {"messages": [{"role": "user", "content": "ef"}, {"role": "assistant", "content": "fe"}, {"role": "user", "content": "g"}, {"role": "assistant", "content": "gg"}]}
      """;
  private static final String PAIRS =
      """
      {"prompt": "ab", "chosen": "cd", "rejected": "hhh"}
      {"prompt": "cd", "chosen": "ef", "rejected": "hh"}
      """;
  private static final String QUESTIONS =
      """
      {"prompt": "ab", "solution": "c", "other": 1}
      {"prompt": "cd", "solution": "c", "other": 2}
      """;
  private static final String TEMPLATE =
      "{% for m in messages %}{% if m.role == 'user' %}a {{ m.content }}.{% else %}b {{ m.content }}E{% endif %}{% endfor %}"
          + "{% if add_generation_prompt %}b {% endif %}";

  @TempDir private Path folder;

  @Test
  void answersAreLearntAndTheModelIsSavedAsItWasFound() throws IOException {
    Result result = train("sft", sft(COMPLETIONS, "cross-entropy", "", "batch: 4, steps: 20"));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(tuned(result, "loss on new answers")).isLessThan(0.5 * base(result, "loss on new"));
    assertThat(tuned(result, "forward KL after the new text")).isPositive();
    assertThat(tuned(result, "forward KL on its own texts")).isPositive();
    try (ModelFolder saved = ModelFolder.open(folder.resolve("sft/model"))) {
      assertThat(saved.shape().vocabulary()).isEqualTo(14);
    }
    assertThat(folder.resolve("sft/model/tokenizer_config.json")).exists();
    assertThat(folder.resolve("sft/model/chat_template.jinja")).hasContent(TEMPLATE);
    assertThat(Files.readString(folder.resolve("sft/events.jsonl"))).contains("new.forward-kl");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-entropy", "dft", "proximal-sft"})
  void anImitationStoppedHalfWayEndsWithTheBitsOfAnUninterruptedOne(String objective)
      throws IOException {
    String recipe =
        sft(
            CONVERSATIONS,
            objective,
            "preserve: {kl: {weight: 0.1, kind: reverse}}\nproximal: {renew-every: 2}",
            "batch: 3, steps: 8, micro-batch: 1, packing: true, checkpoint-every: 4");
    requireSameWhenStopped(recipe, 6);
  }

  @Test
  void anAdapterStoppedHalfWayEndsWithTheBitsOfAnUninterruptedOne() throws IOException {
    String recipe =
        sft(
            COMPLETIONS,
            "cross-entropy",
            "lora: {rank: 2, alpha: 4, targets: [q_proj, up_proj], rank-stabilised: true}",
            "batch: 3, steps: 6, checkpoint-every: 3, gradient-checkpointing: true");
    requireSameWhenStopped(recipe, 5);
  }

  @Test
  void theSavedAdapterBesideTheBaseIsTheMergedModel() throws IOException {
    String tuning = "batch: 4, steps: 5";
    String lora = "lora: {rank: 2, save: %s}";
    train("kept", sft(COMPLETIONS, "cross-entropy", lora.formatted("adapter"), tuning));
    train("merged", sft(COMPLETIONS, "cross-entropy", lora.formatted("merged"), tuning));
    try (Scope scope = Scope.open();
        ModelFolder model = ModelFolder.open(folder.resolve("model"));
        ModelFolder saved = ModelFolder.open(folder.resolve("merged/model"));
        Parameters base = model.loadFrozen(ElementType.F32);
        Parameters merged = saved.loadFrozen(ElementType.F32);
        LoraAdapter adapter =
            PeftFolder.read(folder.resolve("kept/adapter"), model.shape(), ElementType.F32)) {
      String name = "model.layers.1.mlp.up_proj.weight";
      assertThat(Tensors.sameBits(base.get(name), merged.get(name))).isFalse();
      adapter.merge(base);
      base.byName()
          .forEach((each, weight) ->
              assertThat(Tensors.sameBits(weight, merged.get(each))).as(each).isTrue());
    }
  }

  @Test
  void anAdapterLearnsBesideNarrowWeights() throws IOException {
    String lora = "lora: {rank: 2, save: merged}";
    String tuning = "batch: 4, steps: 10, precision: bf16";
    Result result = train("run", sft(COMPLETIONS, "cross-entropy", lora, tuning));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(tuned(result, "loss on new answers")).isLessThan(base(result, "loss on new"));
    try (ModelFolder saved = ModelFolder.open(folder.resolve("run/model"))) {
      assertThat(saved.shape().declared()).isEqualTo(ElementType.BF16);
    }
  }

  @Test
  void aNarrowModelLearnsAndStoppedHalfWayEndsWithTheBitsOfAnUninterruptedOne() throws IOException {
    String tuning = "batch: 4, steps: 12, precision: bf16, checkpoint-every: 5, micro-batch: 2";
    String recipe = sft(COMPLETIONS, "cross-entropy", "", tuning);
    requireSameWhenStopped(recipe, 8);
    Result result = train("run", recipe);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(tuned(result, "loss on new answers")).isLessThan(0.7 * base(result, "loss on new"));
    try (ModelFolder saved = ModelFolder.open(folder.resolve("run/model"))) {
      assertThat(saved.shape().declared()).isEqualTo(ElementType.BF16);
    }
  }

  @Test
  void microBatchesEndWhereTheBigBatchDoes() throws IOException {
    for (String micro : List.of("0", "1, packing: true", "2")) {
      String tuning = "batch: 4, steps: 4, micro-batch: " + micro;
      Result result =
          train("micro-" + micro.charAt(0), sft(COMPLETIONS, "cross-entropy", "", tuning));
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    }
    float[] big = weights("micro-0");
    for (String other : List.of("micro-1", "micro-2")) {
      float[] small = weights(other);
      for (int i = 0; i < big.length; i++) {
        assertThat(Math.abs(small[i] - big[i])).isLessThan(1e-4f * (1 + Math.abs(big[i])));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dpo", "simpo", "ipo", "robust-dpo"})
  void preferredAnswersBecomeMoreLikely(String objective) throws IOException {
    Result result = train("run", recipe(PAIRS, objective, "", "batch: 4, steps: 12"));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(tuned(result, "held-out pairs the right way round")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grpo",
        "dr-grpo",
        "dapo",
        "bnpo",
        "rloo",
        "reinforce++",
        "gspo",
        "cispo",
        "reinforce"
      })
  void everyObjectiveLearnsFromReward(String objective) throws IOException {
    String more =
        """
        sampling: {group: 8, max-tokens: 3, temperature: 1.2}
        reward: {kind: regex, pattern: '^(?s)(c)'}
        preserve: {kl: {weight: 0.001}}
        """;
    Result result = train("run", questions(objective, more, "batch: 4, steps: 25"));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(tuned(result, "reward on held-out prompts"))
        .isGreaterThan(base(result, "reward on held-out") + 0.3);
    assertThat(Files.readString(folder.resolve("run/events.jsonl")))
        .contains(objective + "/entropy", objective + "/length", objective + "/kl");
  }

  @Test
  void severalRewardsAreWeighedAndEachIsWatchedOnItsOwn() throws IOException {
    String more =
        """
        sampling: {group: 8, max-tokens: 3, temperature: 1.2}
        reward:
        - {kind: regex, name: begins, pattern: '^(?s)(c)', weight: 3}
        - {kind: length, gate: true, length: {unit: tokens, least: 1, most: 3, falloff: 0}}
        - {kind: overlap}
        """;
    Result result = train("run", questions("grpo", more, "batch: 4, steps: 12"));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("of it begins", "of it length", "of it overlap");
    assertThat(result.out()).doesNotContain("overlap.f1");
    assertThat(result.err()).contains("reward.begins ", "reward.length ", "reward.overlap ");
    assertThat(Files.readString(folder.resolve("run/events.jsonl")))
        .contains("\"grpo/reward.begins\"", "\"grpo/reward.overlap.f1\"")
        .contains("\"new.reward.begins\"", "\"new.reward.overlap.f1\"");
  }

  @Test
  void mixturesThatMeanNothingAreRefused() throws IOException {
    String rewarded = questions("grpo", "sampling: {group: 2, max-tokens: 3}\n", "batch: 2");
    assertRefused(rewarded + "reward: [{}, {}]\n", "each reward needs a name of its own");
    assertRefused(rewarded + "reward: {weight: 0}\n", "needs a weight above 0");
    assertRefused(rewarded + "reward: {kind: exakt}\n", "must be one of exact, number");
    assertRefused(rewarded + "reward: {kind: format, tags: []}\n", "tags must be 1 to 32");
    assertRefused(rewarded + "reward: {kind: tool-calls, column: ''}\n", "column must be given");
    assertRefused(rewarded + "reward: {lenght: {most: 3}}\n", "Did you mean \"reward.length");
  }

  @Test
  void experienceStoppedHalfWayEndsWithTheBitsOfAnUninterruptedOne() throws IOException {
    String more =
        """
        sampling: {group: 4, max-tokens: 4, inner-iterations: 2, mask-truncated: true, filter-groups: true, resample: 2}
        reward: {kind: regex, pattern: c}
        preserve: {kl: {weight: 0.1, kind: k3}}
        """;
    requireSameWhenStopped(
        questions("grpo", more, "batch: 2, steps: 8, micro-batch: 3, checkpoint-every: 4"), 7);
    assertThat(Files.readString(folder.resolve("whole/events.jsonl")))
        .contains("grpo/rounds", "grpo/groups");
  }

  @Test
  void aStudentComesNearItsTeacher() throws IOException {
    for (String keys : List.of("1.0 1.0", "0.5 0.5", "0.0 0.0")) {
      String share = keys.substring(0, 3);
      String beta = keys.substring(4);
      String more =
          "sampling: {max-tokens: 4}\nteacher: {model: %s, on-policy: %s, beta: %s}"
              .formatted(teacher(), share, beta);
      String recipe = recipe(COMPLETIONS, "gkd", more, "batch: 4, steps: 25");
      Result result = train("gkd-" + share, recipe);
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
      assertThat(tuned(result, "divergence from the teacher"))
          .isLessThan(0.5 * base(result, "divergence from the teacher"));
      assertThat(tuned(result, "forward KL after the new text")).isPositive();
    }
  }

  @Test
  void aModelThatTeachesItselfComesNearWhatItSaysWhenShownTheAnswer() throws IOException {
    for (String follow : List.of("", ", follow: 0")) {
      List<Double> losses =
          selfTaught("sdft" + follow.length(), follow, "batch: 4, steps: 25", "sdft/loss");
      assertThat(losses).hasSize(25);
      assertThat(mean(losses.subList(20, 25))).isLessThan(0.75 * mean(losses.subList(0, 5)));
    }
  }

  @Test
  void distillationInPiecesIsThatOfTheWholeBatch() throws IOException {
    String kl = "}\npreserve: {kl: {weight: 0.5, kind: reverse}";
    for (String figure : List.of("sdft/loss", "sdft/kl", "gradient-norm")) {
      String name = figure.replace('/', '-');
      List<Double> whole = selfTaught(name + "-whole", kl, "batch: 4, steps: 3", figure);
      List<Double> pieces =
          selfTaught(name + "-pieces", kl, "batch: 4, steps: 3, micro-batch: 1", figure);
      assertThat(whole).hasSize(3);
      for (int i = 0; i < whole.size(); i++) {
        assertThat(pieces.get(i)).as(figure).isCloseTo(whole.get(i), withinPercentage(0.1));
      }
    }
  }

  /** A figure of each step. */
  private List<Double> selfTaught(String name, String keys, String tuning, String figure)
      throws IOException {
    String more =
        "sampling: {max-tokens: 4}\nteacher: {demonstration: '{completion} {prompt}'%s}"
            .formatted(keys);
    Result result = train(name, recipe(COMPLETIONS, "sdft", more, tuning));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    return Pattern.compile("\"%s\":([0-9.E-]+)".formatted(figure))
        .matcher(Files.readString(folder.resolve(name + "/events.jsonl")))
        .results()
        .map(found -> Double.valueOf(found.group(1)))
        .toList();
  }

  private static double mean(List<Double> numbers) {
    return numbers.stream().mapToDouble(each -> each).average().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lora: {rank: 2, alpha: 4}"})
  void distillationsStoppedHalfWayEndWithTheBitsOfUninterruptedOnes(String lora)
      throws IOException {
    String tuning = "batch: 2, steps: 7, checkpoint-every: 3";
    String itself =
        """
        sampling: {max-tokens: 4}
        teacher: {follow: 0.3, demonstration: '{completion}{prompt}'}
        preserve: {kl: {weight: 0.1, kind: k3}}
        """;
    requireSameWhenStopped(recipe(COMPLETIONS, "sdft", itself + lora, tuning), 5);
    deleteRuns();
    String other =
        "sampling: {max-tokens: 4}\nteacher: {model: %s, on-policy: 0.5}\n".formatted(teacher());
    requireSameWhenStopped(recipe(COMPLETIONS, "gkd", other + lora, tuning), 5);
  }

  private void deleteRuns() throws IOException {
    for (String run : List.of("whole", "stopped")) {
      delete(folder.resolve(run));
    }
  }

  /** The same tokens, other weights: what it has learnt to write after "ab". */
  private Path teacher() throws IOException {
    Path teacher = folder.resolve("teacher/model");
    if (!Files.exists(teacher)) {
      String rows = "{\"prompt\": \"ab\", \"completion\": \"hhh.\"}\n";
      train("teacher", sft(rows, "cross-entropy", "", "batch: 4, steps: 20"));
    }
    return teacher;
  }

  @Test
  void anExperienceKilledAndResumedEndsWithTheBitsOfAnUninterruptedOne() throws Exception {
    String more = "sampling: {group: 4, max-tokens: 4}\nreward: {kind: regex, pattern: c}";
    String tuning = "batch: 2, steps: 24, checkpoint-every: 2";
    requireSameWhenKilled(questions("grpo", more, tuning));
  }

  @Test
  void aSelfDistillationKilledAndResumedEndsWithTheBitsOfAnUninterruptedOne() throws Exception {
    String more = "sampling: {max-tokens: 4}\nteacher: {demonstration: '{completion}{prompt}'}";
    String tuning = "batch: 2, steps: 24, checkpoint-every: 2";
    requireSameWhenKilled(recipe(COMPLETIONS, "sdft", more, tuning));
  }

  @Test
  void aReweightedRunKilledAndResumedEndsWithTheBitsOfAnUninterruptedOne() throws Exception {
    String keys = "reweighting: {kind: recap, window: 3, temperature: 0.5}\n";
    requireSameWhenKilled(twoSources(keys, "batch: 4, steps: 24, checkpoint-every: 2"));
  }

  @Test
  void aReplayingReweightedExperienceKilledAndResumedEndsWithTheBitsOfAnUninterruptedOne()
      throws Exception {
    String more =
        """
        sampling: {group: 4, max-tokens: 4}
        reward: [{kind: regex, pattern: c}, {kind: overlap}]
        reweighting: {kind: recap, window: 3, temperature: 0.5}
        preserve: {kl: {weight: 0.1}, replay: {ratio: 0.4, written: 8, tokens: 6, learns: base}}
        """;
    String tuning = "batch: 2, steps: 24, checkpoint-every: 2";
    requireSameWhenKilled(questions("grpo", more, tuning));
  }

  private void requireSameWhenKilled(String text) throws Exception {
    Path recipe = Files.writeString(folder.resolve("killed.yaml"), text);
    Path errors = folder.resolve("errors.txt");
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    try (MnemeProcess process =
        MnemeProcess.start(errors, "train", recipe.toString(), "--out", whole.toString())) {
      assertThat(process.exitCode()).as(process.errors()).isEqualTo(ExitCode.OK);
    }
    try (MnemeProcess process =
        MnemeProcess.start(errors, "train", recipe.toString(), "--out", killed.toString())) {
      while (!Files.exists(killed.resolve("checkpoints/step-000006/COMPLETE"))
          && !process.endsWithin(1)) {
        assertThat(process.isAlive()).as(process.errors()).isTrue();
      }
      assertThat(process.kill()).isEqualTo(MnemeProcess.KILLED);
    }
    try (MnemeProcess process =
        MnemeProcess.start(
            errors, "train", recipe.toString(), "--out", killed.toString(), "--resume")) {
      assertThat(process.exitCode()).as(process.errors()).isEqualTo(ExitCode.OK);
    }
    assertThat(RunFiles.contents(killed)).isEqualTo(RunFiles.contents(whole));
  }

  @Test
  void aFinishedRunWhoseEndIsLostIsNotSavedAsItWasBefore() throws IOException {
    String recipe =
        sft(COMPLETIONS, "cross-entropy", "", "batch: 2, steps: 2, checkpoint-every: 1");
    train("run", recipe);
    delete(folder.resolve("run/checkpoints/step-000002"));
    assertThat(train("run", recipe, "--resume").out()).contains("finished already");
    delete(folder.resolve("run/model"));
    Result lost = train("run", recipe, "--resume");
    assertThat(lost.code()).isEqualTo(ExitCode.MISTAKE);
    assertThat(lost.err()).contains("has done its last step, 2, but the checkpoint of that step");
    assertThat(folder.resolve("run/model")).doesNotExist();
  }

  @Test
  void aRunThatFailedBeforeItsFirstStepMakesRoomForTheRecipePutRight() throws IOException {
    String recipe = sft(COMPLETIONS, "cross-entropy", "", "batch: 2, steps: 2");
    Result failed = train("run", recipe.replace("tokens: 6", "tokens: 1000"));
    assertThat(failed.err()).contains("Lower probing.tokens or hold out more rows.");
    assertThat(folder.resolve("run/recipe.yaml")).exists();
    Result mended = train("run", recipe);
    assertThat(mended.code()).as(mended.err()).isEqualTo(ExitCode.OK);
    train("whole", recipe);
    assertThat(RunFiles.contents(folder.resolve("run")))
        .isEqualTo(RunFiles.contents(folder.resolve("whole")));
  }

  @Test
  void aRunStoppedBeforeItsModelWasSavedSavesItWhenResumed() throws IOException {
    String recipe = sft(COMPLETIONS, "cross-entropy", "", "batch: 2, steps: 2");
    train("run", recipe);
    Map<String, String> whole = RunFiles.contents(folder.resolve("run"));
    delete(folder.resolve("run/model"));
    Result again = train("run", recipe, "--resume");
    assertThat(again.out()).contains("finished already");
    assertThat(RunFiles.contents(folder.resolve("run"))).isEqualTo(whole);
  }

  @Test
  void sourcesAreMixedAndTheirColumnsMapped() throws IOException {
    Path other =
        Files.writeString(
            folder.resolve("other.csv"), "question,reply\nab,cd\nef,gh\nab,ee\ncd,ef\n");
    String recipe =
        sft(COMPLETIONS, "cross-entropy", "", "batch: 4, steps: 2")
            .replace(
                "data: {sources: [",
                "data: {sources: [{file: %s, ratio: 3, weight: 0.5, columns: {prompt: question, completion: reply}}, "
                    .formatted(other));
    Result result = train("run", recipe);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(Files.readString(folder.resolve("run/provenance.json")))
        .contains("other.csv", "rows.jsonl");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uniform",
        "fixed",
        "recap, window: 1, convergence: v2, score: mix",
        "dwa, window: 1",
        "uncertainty",
        "famo",
        "random",
        "gradnorm",
        "pcgrad",
        "cagrad"
      })
  void sourcesAreWeighedAndARunStoppedHalfWayEndsWithTheBitsOfAnUninterruptedOne(String kind)
      throws IOException {
    String keys = "preserve: {kl: {weight: 0.1}}\nreweighting: {kind: %s}\n".formatted(kind);
    String tuning = "batch: 4, steps: 8, micro-batch: 2, packing: true, checkpoint-every: 4";
    requireSameWhenStopped(twoSources(keys, tuning), 6);
    assertThat(Files.readString(folder.resolve("whole/events.jsonl")))
        .contains("\"rows/loss\"", "\"other/loss\"", "\"rows/kl\"")
        .contains("\"rows/weight\"", "\"other/weight\"");
  }

  @Test
  void recapTellsWhyInEventsAndOnTheScreen() throws IOException {
    String keys = "reweighting: {kind: recap, window: 2, temperature: 0.5}\n";
    Result result = train("run", twoSources(keys, "batch: 4, steps: 12"));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).contains("rows ×", "other ×");
    List<String> steps =
        Files.readAllLines(folder.resolve("run/events.jsonl")).stream()
            .filter(line -> line.contains("\"stepped\""))
            .toList();
    assertThat(steps.subList(0, 4))
        .allMatch(line -> line.contains("\"rows/weight\":1.0}"))
        .noneMatch(line -> line.contains("convergence"));
    assertThat(steps.subList(4, 12))
        .allMatch(line -> line.contains("\"rows/convergence\""))
        .allMatch(line -> line.contains("\"other/instability\""))
        .noneMatch(line -> line.contains("\"rows/weight\":1.0}"));
  }

  @Test
  void mistakesInReweightingAreSaidInOneLine() throws IOException {
    String good = twoSources("reweighting: {kind: recap}\n", "batch: 4, steps: 1");
    assertRefused(good.replace("recap", "recpa"), "was recpa. Did you mean \"recap\"?");
    assertRefused(good.replace("kind: recap", "widow: 1"), "Did you mean \"reweighting.window\"?");
    assertRefused(good.replace("batch: 4", "batch: 1"), "at least their number, 2, was 1");
    assertRefused(good.replace("cross-entropy", "dft"), "needs the objective cross-entropy");
    assertRefused(good.replace("{file:", "{weight: 2, file:"), "needs reweighting.kind fixed");
    assertRefused(
        good.replace("recap", "fixed").replace("{file:", "{weight: 0, file:"), "a weight above 0");
    assertRefused(
        good.replace("recap", "recap, temperature: -1"), "temperature must be at least 0");
    String one =
        sft(COMPLETIONS, "cross-entropy", "reweighting: {kind: dwa}", "batch: 4, steps: 1");
    assertRefused(one, "needs two data.sources, or preserve.replay.ratio above 0, was 0.0");
  }

  @Test
  void aRunWithoutARowThatCountsIsRefused() throws IOException {
    assertRefused(
        sft(COMPLETIONS, "cross-entropy", "", "batch: 2, steps: 1")
            .replace("{file:", "{weight: 0, file:"),
        "one of the sources must have a weight above 0");
  }

  @Test
  void whereSourcesAreWeighedTheRowsOfEachAreReadBeforeTheFirstStep() throws IOException {
    String recipe =
        twoSources("reweighting: {kind: uniform}\n", "batch: 4, steps: 100")
            .replace("ratio: 3", "ratio: 9");
    Path rows = folder.resolve("rows.jsonl");
    Files.writeString(rows, COMPLETIONS.repeat(200));
    // Its turn comes in step 71; of a mixture of 400 rows as many as 40 would be of this file.
    List<String> lines = new ArrayList<>(Files.readAllLines(rows));
    lines.set(
        drawnAt(70, rows) - 1,
        "{\"prompt\": \"%s\", \"completion\": \"c\"}".formatted("ab".repeat(500)));
    Files.write(rows, lines);
    assertRefused(recipe, "nothing is learnt of the row within");
  }

  /** The line of a file's row that a run draws at a place. */
  private static int drawnAt(long place, Path rows) {
    MixedExamples.Source source = new MixedExamples.Source(rows, null, Columns.USUAL, 1, 1);
    try (MixedExamples examples =
        new MixedExamples(
            List.of(new MixedExamples.Source(rows, null, Columns.USUAL, 9, 1), source),
            0.5,
            EnumSet.of(Format.COMPLETION),
            0)) {
      String drawn = examples.of(1, place, 1).getFirst().place();
      return Integer.parseInt(drawn.replaceFirst(".*:", ""));
    }
  }

  private String twoSources(String more, String tuning) throws IOException {
    Path other =
        Files.writeString(
            folder.resolve("other.jsonl"),
            """
            {"prompt": "h", "completion": "gfedcb."}
            {"prompt": "g", "completion": "hhh."}
            {"prompt": "f", "completion": "a."}
            {"prompt": "e", "completion": "bb."}
            """);
    return sft(COMPLETIONS, "cross-entropy", more, tuning)
        .replace("sources: [", "sources: [{file: %s, ratio: 3}, ".formatted(other));
  }

  @Test
  void mistakesAreSaidInOneLine() throws IOException {
    String good = sft(COMPLETIONS, "cross-entropy", "", "batch: 2, steps: 2");
    assertRefused(good.replace("cross-entropy", "crossentropy"), "Did you mean \"cross-entropy\"?");
    assertRefused(good.replace("batch: 2", "bach: 2"), "Did you mean \"tuning.batch\"?");
    assertRefused(
        good.replace("{file:", "{colums: {}, file:"),
        "unknown key \"data.sources.1.colums\". Did you mean \"data.sources.columns\"?");
    assertRefused(
        good.replace("file:", "weight: -1, file:"), "weight must be at least 0, was -1.0");
    assertRefused(
        good.replace("file:", "weight: 2, file:").replace("cross-entropy", "dft"),
        "needs the objective cross-entropy");
    assertRefused(good + "sampling: {group: 4}\n", "unknown key \"sampling\"");
    assertRefused(
        good + "preserve: {kl: {weight: 1, kind: k3}}\n", "k1, k2 and k3 need the policy's own");
    assertRefused(good + "lora: {rank: 2, targets: [attention]}\n", "names no linear layer");
    assertRefused(
        good + "lora: {targets: q_proj}\n", "is a list: write it in brackets, as [a, b].");
    assertRefused(good.replace("steps: 2", "steps: 2, precision: f16"), "must be f32 or bf16");
    assertRefused(good.replace("rows.jsonl", "none.jsonl"), "none.jsonl: there is no such file");
    assertRefused(good.replace("held-out: 0.5", "held-out: 0.99"), "no row is left");
    assertRefused(
        good.replace("dpo", "cross-entropy").replace("{file:", "{format: preference, file:"),
        "learns from completion or messages or text");
    assertRefused(
        good.replace("held-out:", "max-length: 2, held-out:"),
        "nothing is learnt of the row within 2 tokens");
    assertRefused(sft("{\"prompt\": \"ab\"}\n", "cross-entropy", "", "steps: 1"), "rows.jsonl:1");
    String rewarded =
        questions("grpo", "sampling: {group: 2, max-tokens: 3}", "batch: 2, steps: 2");
    assertRefused(rewarded.replace("group: 2", "group: 1"), "group must be at least 2 for grpo");
    assertRefused(
        rewarded
            .replace("max-tokens: 3", "inner-iterations: 2")
            .replace("steps: 2", "steps: 2, checkpoint-every: 3"),
        "multiple of sampling.inner-iterations (2), was 3");
    assertRefused(
        rewarded.replace("max-tokens: 3", "resample: 1"), "resample needs filter-groups: true");
    String single = questions("reinforce++", "sampling: {max-tokens: 3}", "batch: 1, steps: 2");
    assertRefused(
        single.replace("max-tokens: 3", "group: 1, filter-groups: true"),
        "at least 2 with sampling.filter-groups");
    assertRefused(
        single.replace("max-tokens: 3", "group: 1"), "must be at least 2 for reinforce++");
    assertRefused(
        rewarded.replace("max-tokens: 3", "max-tokens: 48"), "leaves none for the prompt");
    assertRefused(rewarded + "reward: {kind: regex, pattern: '('}\n", "no regular expression");
    assertRefused(rewarded + "reward: {column: nothing}\n", "the row has no column \"nothing\"");
    assertRefused(rewarded + "reward: {kind: number}\n", "holds no number");
  }

  @Test
  void mistakesInDistillationAreSaidInOneLine() throws IOException {
    String tuning = "batch: 2, steps: 2";
    String self = "sampling: {max-tokens: 3}\nteacher: {demonstration: '{completion}{prompt}'}\n";
    String good = recipe(COMPLETIONS, "sdft", self, tuning);
    assertRefused(good.replace("{completion}{", "{completions}{"), "{prompt} and {completion}");
    assertRefused(good.replace("teacher: {", "teacher: {model: m, "), "must be left out for sdft");
    assertRefused(good.replace("teacher: {", "teacher: {on-policy: 0.5, "), "must be 1 for sdft");
    assertRefused(good.replace("batch: 2", "batch: 2, precision: bf16"), "must be f32");
    assertRefused(good.replace("max-tokens: 3", "max-tokens: 44"), "with its answer the prompt");
    assertRefused(good.replace("max-tokens: 3", "max-tokens: 48"), "leaves none for the prompt");
    assertRefused(recipe(QUESTIONS, "sdft", self, tuning), "needs a column \"completion\"");
    String other = "sampling: {max-tokens: 3}\nteacher: {model: %s}\n";
    assertRefused(recipe(QUESTIONS, "gkd", other.formatted("''"), tuning), "leaves it empty");
    assertRefused(recipe(QUESTIONS, "gkd", "teacher: {follow: 0.1}", tuning), "must be 0 for gkd");
    Path llama2c = TinyModels.llama2c(folder.resolve("llama2c"));
    assertRefused(
        recipe(QUESTIONS, "gkd", other.formatted(llama2c), tuning),
        "knows 267 tokens and the model 14. Distillation compares them one by one");
    Path renamed = TinyModels.folder(folder.resolve("renamed"));
    Tokenizer.characters("abcdefhg .").save(renamed);
    assertRefused(
        recipe(QUESTIONS, "gkd", other.formatted(renamed), tuning),
        "means something else by token 10 than the model does");
  }

  @Test
  void aBadRowIsToldBeforeTheFirstStepWhereverItIsDrawn() throws IOException {
    String good = sft(COMPLETIONS, "cross-entropy", "", "batch: 1, steps: 24");
    assertBadRowTold(good, 23, COMPLETIONS.repeat(12), "{\"prompt\": \"ab\"}", "\"completion\"");
    String pairs = recipe(PAIRS, "dpo", "", "batch: 2, steps: 6");
    assertBadRowTold(
        pairs,
        11,
        PAIRS.repeat(12),
        "{\"prompt\": \"%s\", \"chosen\": \"a\", \"rejected\": \"b\"}".formatted("ab".repeat(24)),
        "the prompt has ");
    String rewarded =
        questions("grpo", "sampling: {group: 2, max-tokens: 3}", "batch: 1, steps: 12");
    assertBadRowTold(
        rewarded, 11, QUESTIONS.repeat(12), "{\"prompt\": \"ab\"}", "no column \"answer\"");
    String distilled =
        recipe(
            COMPLETIONS,
            "sdft",
            "sampling: {max-tokens: 3}\nteacher: {demonstration: '{completion}{prompt}'}\n",
            "batch: 1, steps: 24");
    assertBadRowTold(
        distilled,
        23,
        COMPLETIONS.repeat(12),
        "{\"prompt\": \"ab\", \"completion\": \"%s\"}".formatted("cd".repeat(23)),
        "with its answer the prompt has ");
  }

  private void assertBadRowTold(String recipe, int line, String rows, String bad, String because)
      throws IOException {
    List<String> lines = new ArrayList<>(rows.lines().toList());
    lines.set(line - 1, bad);
    Files.write(folder.resolve("rows.jsonl"), lines);
    assertRefused(recipe, "rows.jsonl:" + line + ": ");
    assertRefused(recipe, because);
    train("bad", recipe);
    assertThat(folder.resolve("bad")).doesNotExist();
  }

  @Test
  void whatTheModelCannotHoldIsToldByTheCheckToo() throws IOException {
    String good = sft(COMPLETIONS, "cross-entropy", "", "batch: 2, steps: 2");
    assertRefused(
        good.replace("tokens: 6", "tokens: 47"),
        "0 of the held-out prompts leave room for the 47 tokens of probing.tokens");
    Files.delete(folder.resolve("model/chat_template.jinja"));
    assertRefused(good + "budget: {kl: 0.1, every: 1, chat: true}\n", "no chat template");
    Files.writeString(
        folder.resolve("rows.jsonl"), "{\"prompt\": \"ab\", \"completion\": \"cd.\"}\n".repeat(2));
    assertRefused(good, "1 of the held-out prompts leave");
  }

  private void requireSameWhenStopped(String recipe, long step) throws IOException {
    Path file = Files.writeString(folder.resolve("recipe.yaml"), recipe);
    Terminal terminal = Terminal.plain(new StringWriter(), new StringWriter());
    Path whole = folder.resolve("whole");
    Path stopped = folder.resolve("stopped");
    PostTraining.of(Draft.read(file)).train(whole, terminal, Observer.NONE);
    assertThatThrownBy(
            () -> PostTraining.of(Draft.read(file)).train(stopped, terminal, Stop.at(step)))
        .isInstanceOf(Stop.class);
    assertThat(stopped.resolve("checkpoints")).isNotEmptyDirectory();
    PostTraining.of(Draft.read(file)).train(stopped, terminal, Observer.NONE);
    assertThat(RunFiles.contents(stopped)).isEqualTo(RunFiles.contents(whole));
  }

  /** By the training, and in the same words by the check before it. */
  private void assertRefused(String recipe, String because) throws IOException {
    Result result = train("bad", recipe);
    assertThat(result.code()).as(result.out()).isEqualTo(ExitCode.MISTAKE);
    assertThat(result.err()).contains(because).doesNotContain("Exception");
    assertThat(result.err().strip().lines().filter(line -> !line.startsWith("train"))).hasSize(1);
    Result checked = run("check", folder.resolve("bad.yaml").toString());
    assertThat(checked.code()).as(because + checked.out()).isEqualTo(ExitCode.MISTAKE);
    assertThat(result.err()).endsWith(checked.err());
    delete(folder.resolve("bad"));
  }

  private static void delete(Path run) throws IOException {
    try (Stream<Path> files = Files.exists(run) ? Files.walk(run) : Stream.of()) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private String questions(String objective, String more, String tuning) throws IOException {
    return recipe(QUESTIONS, objective, more, tuning)
        .replace("{file:", "{columns: {answer: solution}, file:");
  }

  private String sft(String rows, String objective, String more, String tuning) throws IOException {
    return recipe(rows, objective, more, tuning);
  }

  /** The same few rows over and over, half of them held out. */
  private String recipe(String rows, String objective, String more, String tuning)
      throws IOException {
    Path model = folder.resolve("model");
    if (!Files.exists(model)) {
      TinyModels.folder(model);
      Files.writeString(model.resolve("chat_template.jinja"), TEMPLATE);
    }
    Path file = Files.writeString(folder.resolve("rows.jsonl"), rows.repeat(12));
    return """
    model: %s
    objective: %s
    data: {sources: [{file: %s}], held-out: 0.5}
    tuning: {learning-rate: 2.0e-2, schedule: constant, %s}
    probing: {every: 100, samples: 4, tokens: 6}
    %s
    """
        .formatted(model, objective, file, tuning, more);
  }

  private float[] weights(String run) {
    try (Scope scope = Scope.open();
        ModelFolder model = ModelFolder.open(folder.resolve(run).resolve("model"));
        Parameters weights = model.loadFrozen(ElementType.F32)) {
      return Tensors.toFloats(weights.get("model.layers.0.self_attn.q_proj.weight"));
    }
  }

  private record Result(int code, String out, String err) {}

  private Result train(String run, String recipe, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve(run + ".yaml"), recipe);
    return run(
        Stream.concat(
                Stream.of("train", file.toString(), "--out", folder.resolve(run).toString()),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal = Terminal.plain(out, err);
    int code = Main.run(terminal, Commands.all(terminal), arguments);
    return new Result(code, out.toString(), err.toString());
  }

  private static double base(Result result, String name) {
    return number(result, name, 1);
  }

  private static double tuned(Result result, String name) {
    return number(result, name, 2);
  }

  private static double number(Result result, String name, int column) {
    String row =
        result.out().lines().filter(each -> each.startsWith(name)).findFirst().orElseThrow();
    return Double.parseDouble(
        Pattern.compile(" {2,}").splitAsStream(row).toList().get(column).strip());
  }
}
