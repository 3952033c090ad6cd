package dev.mneme.app.tuning;

import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.evaluation.EvaluatedModel;
import dev.mneme.app.language.ModelSource;
import dev.mneme.app.training.TunedModel;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.policy.Policy;
import dev.mneme.preserve.Anchor;
import dev.mneme.run.EventLog;
import dev.mneme.run.Execution;
import dev.mneme.run.Provenance;
import dev.mneme.run.RunFolder;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import dev.mneme.train.Steering;
import dev.mneme.train.Terms;
import dev.mneme.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way of every run that tunes a language model: open the folder or go on with what is in it,
 * train to the end under a progress line, print what was learnt and what was lost, save the model.
 */
final class TuningRun {

  private static final int CHECKPOINTS = 2;

  /**
   * A figure of a step that is part of a reward, and no part of a part; of a replay's with its
   * name.
   */
  private static final Pattern PART =
      Pattern.compile("(?:(?!replay/)[^/]+/)?((?:replay/)?reward\\.[^.]+)");

  /** A figure of a step that says how much a source counts. */
  private static final Pattern WEIGHT = Pattern.compile("([^/]+)/weight");

  /** What holds the weights of a run, found or read in its folder; asked before it is restored. */
  interface Anchored {

    Anchored NOT = (folder, terminal) -> List.of();

    List<Anchor> in(Path folder, Terminal terminal);
  }

  /**
   * What is trained.
   *
   * @param policy borrowed
   * @param steering borrowed
   * @param models that it begins with or learns from
   */
  record Work(
      Learner learner,
      List<ModelSource> models,
      Policy policy,
      Terms terms,
      Anchored anchored,
      Steering steering,
      Trainer.Plan plan,
      Probing probing,
      NewTask task) {}

  private final Path folder;
  private final Terminal terminal;
  private final Observer watcher;

  /**
   * @param watcher hears every event
   */
  TuningRun(Path folder, Terminal terminal, Observer watcher) {
    this.folder = folder;
    this.terminal = terminal;
    this.watcher = watcher;
  }

  /**
   * Starts the run, or goes on with it.
   *
   * @param declared the whole recipe
   * @param data hashes of what is learnt from, by name
   */
  void toTheEnd(
      Work work, String declared, Map<String, String> data, long seed, RandomStreams streams) {
    Provenance provenance =
        Provenance.of(declared, data, hashes(work.models()), Map.of("seed", seed));
    try (RunFolder run = open(declared, provenance)) {
      if (run.isFinished()) {
        finished(run, work, streams);
      } else {
        train(run, work, streams);
      }
    }
  }

  /**
   * What a run leaves in its folder once it is over.
   *
   * @param model that was tuned
   */
  static Optional<TunedModel> tuned(Path folder, String model) {
    Path whole = folder.resolve(Learner.MODEL);
    Path adapter = folder.resolve(Learner.ADAPTER);
    if (Files.isDirectory(whole)) {
      return Optional.of(new TunedModel(whole, null, Path.of(model)));
    }
    return Files.isDirectory(adapter)
        ? Optional.of(new TunedModel(Path.of(model), adapter, Path.of(model)))
        : Optional.empty();
  }

  private static Map<String, String> hashes(List<ModelSource> models) {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (ModelSource model : models) {
      String hash = new EvaluatedModel("model", model, null).fingerprint();
      hashes.put(model.folder().toString(), hash);
    }
    return hashes;
  }

  private RunFolder open(String declared, Provenance provenance) {
    return RunFolder.open(
        Disk.real(), folder, declared, provenance, CHECKPOINTS, terminal.err()::println);
  }

  private void train(RunFolder run, Work work, RandomStreams streams) {
    long steps = work.plan().steps();
    try (DriftProbe probe = new DriftProbe(work.learner(), work.task(), work.probing(), steps);
        Trainer trainer =
            trainer(work, work.anchored().in(folder, terminal), List.of(probe), streams);
        Progress progress =
            Progress.start(terminal, "train", "steps", steps, RunFolder.done(folder))) {
      Map<String, Double> before = probe.before();
      Map<String, Double> now = new LinkedHashMap<>(before);
      Execution.toTheEnd(
          run,
          trainer,
          event -> {
            watcher.on(event);
            if (event instanceof Event.Measured measured) {
              now.putAll(measured.values());
            }
            show(event, progress, work.task(), now);
          });
      Map<String, Double> after = measured(run);
      print(work.task(), before, after);
      BudgetScreen.print(after, terminal);
    }
    String saved = work.learner().save(new DurableFiles(Disk.real()), folder);
    terminal.out().println("Wrote " + folder + " (events.jsonl, checkpoints/, " + saved + "/)");
    terminal.out().flush();
  }

  /** The last figures of the whole run, also of what was done before it was resumed. */
  private static Map<String, Double> measured(RunFolder run) {
    Map<String, Double> last = new LinkedHashMap<>();
    for (Event event : EventLog.read(run.path().resolve(RunFolder.EVENTS))) {
      if (event instanceof Event.Measured measured) {
        last.putAll(measured.values());
      }
    }
    return last;
  }

  private static Trainer trainer(
      Work work, List<Anchor> anchors, List<DriftProbe> probes, RandomStreams streams) {
    return new Trainer(
        work.plan(), work.policy(), work.terms(), anchors, probes, work.steering(), streams);
  }

  /** A run that was stopped between its end and the saving of its model has that left to do. */
  private void finished(RunFolder run, Work work, RandomStreams streams) {
    if (!Files.exists(work.learner().place(folder))) {
      try (Scope scope = Scope.open();
          Trainer trainer = trainer(work, List.of(), List.of(), streams)) {
        trainer.restore(run.end().snapshot());
        work.learner().save(new DurableFiles(Disk.real()), folder);
      }
    }
    terminal.out().println("The run in " + folder + " is finished already.");
    terminal.out().flush();
  }

  private static void show(Event event, Progress progress, NewTask task, Map<String, Double> now) {
    if (event instanceof Event.Stepped stepped) {
      progress.step(
          String.format(
                  Locale.ROOT,
                  "loss %.3f  %s %.3f  own %.3f  KL %.3f",
                  stepped.values().getOrDefault("loss", Double.NaN),
                  task.word(),
                  now.getOrDefault(task.figure(), Double.NaN),
                  now.getOrDefault(DriftProbe.OLD_LOSS, Double.NaN),
                  now.getOrDefault(DriftProbe.NEW_KL, Double.NaN))
              + parts(stepped.values()));
    }
  }

  /**
   * Of a reward made of several: what the completions of this step earned of each. Of sources that
   * are weighed against each other: how much each counts.
   */
  private static String parts(Map<String, Double> values) {
    StringBuilder parts = new StringBuilder();
    values.forEach((name, value) -> {
      Matcher part = PART.matcher(name);
      if (part.matches()) {
        parts.append(String.format(Locale.ROOT, "  %s %.3f", part.group(1), value));
      }
      Matcher weight = WEIGHT.matcher(name);
      if (weight.matches()) {
        parts.append(String.format(Locale.ROOT, "  %s ×%.2f", weight.group(1), value));
      }
    });
    return parts.toString();
  }

  private void print(NewTask task, Map<String, Double> before, Map<String, Double> after) {
    Table table =
        Table.of(
            Table.Column.left("nats a token, unless said"),
            Table.Column.right("base"),
            Table.Column.right("tuned"),
            Table.Column.right("95 % interval"));
    table.row(task.title(), number(before, task.figure()), number(after, task.figure()), "");
    String prefix = task.figure() + ".";
    for (String name : after.keySet()) {
      if (name.startsWith(prefix) && name.indexOf('.', prefix.length()) < 0) {
        String part = "  of it " + name.substring(prefix.length());
        table.row(part, number(before, name), number(after, name), "");
      }
    }
    table.row(
        "loss on its own texts",
        number(before, DriftProbe.OLD_LOSS),
        number(after, DriftProbe.OLD_LOSS),
        "");
    row(table, "forward KL after the new text", DriftProbe.NEW_KL, after);
    row(table, "forward KL on its own texts", DriftProbe.OLD_KL, after);
    table.print(terminal);
  }

  private static void row(Table table, String title, String name, Map<String, Double> figures) {
    String interval =
        "[%s, %s]".formatted(number(figures, name + ".low"), number(figures, name + ".high"));
    table.row(title, "0", number(figures, name), interval);
  }

  private static String number(Map<String, Double> figures, String name) {
    return String.format(Locale.ROOT, "%.3f", figures.getOrDefault(name, Double.NaN));
  }
}
