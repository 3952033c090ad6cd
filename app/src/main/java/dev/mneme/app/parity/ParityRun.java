package dev.mneme.app.parity;

import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.forecast.Checked;
import dev.mneme.app.training.Trainable;
import dev.mneme.app.training.TunedModel;
import dev.mneme.data.Disk;
import dev.mneme.lab.images.ImageWorld;
import dev.mneme.lab.parity.ParityRecipe;
import dev.mneme.lab.parity.ParityTraining;
import dev.mneme.lab.parity.ParityWorld;
import dev.mneme.lab.parity.Point;
import dev.mneme.run.EventLog;
import dev.mneme.run.Provenance;
import dev.mneme.run.RunFolder;
import dev.mneme.tensor.Device;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One ParityMNIST trial, declared by a recipe without a model. */
final class ParityRun implements Trainable {

  private static final int CHECKPOINTS = 2;

  private final ParityRecipe recipe;
  private final ImageOptions images;
  private final Terminal loading;

  /**
   * @param loading for what is said while images come
   */
  ParityRun(ParityRecipe recipe, ImageOptions images, Terminal loading) {
    this.recipe = recipe;
    this.images = images;
    this.loading = loading;
  }

  @Override
  public String resolved() {
    return ParityRecipe.FORMAT.write(recipe);
  }

  /** Its networks are too small for any other. */
  @Override
  public Device device() {
    return Device.PROCESSOR;
  }

  @Override
  public Checked check() {
    String source = images.source(recipe);
    return new Checked(
        "a network learns parity by %s from %s".formatted(recipe.tuning().method().title(), source),
        ParityRecipe.FORMAT.differences(recipe),
        resolved(),
        device(),
        () -> new ParityForecast(recipe).now());
  }

  /** It leaves an image classifier, in its last checkpoint. */
  @Override
  public Optional<TunedModel> tuned(Path folder) {
    return Optional.empty();
  }

  @Override
  public void train(Path folder, Terminal terminal, Observer watcher) {
    ImageWorld pictures = images.load(recipe, loading);
    Provenance machine = Provenance.of("", pictures.hashes(), Map.of());
    Map<String, Double> last = new HashMap<>();
    try (ParityWorld world = ParityWorld.of(pictures);
        Progress progress =
            Progress.start(
                terminal,
                recipe.tuning().method().title(),
                "measurements",
                recipe.probing().points(),
                measured(folder))) {
      new ParityTraining(
              recipe, world, (part, trial) -> open(folder.resolve(part), trial, machine, terminal))
          .run(event -> {
            watcher.on(event);
            show(event, progress, last);
          });
    }
    print(last, folder, terminal);
  }

  /** Of the measurements, how many a run that goes on has behind it. */
  private static long measured(Path folder) {
    long done = RunFolder.done(folder);
    Path events = folder.resolve(RunFolder.EVENTS);
    return done == 0 || !Files.exists(events)
        ? 0
        : EventLog.read(events).stream()
            .filter(event -> event.step() <= done && isPoint(event))
            .count();
  }

  private static boolean isPoint(Event event) {
    return event instanceof Event.Measured measured && measured.probe().equals(Point.PROBE);
  }

  private static RunFolder open(
      Path place, ParityRecipe recipe, Provenance machine, Terminal terminal) {
    String text = ParityRecipe.FORMAT.write(recipe);
    Provenance own =
        machine.ofRun(text, Map.of("seed", recipe.seed(), "base", recipe.base().seed()));
    return RunFolder.open(Disk.real(), place, text, own, CHECKPOINTS, terminal.err()::println);
  }

  private static void show(Event event, Progress progress, Map<String, Double> last) {
    if (event instanceof Event.Measured measured && measured.probe().equals(Point.PROBE)) {
      last.putAll(measured.values());
      progress.step(
          String.format(
              Locale.ROOT,
              "parity %.1f %%  garments %.1f %%  KL %.2f",
              100 * last.getOrDefault(Point.NEW_ACCURACY, Double.NaN),
              100 * last.getOrDefault(Point.OLD_ACCURACY, Double.NaN),
              last.getOrDefault(Point.FORWARD_KL, Double.NaN)));
    }
  }

  private static void print(Map<String, Double> last, Path folder, Terminal terminal) {
    if (last.isEmpty()) {
      terminal.out().println("The run in " + folder + " is finished already.");
      return;
    }
    Table.of(Table.Column.left("task"), Table.Column.right("base"), Table.Column.right("tuned"))
        .row(
            "parity (new), %",
            percent(last, Point.BASE_NEW_ACCURACY), percent(last, Point.NEW_ACCURACY))
        .row(
            "garments (old), %",
            percent(last, Point.BASE_OLD_ACCURACY), percent(last, Point.OLD_ACCURACY))
        .row(
            "forward KL, nats",
            "0",
            ParityTables.number(last.getOrDefault(Point.FORWARD_KL, Double.NaN), 3))
        .print(terminal);
    terminal.out().println("Wrote " + folder + " (events.jsonl, checkpoints/)");
    terminal.out().flush();
  }

  private static String percent(Map<String, Double> figures, String name) {
    return ParityTables.number(100 * figures.getOrDefault(name, Double.NaN), 1);
  }
}
