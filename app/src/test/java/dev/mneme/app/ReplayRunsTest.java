package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.tuning.PostTraining;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.lab.world.whole.World;
import dev.mneme.lab.world.whole.WorldFolder;
import dev.mneme.preserve.Recap;
import dev.mneme.recipe.Draft;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mneme train} with old tasks beside the new one, and with objectives that are weighed. */
class ReplayRunsTest {

  private static final String NEW =
      """
      {"prompt": "ab", "completion": "cd.", "answer": "c", "chosen": "cd", "rejected": "hhh"}
      {"prompt": "cd", "completion": "ef.", "answer": "e", "chosen": "ef", "rejected": "hh"}
      """;
  private static final String OLD =
      """
      {"prompt": "h", "completion": "gfedcb."}
      {"prompt": "gg", "completion": "a."}
      {"prompt": "fff", "completion": "hg."}
      """;
  private static final String REWARDS =
      """
      reward:
      - {kind: regex, name: begins, pattern: '^(?s)(c)'}
      - {kind: length, gate: true, length: {unit: tokens, least: 1, most: 3, falloff: 2}}
      - {kind: overlap}
      - {kind: regex, name: watched, pattern: 'h', column: '', weight: 0}
      """;

  private static final String PROMPTS =
      """
      {"prompt": "h", "answer": "a"}
      {"prompt": "gg", "answer": "b"}
      {"prompt": "fff", "answer": "a"}
      """;
  private static final String TWO_REWARDS =
      """
      learns: reward, reward: [
        {kind: exact},
        {kind: length, name: short, weight: 0.5, length: {unit: tokens, least: 1, most: 2, falloff: 3}}]\
      """;
  private static final String HAPPY =
      "learns: reward, reward: {kind: regex, pattern: a, column: ''}";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"0.4, 0", "0.4, 1", "1, 2", "2.5, 0"})
  void theTokensOfOldTasksAreTheRatioOfThoseOfTheNewOne(double ratio, int micro)
      throws IOException {
    String replay =
        "preserve: {replay: {ratio: %s, sources: [{file: %s}]}}".formatted(ratio, old());
    List<Event.Stepped> steps =
        steps(recipe("cross-entropy", "batch: 4, steps: 9, micro-batch: " + micro, replay));
    double tokens = 0;
    for (int step = 0; step < 9; step++) {
      Event.Stepped now = steps.get(step);
      tokens += now.values().getOrDefault("replay/tokens", 0.0);
      // A new answer has three letters and what ends it.
      assertThat(tokens).isEqualTo(Math.floor(ratio * (step + 1) * 4 * 4));
      assertThat(value(now, "loss"))
          .isCloseTo(value(now, "cross-entropy/loss") + value(now, "replay/loss"), within(1e-5));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"answers", "base"})
  void whatTheBaseWroteIsKeptByLearningOnItsOwnTexts(String learns) throws IOException {
    String replay =
        "preserve: {replay: {ratio: 4, written: 32, tokens: 8, learns: %s}}".formatted(learns);
    String tuning = "batch: 4, steps: 20";
    double without = kept(recipe("cross-entropy", tuning, ""), "without");
    double with = kept(recipe("cross-entropy", tuning, replay), "with");
    assertThat(with).isPositive().isLessThan(0.5 * without);
    assertThat(Files.readAllLines(folder.resolve("with/replay.jsonl")))
        .hasSize(32)
        .allMatch(line -> line.startsWith("{\"tokens\":["));
  }

  private double kept(Path recipe, String run) {
    List<Double> kept = new ArrayList<>();
    train(
        recipe,
        run,
        event -> {
          if (event instanceof Event.Measured measured) {
            kept.add(measured.values().getOrDefault("old.forward-kl", Double.NaN));
          }
        });
    return kept.getLast();
  }

  @Test
  void anImitationWithFadingReplayStoppedHalfWayEndsWithTheBitsOfAnUninterruptedOne()
      throws IOException {
    String replay =
        """
        preserve:
          kl: {weight: 0.1}
          replay: {ratio: 0.35, until: 0.7, schedule: linear, sources: [{file: %s}]}
        lora: {rank: 2}
        """
            .formatted(old());
    String tuning = "batch: 3, steps: 10, micro-batch: 2, packing: true, checkpoint-every: 4";
    requireSameWhenStopped(recipe("cross-entropy", tuning, replay), 6);
    List<String> events = Files.readAllLines(folder.resolve("whole/events.jsonl"));
    assertThat(events).anyMatch(line -> line.contains("\"step\":6,") && line.contains("replay/"));
    assertThat(events).noneMatch(line -> line.contains("\"step\":8,") && line.contains("replay/"));
    assertThat(Files.readString(folder.resolve("whole/provenance.json"))).contains("old.jsonl");
  }

  @ParameterizedTest
  @ValueSource(strings = {"recap, window: 1, temperature: 0.5", "famo", "random", "pcgrad"})
  void rewardsAndReplayAreWeighedAndARunStoppedHalfWayEndsWithTheSameBits(String kind)
      throws IOException {
    String more =
        """
        sampling: {group: 4, max-tokens: 4, temperature: 1.3, inner-iterations: 2}
        reweighting: {kind: %s}
        preserve:
          kl: {weight: 0.1}
          replay: {ratio: 0.5, written: 6, tokens: 5, learns: base}
        """
            .formatted(kind);
    String tuning = "batch: 2, steps: 8, micro-batch: 3, checkpoint-every: 4";
    requireSameWhenStopped(recipe("grpo", tuning, more + REWARDS), 7);
    assertThat(Files.readString(folder.resolve("whole/events.jsonl")))
        .contains("\"reward.begins/weight\"", "\"reward.length/weight\"", "\"replay/weight\"")
        .contains("\"grpo/reward.begins\"", "\"grpo/entropy\"", "\"grpo/kl\"", "\"replay/tokens\"")
        .contains("\"grpo/reward.watched\"")
        .doesNotContain("watched/weight");
    assertThat(folder.resolve("stopped/replay.jsonl")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dpo", "grpo", "sdft", "gkd", "rloo"})
  void everyKindOfLearningIsWeighedAgainstReplay(String objective) throws IOException {
    String more =
        switch (objective) {
          case "dpo" -> "";
          case "sdft" ->
              "sampling: {max-tokens: 4}\nteacher: {demonstration: '{completion}{prompt}'}\n";
          case "gkd" ->
              "sampling: {max-tokens: 4}\nteacher: {model: %s, on-policy: 0.5}\n"
                  .formatted(model());
          default -> "sampling: {group: 4, max-tokens: 4}\nreward: {kind: regex, pattern: c}\n";
        };
    String both =
        "reweighting: {kind: gradnorm}\npreserve: {replay: {ratio: 1, sources: [{file: %s}]}}\n"
            .formatted(old());
    String tuning = "batch: 2, steps: 6, checkpoint-every: 3";
    requireSameWhenStopped(recipe(objective, tuning, more + both), 5);
    assertThat(Files.readString(folder.resolve("whole/events.jsonl")))
        .contains("\"" + objective + "/weight\"", "\"replay/weight\"", "\"replay/loss\"");
  }

  @ParameterizedTest
  @CsvSource({
    "cross-entropy, none, 0",
    "cross-entropy, recap, 3",
    "dpo, recap, 0",
    "grpo, none, 3",
    "grpo, famo, 0",
    "gkd, gradnorm, 0",
    "sdft, none, 0"
  })
  void oldPromptsAreRewardedBesideEveryKindOfLearningAndStoppedHalfWayItEndsWithTheSameBits(
      String objective, String kind, int micro) throws IOException {
    String more =
        switch (objective) {
          case "cross-entropy", "dpo" -> "";
          case "sdft" ->
              "sampling: {max-tokens: 4}\nteacher: {demonstration: '{completion}{prompt}'}\n";
          case "gkd" -> "sampling: {max-tokens: 4}\nteacher: {model: %s}\n".formatted(model());
          default ->
              "sampling: {group: 4, max-tokens: 4, temperature: 1.3, inner-iterations: 2}\n"
                  + REWARDS.replace("- {kind: overlap}\n", "");
        };
    String both =
        """
        reweighting: {kind: %s, window: 1}
        preserve: {replay: {ratio: 0.7, sources: [{file: %s}], tokens: 5, group: 3, %s}}
        lora: {rank: 2}
        """
            .formatted(kind, prompts(), TWO_REWARDS);
    String tuning = "batch: 2, steps: 8, checkpoint-every: 4, micro-batch: " + micro;
    requireSameWhenStopped(recipe(objective, tuning, more + both), 7);
    String events = Files.readString(folder.resolve("whole/events.jsonl"));
    assertThat(events)
        .contains("\"replay/loss\"", "\"replay/tokens\"", "\"replay/reward\"")
        .contains("\"replay/reward.exact\"", "\"replay/reward.short\"")
        .contains("\"replay/entropy\"", "\"replay/informative\"");
    assertThat(events.contains("\"replay/weight\"")).isEqualTo(!kind.equals("none"));
    assertThat(Files.readString(folder.resolve("whole/provenance.json"))).contains("prompts.jsonl");
  }

  @Test
  void theTokensOfRewardedCompletionsAreTheRatioOfThoseOfTheNewTaskToHalfAGroup()
      throws IOException {
    // No token ends a completion but the tokenizer's, which is hardly ever said.
    String replay =
        "preserve: {replay: {ratio: 1.5, sources: [{file: %s}], tokens: 2, group: 2, %s}}"
            .formatted(prompts(), TWO_REWARDS);
    double tokens = 0;
    int without = 0;
    for (Event.Stepped step : steps(recipe("cross-entropy", "batch: 1, steps: 12", replay))) {
      double now = step.values().getOrDefault("replay/tokens", 0.0);
      tokens += now;
      without += now == 0 ? 1 : 0;
      assertThat(tokens).isCloseTo(1.5 * 4 * step.step(), within(3.0));
      assertThat(value(step, "loss"))
          .isCloseTo(
              value(step, "cross-entropy/loss") + step.values().getOrDefault("replay/loss", 0.0),
              within(1e-5));
    }
    assertThat(without).isLessThan(12);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void recapWeighsARewardedReplayByOneMinusItsMeanReward(boolean imitation) throws IOException {
    String more =
        """
        reweighting: {kind: recap, window: 2, temperature: 0.5}
        preserve: {replay: {ratio: 4, sources: [{file: %s}], tokens: 2, %s}}
        """
            .formatted(prompts(), HAPPY);
    String rewarded =
        "sampling: {group: 4, max-tokens: 2}\nreward: {kind: regex, pattern: c}\n" + more;
    Recap.Options usual = Recap.Options.USUAL;
    Recap recap =
        new Recap(
            2,
            new Recap.Options(
                2, 0.5, usual.convergence(), usual.centre(), true, usual.score(), usual.alpha()));
    double furthest = 0;
    Path recipe =
        imitation
            ? recipe("cross-entropy", "batch: 4, steps: 12", more)
            : recipe("grpo", "batch: 4, steps: 12", rewarded);
    for (Event.Stepped step : steps(recipe)) {
      double fresh = imitation ? value(step, "rows/loss") : 1 - value(step, "grpo/reward");
      double[] losses = {fresh, 1 - value(step, "replay/reward")};
      List<Double> weights = recap.next(losses).values();
      assertThat(value(step, "replay/weight")).isCloseTo(weights.getLast(), within(1e-3));
      furthest = Math.max(furthest, Math.abs(weights.getLast() - 1));
    }
    assertThat(furthest).isGreaterThan(0.01);
  }

  @Test
  void aRewardedReplayRaisesWhatOldPromptsEarnWhileTheNewTaskIsLearnt() throws IOException {
    String replay =
        "preserve: {replay: {ratio: 8, sources: [{file: %s}], tokens: 2, group: 16, %s}}"
            .formatted(prompts(), HAPPY);
    List<Event.Stepped> steps = steps(recipe("cross-entropy", "batch: 4, steps: 40", replay));
    assertThat(mean(steps.subList(0, 4), "replay/reward")).isLessThan(0.4);
    assertThat(mean(steps.subList(36, 40), "replay/reward")).isGreaterThan(0.8);
    assertThat(value(steps.getLast(), "cross-entropy/loss"))
        .isLessThan(0.5 * value(steps.getFirst(), "cross-entropy/loss"));
  }

  @Test
  void aCourseThatTheSmallWorldsModelHasLearntEarnsWhatItsOwnJudgeSays() throws IOException {
    World world = World.create();
    WorldFolder rows = new WorldFolder(world, 1);
    for (String course : List.of("maths", "arithmetic")) {
      Path file = folder.resolve(course + ".jsonl");
      rows.problems(new DurableFiles(Disk.real()), file, world.course(course), 40);
    }
    Path recipe =
        Files.writeString(
            folder.resolve("lab.yaml"),
            """
            model: ../models/lab-base
            objective: cross-entropy
            data: {sources: [{file: %s}], chat: true, held-out: 0.2}
            preserve:
              replay:
                ratio: 2
                sources: [{file: %s}]
                learns: reward
                reward: {kind: lab, course: arithmetic}
                tokens: 48
                group: 4
            tuning: {steps: 3, batch: 4, learning-rate: 1.0e-6}
            probing: {every: 100, samples: 2, tokens: 4}
            """
                .formatted(folder.resolve("maths.jsonl"), folder.resolve("arithmetic.jsonl")));
    List<Event.Stepped> replayed =
        steps(recipe).stream().filter(step -> step.values().containsKey("replay/reward")).toList();
    assertThat(replayed).isNotEmpty();
    assertThat(mean(replayed, "replay/reward")).isBetween(0.5, 1.0);
  }

  private static double mean(List<Event.Stepped> steps, String name) {
    return steps.stream().mapToDouble(step -> value(step, name)).average().orElseThrow();
  }

  @Test
  void aBudgetMovesTheWeightOfARewardedReplay() throws IOException {
    String both =
        """
        budget: {kl: 0.001, every: 2}
        preserve:
          kl: {weight: 0.1}
          replay: {ratio: 2, sources: [{file: %s}], tokens: 3, group: 2, %s}
        """
            .formatted(prompts(), HAPPY);
    String tuning = "batch: 2, steps: 8, checkpoint-every: 4";
    List<Event.Stepped> steps = steps(recipe("cross-entropy", tuning, both));
    assertThat(steps).anyMatch(step -> value(step, "replay/loss-weight") > 1);
  }

  @Test
  void recapWeighsRewardsByOneMinusTheirMeans() throws IOException {
    String more =
        """
        sampling: {group: 8, max-tokens: 3, temperature: 1.2}
        reweighting: {kind: recap, window: 3, temperature: 2}
        reward:
        - {kind: regex, name: begins, pattern: '^(?s)(c)'}
        - {kind: length, length: {unit: tokens, least: 1, most: 1, falloff: 3}}
        """;
    Recap.Options usual = Recap.Options.USUAL;
    Recap recap =
        new Recap(
            2,
            new Recap.Options(
                3, 2, usual.convergence(), usual.centre(), true, usual.score(), usual.alpha()));
    double furthest = 0;
    for (Event.Stepped step : steps(recipe("grpo", "batch: 4, steps: 14", more))) {
      double[] losses = {
        1 - value(step, "grpo/reward.begins"), 1 - value(step, "grpo/reward.length")
      };
      List<Double> weights = recap.next(losses).values();
      assertThat(value(step, "reward.begins/weight")).isCloseTo(weights.getFirst(), within(1e-3));
      assertThat(value(step, "reward.length/weight")).isCloseTo(weights.getLast(), within(1e-3));
      furthest = Math.max(furthest, Math.abs(weights.getFirst() - 1));
    }
    assertThat(furthest).isGreaterThan(0.01);
  }

  @Test
  void mistakesAreSaidInOneLine() throws IOException {
    String replay = "preserve: {replay: {ratio: 1}}\n";
    refused("cross-entropy", replay.replace("1", "-1"), "ratio must be at least 0, was -1");
    refused("cross-entropy", replay.replace("1", "1, until: 0"), "until must lie above 0");
    refused("cross-entropy", replay.replace("1", "1, weight: 0"), "weight must be positive");
    refused("dpo", replay.replace("1", "1, written: 0"), "written must be at least 1");
    refused("dpo", replay.replace("1", "1, learns: bse"), "Did you mean \"base\"?");
    refused("dpo", replay.replace("1", "1, untill: 1"), "Did you mean \"preserve.replay.until\"?");
    refused(
        "dpo",
        replay.replace("1", "1, sources: [{file: none.jsonl}]"),
        "none.jsonl: there is no such file");
    refused("dpo", replay.replace("1", "1, sources: [{}, {}]"), "each of several sources needs");
    refused(
        "dpo",
        replay.replace("1", "1, sources: [{weight: 2, file: a}]"),
        "the weight of a source must be 1 here");
    String rewarded = "1, learns: reward, sources: [{file: %s}]".formatted(prompts());
    refused("dpo", replay.replace("1", "1, learns: reward"), "needs sources with files of prompts");
    refused("dpo", replay.replace("1", rewarded + ", group: 1"), "group must be at least 2, was 1");
    refused(
        "dpo",
        replay.replace("1", "1, learns: base, reward: {kind: number}"),
        "reward needs learns: reward, was base");
    refused(
        "dpo",
        replay.replace("1", rewarded + ", reward: {kind: nmber}"),
        "Did you mean \"number\"?");
    refused(
        "dpo",
        replay.replace("1", rewarded + ", reward: [{}, {}]"),
        "each reward needs a name of its own");
    refused(
        "dpo",
        replay.replace("1", rewarded + ", reward: {kind: lab, course: none}"),
        "course must be one of");
    refused("dpo", replay.replace("1", rewarded), "preserve.replay.tokens is 128 and an example");
    refused(
        "dpo",
        replay.replace("1", rewarded + ", tokens: 4, reward: {kind: number}"),
        "prompts.jsonl:",
        "holds no number");
    String weighed = "reweighting: {kind: recap}\n";
    refused("dpo", weighed, "needs preserve.replay.ratio above 0, was 0.0");
    refused("grpo", weighed, "needs two rewards, or preserve.replay.ratio above 0");
    refused("robust-dpo", weighed + replay, "needs a loss that is positive");
    refused("dft", weighed + replay, "needs the objective cross-entropy");
    refused(
        "dpo",
        weighed + replay.replace("1", "1, schedule: linear"),
        "until must be 1 and its schedule constant");
    refused("dpo", weighed + replay.replace("1", "1, weight: 2"), "needs reweighting.kind fixed");
    refused(
        "grpo",
        weighed + "reward: [{weight: 2}, {name: b}]\n",
        "rewards of different weights are fixed proportions");
    refused(
        "grpo",
        weighed + "reward: [{}, {name: b}]\nsampling: {filter-groups: true}\n",
        "sampling.filter-groups must be false");
    refused(
        "grpo",
        weighed + replay + "sampling: {filter-groups: true}\n",
        "sampling.filter-groups must be false with reweighting");
    // The prompts after the first are looked at when their turn comes.
    String much = rewarded.replace("1,", "99,") + ", tokens: 46";
    refused(
        "dpo",
        replay.replace("1", much),
        "the prompt has",
        "lower preserve.replay.tokens or raise data.max-length");
  }

  private void refused(String objective, String more, String because) throws IOException {
    refused(objective, more, because, because);
  }

  private void refused(String objective, String more, String because, String what)
      throws IOException {
    StringWriter err = new StringWriter();
    Terminal terminal = Terminal.plain(new StringWriter(), err);
    String recipe = recipe(objective, "batch: 2, steps: 2", more).toString();
    String out = folder.resolve("bad").toString();
    int code = Main.run(terminal, Commands.all(terminal), "train", recipe, "--out", out);
    assertThat(code).as(because).isNotEqualTo(ExitCode.OK);
    assertThat(err.toString()).contains(because, what).doesNotContain("Exception");
    assertThat(err.toString().strip()).doesNotContain("\n");
  }

  @Test
  void rowsOfWhichNothingCanBeLearntAndTextsThatWereChangedAreFoundOut() throws IOException {
    Path old = Files.writeString(folder.resolve("old.jsonl"), OLD.replace("fff", "f".repeat(60)));
    String replay = "preserve: {replay: {ratio: 9, sources: [{file: %s}]}}".formatted(old);
    Path recipe = recipe("cross-entropy", "batch: 4, steps: 2", replay);
    assertThatThrownBy(() -> train(recipe, "long", Observer.NONE))
        .hasMessageContaining("old.jsonl:3: nothing is learnt of the row within");
    Path own =
        recipe(
            "cross-entropy",
            "batch: 4, steps: 4, checkpoint-every: 2",
            "preserve: {replay: {ratio: 1, written: 4, tokens: 5}}");
    assertThatThrownBy(() -> train(own, "own", Stop.at(3))).isInstanceOf(Stop.class);
    Path texts = folder.resolve("own/replay.jsonl");
    Files.writeString(texts, Files.readString(texts).replaceFirst("\\[", "[99,"));
    assertThatThrownBy(() -> train(own, "own", Observer.NONE))
        .hasMessageContaining("is not what this run wrote there");
    Files.delete(texts);
    train(own, "own", Observer.NONE);
    train(own, "again", Observer.NONE);
    assertThat(RunFiles.contents(folder.resolve("own")))
        .isEqualTo(RunFiles.contents(folder.resolve("again")));
  }

  private static double value(Event.Stepped step, String name) {
    return Objects.requireNonNull(step.values().get(name), name);
  }

  private void requireSameWhenStopped(Path recipe, long step) throws IOException {
    train(recipe, "whole", Observer.NONE);
    assertThatThrownBy(() -> train(recipe, "stopped", Stop.at(step))).isInstanceOf(Stop.class);
    train(recipe, "stopped", Observer.NONE);
    assertThat(RunFiles.contents(folder.resolve("stopped")))
        .isEqualTo(RunFiles.contents(folder.resolve("whole")));
  }

  private List<Event.Stepped> steps(Path recipe) {
    List<Event.Stepped> steps = new ArrayList<>();
    train(
        recipe,
        "run",
        event -> {
          if (event instanceof Event.Stepped stepped) {
            steps.add(stepped);
          }
        });
    return steps;
  }

  private void train(Path recipe, String run, Observer watcher) {
    Terminal terminal = Terminal.plain(new StringWriter(), new StringWriter());
    PostTraining.of(Draft.read(recipe)).train(folder.resolve(run), terminal, watcher);
  }

  private Path model() {
    Path model = folder.resolve("model");
    return Files.exists(model) ? model : TinyModels.folder(model);
  }

  private Path old() throws IOException {
    return Files.writeString(folder.resolve("old.jsonl"), OLD);
  }

  private Path prompts() throws IOException {
    return Files.writeString(folder.resolve("prompts.jsonl"), PROMPTS);
  }

  private Path recipe(String objective, String tuning, String more) throws IOException {
    Path rows = Files.writeString(folder.resolve("rows.jsonl"), NEW.repeat(12));
    String format =
        switch (objective) {
          case "dpo", "robust-dpo" -> "preference";
          case "grpo", "rloo" -> "question";
          default -> "completion";
        };
    return Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        model: %s
        objective: %s
        data: {sources: [{file: %s, format: %s}], held-out: 0.5}
        tuning: {learning-rate: 2.0e-2, schedule: constant, %s}
        probing: {every: 100, samples: 4, tokens: 6}
        %s
        """
            .formatted(model(), objective, rows, format, tuning, more));
  }
}
