package dev.mneme.app.sweep;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.sweep.TrialState.Outcome;
import dev.mneme.app.training.TunedModel;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.Uninterrupted;
import dev.mneme.run.Halted;
import dev.mneme.run.RunFolder;
import dev.mneme.run.Sweep;
import dev.mneme.train.Diverged;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A trial at work: it is trained, its model is measured, and what is not to be kept is removed. */
final class SweepTrial implements Sweep.Trial {

  private static final String MEASURED_FOLDER = "measured";

  /** What the probes of all kinds of trainings are called that measure such figures. */
  private static final String DRIFT = "drift";

  private static final List<String> OF_DRIFT = List.of("new.", "old.");
  private static final List<String> MODELS = List.of("model", "adapter");
  private static final List<String> INNER_RUNS = List.of("base", "teacher");

  private final PlannedTrial plan;
  private final Path folder;
  private final SweepRecipe recipe;
  private final Measures measures;
  private final Observer watcher;
  private final DurableFiles files = new DurableFiles(Disk.real());

  /**
   * @param measures what its model is measured on
   * @param watcher hears every event
   */
  SweepTrial(
      PlannedTrial plan, Path folder, SweepRecipe recipe, Measures measures, Observer watcher) {
    this.plan = plan;
    this.folder = folder;
    this.recipe = recipe;
    this.measures = measures;
    this.watcher = watcher;
  }

  PlannedTrial plan() {
    return plan;
  }

  Path folder() {
    return folder;
  }

  @Override
  public String name() {
    return plan.setting().group() + "/" + folder.getFileName();
  }

  @Override
  public boolean isFinished() {
    TrialState state = TrialState.of(folder);
    return switch (state.outcome()) {
      case BEGUN -> false;
      case FINISHED -> !measures.any(group()) || state.exam().equals(measures.fingerprint(group()));
      case DIVERGED -> true;
    };
  }

  private String group() {
    return plan.setting().group();
  }

  @Override
  public void run() {
    TrialState before = TrialState.of(folder);
    long start = System.nanoTime();
    double training = 0;
    TrialState now = before;
    try {
      if (before.outcome() == Outcome.BEGUN) {
        try {
          plan.training().train(folder, silent(), this::hear);
        } finally {
          training = secondsSince(start);
        }
        requireFigure();
        now = before.ended(Outcome.FINISHED, "");
      }
      if (measures.any(group())) {
        TrialState trained = now;
        now = plan.training().device().call(() -> measured(trained));
      }
    } catch (Diverged cause) {
      now = before.ended(Outcome.DIVERGED, String.valueOf(cause.getMessage()));
      throw cause;
    } catch (InputException | Halted failure) {
      now = now.ended(now.outcome(), String.valueOf(failure.getMessage()));
      throw failure;
    } finally {
      note(now.later(secondsSince(start), training));
    }
    remove();
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static Terminal silent() {
    return Terminal.plain(Writer.nullWriter(), Writer.nullWriter());
  }

  /** A misspelt figure is said at the first measurement, not after hours. */
  private void hear(Event event) {
    if (event instanceof Event.Measured measured
        && measured.probe().equals(DRIFT)
        && OF_DRIFT.stream().anyMatch(recipe.figure()::startsWith)
        && !measured.values().containsKey(recipe.figure())) {
      throw TrialFigures.unknown(recipe.figure(), measured.values().keySet());
    }
    watcher.on(event);
  }

  private void requireFigure() {
    TrialFigures figures = TrialFigures.of(folder, recipe.figure());
    if (figures.curve().isEmpty() && !recipe.figure().startsWith(Measures.MEASURED)) {
      throw TrialFigures.unknown(recipe.figure(), figures.last().keySet());
    }
  }

  private TrialState measured(TrialState now) {
    Optional<TunedModel> tuned = plan.training().tuned(folder);
    if (tuned.isEmpty()) {
      throw new InputException(
          "%s holds no language model to measure. Take measure.suite and learns out, or, if the model was not kept (keep: figures), delete the folder to have it trained again."
              .formatted(folder));
    }
    return now.measured(
        measures.fingerprint(group()),
        measures.of(group(), tuned.get(), folder.resolve(MEASURED_FOLDER), silent()));
  }

  /** Keeps the state where the run has begun. */
  private void note(TrialState state) {
    if (!Files.exists(folder.resolve(RunFolder.RECIPE))) {
      return;
    }
    Uninterrupted.run(() -> state.write(files, folder));
  }

  private void remove() {
    boolean saved = MODELS.stream().anyMatch(name -> Files.exists(folder.resolve(name)));
    switch (recipe.keep()) {
      case ALL -> {}
      case MODEL -> {
        if (saved) {
          files.delete(folder.resolve(RunFolder.CHECKPOINTS));
        }
      }
      case FIGURES -> {
        files.delete(folder.resolve(RunFolder.CHECKPOINTS));
        MODELS.forEach(name -> files.delete(folder.resolve(name)));
        INNER_RUNS.forEach(name -> files.delete(folder.resolve(name)));
      }
    }
  }
}
