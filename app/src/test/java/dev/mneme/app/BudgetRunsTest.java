package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.tuning.PostTraining;
import dev.mneme.data.Sha256;
import dev.mneme.recipe.Draft;
import dev.mneme.run.EventLog;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mneme train} with a budget of forgetting or of KL, with a tiny random model. */
class BudgetRunsTest {

  private static final String NEW =
      """
      {"prompt": "ab", "completion": "cd.", "answer": "c", "chosen": "cd", "rejected": "hhh"}
      {"prompt": "cd", "completion": "ef.", "answer": "e", "chosen": "ef", "rejected": "hh"}
      """;
  private static final List<String> OF_THE_MOMENT =
      List.of("timings.jsonl", ".lock", "provenance.json");

  /** Earlier runs lost so much at so little drift that every run goes back. */
  private static final String STRICT =
      "budget: {forgetting: 30 points, on: %s, every: 2, probes: 2, items: 8, check: 10, law: {kl: 0.001, forgetting: 600, error: 30}, %s}\n";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cross-entropy",
        "cross-entropy\nlora: {rank: 2}",
        "dpo",
        "grpo\nsampling: {group: 4, max-tokens: 4, inner-iterations: 2}\nreward: {kind: regex, pattern: c}",
        "sdft\nsampling: {max-tokens: 4}\nteacher: {follow: 0.3, demonstration: '{completion}{prompt}'}",
        "cross-entropy\npreserve: {kl: {weight: 0.3}, replay: {ratio: 0.5, written: 6, tokens: 5}}"
      })
  void aRunThatGoesBackAndIsStoppedHalfWayEndsWithTheBitsOfAnUninterruptedOne(String objective)
      throws IOException {
    String budget = STRICT.formatted(suite(), "backs: 9");
    requireSameWhenStopped(
        recipe(objective, "batch: 4, steps: 12, checkpoint-every: 4", budget), 9);
    assertThat(Files.readString(folder.resolve("whole/events.jsonl")))
        .contains("\"controller\":\"budget\"", "drawn back to 0.", "\"probe\":\"budget.check\"");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 7, 11})
  void aRunKilledAnywhereFindsTheModelsThatItGoesBackTo(long step) throws IOException {
    String budget = "budget: {kl: 0.002, every: 1, probes: 6, backs: 9}\n";
    String tuning = "batch: 4, steps: 12, checkpoint-every: 3";
    Path recipe = recipe("cross-entropy", tuning, budget);
    Files.writeString(recipe, Files.readString(recipe).replace("2.0e-2", "1.0e-3"));
    requireSameWhenStopped(recipe, step);
    assertThat(Files.readString(folder.resolve("whole/events.jsonl"))).contains("drawn back to 0.");
  }

  @Test
  void aRunThatIsDrawnBackTooOftenIsOverWithAModelThatIsSafe() throws IOException {
    List<Event> events = new ArrayList<>();
    Path recipe =
        recipe("cross-entropy", "batch: 4, steps: 40", STRICT.formatted(suite(), "backs: 1"));
    StringWriter out = new StringWriter();
    PostTraining.of(Draft.read(recipe))
        .train(folder.resolve("run"), Terminal.plain(out, new StringWriter()), events::add);
    assertThat(events.getLast()).isInstanceOf(Event.Finished.class);
    assertThat(events.getLast().step()).isLessThan(40);
    assertThat(events)
        .filteredOn(Event.Decided.class::isInstance)
        .last()
        .satisfies(last ->
            assertThat(((Event.Decided) last).reason())
                .contains("it ends with a model that is safe"));
    Map<String, Double> check = last(events, "budget.check");
    assertThat(check).containsEntry("budget.check.kept", 1.0);
    // The law says 30 points at 5e-5 nats at the most.
    assertThat(check.get("budget.check.kl")).isBetween(1e-9, 1e-4);
    assertThat(last(events, "drift").get("new.forward-kl")).isLessThan(1e-4);
    assertThat(out.toString()).contains("budget of forgetting, points", "yes");
  }

  @Test
  void aRunStoppedAfterItsLastStepPrintsWhatAnUninterruptedOneDoes() throws IOException {
    Path recipe =
        recipe(
            "cross-entropy",
            "batch: 4, steps: 6, checkpoint-every: 3",
            "budget: {forgetting: 90 points, on: %s, every: 3, probes: 2, items: 8, check: 0}\n"
                .formatted(suite()));
    Observer stop =
        event -> {
          if (event instanceof Event.Measured measured && measured.probe().equals("budget.check")) {
            throw new Stop();
          }
        };
    assertThatThrownBy(() -> printed(recipe, "stopped", stop)).isInstanceOf(Stop.class);
    assertThat(printed(recipe, "stopped", Observer.NONE))
        .contains("forward KL after the new text", "budget of forgetting, points")
        .isEqualTo(printed(recipe, "whole", Observer.NONE));
  }

  /** What a person sees, but for the name of the folder. */
  private String printed(Path recipe, String run, Observer watcher) {
    StringWriter out = new StringWriter();
    PostTraining.of(Draft.read(recipe))
        .train(folder.resolve(run), Terminal.plain(out, new StringWriter()), watcher);
    return out.toString().replace(folder.resolve(run).toString(), "RUN");
  }

  @Test
  void aLooseBudgetBeginsSlowlyAndLoosensTheWeightOfItsKl() throws IOException {
    String loose = "budget: {kl: 1000000, every: 2}\n";
    Path recipe = recipe("cross-entropy", "batch: 4, steps: 6", loose);
    List<Event> events = new ArrayList<>();
    train(recipe, "loose", events::add);
    assertThat(events.getLast().step()).isEqualTo(6);
    assertThat(events)
        .filteredOn(Event.Decided.class::isInstance)
        .hasSize(3)
        .allMatch(each -> ((Event.Decided) each).reason().contains("0.00 of the budget"));
    List<Double> weights = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof Event.Stepped stepped) {
        weights.add(Objects.requireNonNull(stepped.values().get("cross-entropy/kl-weight")));
      }
    }
    assertThat(weights.subList(0, 2)).containsOnly(0.1);
    assertThat(weights.get(2)).isLessThan(0.1);
    assertThat(weights.get(4)).isLessThan(weights.get(2));
    assertThat(last(events, "budget").get("budget.pace")).as("1/8, then doubled").isEqualTo(0.5);
  }

  @Test
  void theKlIsReadOnTextsOfTheBaseOrAfterNewPrompts() throws IOException {
    Map<String, Double> read = new TreeMap<>();
    for (String gauge : List.of("old", "new")) {
      String budget = "budget: {kl: 1000000, by: none, every: 6, gauge: %s}\n".formatted(gauge);
      List<Event> events = new ArrayList<>();
      train(recipe("cross-entropy", "batch: 4, steps: 6", budget), gauge, events::add);
      read.put(gauge, Objects.requireNonNull(last(events, "budget").get("budget.kl")));
      Map<String, Double> drift = last(events, "drift");
      read.put("drift of " + gauge, Objects.requireNonNull(drift.get(gauge + ".forward-kl")));
    }
    // Texts of its own, from the same place: near what the drift says, and apart from the other.
    for (String gauge : List.of("old", "new")) {
      double same = Objects.requireNonNull(read.get("drift of " + gauge));
      assertThat(Objects.requireNonNull(read.get(gauge)) / same).isBetween(0.5, 2.0);
    }
    assertThat(read.get("old")).isNotEqualTo(read.get("new"));
  }

  @Test
  void byProbesARunEndsWithTheModelOfTheLastProbeThatKeptTheBudget() throws IOException {
    Path recipe =
        recipe(
            "cross-entropy",
            "batch: 4, steps: 20, checkpoint-every: 4",
            "budget: {kl: 0.02, by: probes, every: 2, probes: 5}\npreserve: {kl: {weight: 0.01}}\n");
    Files.writeString(recipe, Files.readString(recipe).replace("2.0e-2", "1.0e-3"));
    requireSameWhenStopped(recipe, 3);
    List<Event> events = EventLog.read(folder.resolve("whole/events.jsonl"));
    assertThat(events.getLast().step()).isLessThan(20);
    assertThat(((Event.Decided) ofKind(events, Event.Decided.class).getLast()).reason())
        .contains("times the budget was read: it ends with the model of step");
    assertThat(last(events, "budget.check")).containsEntry("budget.check.kept", 1.0);
    assertThat(last(events, "budget").get("budget.kl")).isGreaterThan(0.02);
    assertThat(last(events, "budget.check").get("budget.kl"))
        .as("of the model that is left")
        .isBetween(0.0, 0.02);
    assertThat(ofKind(events, Event.Stepped.class))
        .as("no weight is moved")
        .noneMatch(each -> ((Event.Stepped) each).values().containsKey("cross-entropy/kl-weight"));
    assertThat(last(events, "budget")).containsEntry("budget.weight", 0.01);
  }

  /** The suite is too small for the law to be sure of one point, and nothing else is wrong. */
  @Test
  void byNothingARunLearnsAsWithoutABudgetAndIsMeasuredAllTheSame() throws IOException {
    String tuning = "batch: 4, steps: 6";
    String budget =
        "budget: {forgetting: 1 point, by: none, on: %s, every: 2, probes: 2, items: 8, check: 0}\n"
            .formatted(suite());
    List<Event> without = new ArrayList<>();
    train(recipe("cross-entropy", tuning, ""), "without", without::add);
    List<Event> watched = new ArrayList<>();
    train(recipe("cross-entropy", tuning, budget), "watched", watched::add);
    assertThat(ofKind(watched, Event.Stepped.class))
        .isEqualTo(ofKind(without, Event.Stepped.class))
        .hasSize(6);
    assertThat(contents(folder.resolve("watched/model")))
        .isEqualTo(contents(folder.resolve("without/model")));
    assertThat(last(watched, "budget.probe")).containsEntry("budget.probe.items", 20.0);
    assertThat(last(watched, "budget")).containsEntry("budget.weight", 0.0);
    assertThat(last(watched, "budget.check"))
        .containsEntry("budget.check.items", 20.0)
        .containsKeys("budget.check.kl", "budget.check.kept", "budget.limit");
  }

  private static List<Event> ofKind(List<Event> events, Class<? extends Event> kind) {
    return events.stream().filter(kind::isInstance).toList();
  }

  @Test
  void aRunThatRemembersWhatItsBaseAnsweredMeasuresTheSame() throws IOException {
    String budget =
        "budget: {forgetting: 90 points, on: %s, every: 3, probes: 2, items: 8, check: 0%s}\n";
    String kept = ", answers: " + folder.resolve("answers");
    List<Event> asking = new ArrayList<>();
    String tuning = "batch: 4, steps: 9";
    train(recipe("cross-entropy", tuning, budget.formatted(suite(), "")), "a", asking::add);
    List<Event> keeping = new ArrayList<>();
    train(recipe("cross-entropy", tuning, budget.formatted(suite(), kept)), "b", keeping::add);
    Map<String, String> answers = contents(folder.resolve("answers"));
    assertThat(answers).as("a probe on the way, the last one, and the check").hasSize(3);
    List<Event> remembering = new ArrayList<>();
    train(recipe("cross-entropy", tuning, budget.formatted(suite(), kept)), "c", remembering::add);
    assertThat(contents(folder.resolve("answers"))).isEqualTo(answers);
    assertThat(ofKind(keeping, Event.Measured.class))
        .isEqualTo(ofKind(asking, Event.Measured.class))
        .isEqualTo(ofKind(remembering, Event.Measured.class));
  }

  @Test
  void forgettingIsMeasuredOnItemsThatNoProbeAsked() throws IOException {
    String budget =
        "budget: {forgetting: 90 points, on: %s, every: 3, probes: 2, items: 8, check: 0}\n"
            .formatted(suite());
    List<Event> events = new ArrayList<>();
    train(recipe("cross-entropy", "batch: 4, steps: 9", budget), "run", events::add);
    assertThat(last(events, "budget.check")).containsEntry("budget.check.items", 20.0);
    assertThat(
            events.stream()
                .filter(Event.Measured.class::isInstance)
                .map(event -> ((Event.Measured) event).values().get("budget.probe.items"))
                .filter(Objects::nonNull))
        .as("the last probe is as large as the check")
        .containsExactly(8.0, 20.0);
  }

  @Test
  void mistakesAreSaidInOneLine() throws IOException {
    refused("forgetting: 1.0", "must be a positive number with its unit, such as 1.0 points");
    refused("forgetting: 1 percent, on: x", "such as 1.0 points");
    refused("forgetting: 0 points, on: x", "such as 1.0 points");
    refused("forgetting: 1 point", "on must name the suite of prior tasks");
    refused("forgetting: 1 point, kl: 1, on: x", "either forgetting or kl is the budget");
    refused("forgeting: 1 point", "Did you mean \"budget.forgetting\"?");
    refused("kl: 1, by: probe", "Did you mean \"probes\"?");
    refused("kl: -1", "kl must be at least 0");
    refused("kl: 1, confidence: 1", "confidence must lie in [0.5, 1)");
    refused("kl: 1, every: 3", "budget.every must not exceed tuning.steps, was 3");
    refused("kl: 1, every: 1, law: {error: 0}", "error must be positive");
    refused(
        "kl: 1, every: 1}\npreserve: {kl: {weight: 1, target: 1}", "preserve.kl.target must be 0");
    refused("forgetting: 1 point, every: 1, on: lab-prio", "Did you mean \"lab-prior\"?");
    refused(
        "forgetting: 1 point, every: 1, items: 8, on: " + suite(),
        "cannot be shown by 20 items: if no answer changed");
    refused(
        "forgetting: 30 points, every: 1, items: 32, on: " + unequal(),
        "cannot be shown by 22 items");
    refused(
        "kl: 1, every: 1}\npreserve: {kl: {kind: k1}", "preserve.kl.kind must not be k1 beside");
    Files.writeString(folder.resolve("few.jsonl"), "{\"q\": \"a\", \"a\": \"a\"}\n");
    String few = "tasks: [{name: few, file: few.jsonl, prompt: '{q}', choices: [a, b], gold: a}]\n";
    Path suite = Files.writeString(folder.resolve("few.yaml"), few);
    refused(
        "forgetting: 1 point, every: 1, on: " + suite,
        "budget.on: few has 1 items, and a budget needs 4");
  }

  private void refused(String budget, String because) throws IOException {
    StringWriter err = new StringWriter();
    Terminal terminal = Terminal.plain(new StringWriter(), err);
    String recipe =
        recipe("cross-entropy", "batch: 2, steps: 2", "budget: {%s}\n".formatted(budget))
            .toString();
    String out = folder.resolve("bad").toString();
    int code = Main.run(terminal, Commands.all(terminal), "train", recipe, "--out", out);
    assertThat(code).as(because).isEqualTo(ExitCode.MISTAKE);
    assertThat(err.toString()).contains(because).doesNotContain("Exception");
    assertThat(err.toString().strip()).doesNotContain("\n");
  }

  private static Map<String, Double> last(List<Event> events, String probe) {
    Map<String, Double> last = Map.of();
    for (Event event : events) {
      if (event instanceof Event.Measured measured && measured.probe().equals(probe)) {
        last = measured.values();
      }
    }
    return last;
  }

  private void requireSameWhenStopped(Path recipe, long step) throws IOException {
    train(recipe, "whole", Observer.NONE);
    assertThatThrownBy(() -> train(recipe, "stopped", stopAt(step))).isInstanceOf(Stop.class);
    train(recipe, "stopped", Observer.NONE);
    assertThat(contents(folder.resolve("stopped"))).isEqualTo(contents(folder.resolve("whole")));
  }

  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static Observer stopAt(long step) {
    return event -> {
      if (event instanceof Event.Stepped stepped && stepped.step() == step) {
        throw new Stop();
      }
    };
  }

  private void train(Path recipe, String run, Observer watcher) {
    Terminal terminal = Terminal.plain(new StringWriter(), new StringWriter());
    PostTraining.of(Draft.read(recipe)).train(folder.resolve(run), terminal, watcher);
  }

  /** Forty questions with one of three letters as the answer. */
  private Path suite() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String question = Integer.toBinaryString(64 + i).replace('0', 'a').replace('1', 'b');
      rows.append("{\"q\": \"%s\", \"a\": \"%s\"}\n".formatted(question, "cde".charAt(i % 3)));
    }
    Files.writeString(folder.resolve("prior.jsonl"), rows);
    return Files.writeString(
        folder.resolve("prior.yaml"),
        """
        description: letters
        tasks:
        - {name: letters, file: prior.jsonl, prompt: '{q}', choices: [c, d, e], gold: a, separator: ''}
        """);
  }

  /** Those, and four others that count as much as the forty. */
  private Path unequal() throws IOException {
    suite();
    Files.writeString(folder.resolve("few.jsonl"), "{\"q\": \"a\", \"a\": \"c\"}\n".repeat(4));
    return Files.writeString(
        folder.resolve("unequal.yaml"),
        """
        description: letters
        tasks:
        - {name: letters, file: prior.jsonl, prompt: '{q}', choices: [c, d, e], gold: a, separator: ''}
        - {name: few, file: few.jsonl, prompt: '{q}', choices: [c, d], gold: a, separator: ''}
        """);
  }

  private Path model() {
    Path model = folder.resolve("model");
    return Files.exists(model) ? model : TinyModels.folder(model);
  }

  private Path recipe(String objective, String tuning, String more) throws IOException {
    Path rows = Files.writeString(folder.resolve("rows.jsonl"), NEW.repeat(12));
    String format =
        objective.startsWith("dpo")
            ? "preference"
            : objective.startsWith("grpo") ? "question" : "completion";
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

  /** Every file of a run but those of the moment, by its SHA-256. */
  private static Map<String, String> contents(Path run) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (!OF_THE_MOMENT.contains(file.getFileName().toString())) {
          contents.put(run.relativize(file).toString(), Sha256.of(file));
        }
      }
    }
    return contents;
  }
}
