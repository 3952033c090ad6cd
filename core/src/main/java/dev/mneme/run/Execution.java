package dev.mneme.run;

import dev.mneme.data.InputException;
import dev.mneme.tensor.Scope;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import dev.mneme.train.Snapshot;
import dev.mneme.train.Trainer;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Joins a trainer and a run folder: continues from the newest checkpoint, logs, saves, and marks
 * the end.
 */
public final class Execution {

  private Execution() {}

  /**
   * Brings the run to its end, which is where it stands if it {@link RunFolder#endsHere() ends
   * there}; one that is finished already is left alone.
   *
   * @param watcher hears every event after it is logged
   * @throws Halted if a mistake in what the user gave comes to light after the first step
   */
  public static void toTheEnd(RunFolder folder, Trainer trainer, Observer watcher) {
    if (folder.isFinished()) {
      return;
    }
    try (Scope scope = Scope.open()) {
      folder.restore().map(Checkpoint::snapshot).ifPresent(trainer::restore);
    }
    Told told = new Told(folder, watcher);
    try {
      if (folder.endsHere()) {
        trainer.end(told);
      } else {
        trainer.run(told);
      }
    } catch (InputException mistake) {
      long kept = folder.checkpoints().steps().stream().reduce(0L, Math::max);
      // What the watcher does not like, or the disk did, is told as it is.
      if ((kept == 0 && told.lastStep < 0)
          || mistake == told.watchers
          || mistake.getCause() instanceof IOException) {
        throw mistake;
      }
      throw new Halted(mistake, kept, folder.path().resolve(RunFolder.PROVENANCE));
    }
  }

  /** The folder first, so that what is shown has been logged. */
  private static final class Told implements Observer {
    private final RunFolder folder;
    private final Observer watcher;
    private long lastStep = -1;
    private long lastTime;
    private @Nullable InputException watchers;

    Told(RunFolder folder, Observer watcher) {
      this.folder = folder;
      this.watcher = watcher;
    }

    @Override
    public void on(Event event) {
      folder.on(event);
      if (event instanceof Event.Stepped stepped) {
        time(stepped.step());
      }
      try {
        watcher.on(event);
      } catch (InputException mistake) {
        watchers = mistake;
        throw mistake;
      }
    }

    @Override
    public String keep(Snapshot snapshot) {
      return folder.keep(snapshot);
    }

    @Override
    public void leave(Snapshot snapshot) {
      folder.leave(snapshot);
    }

    @Override
    public Snapshot back(long step) {
      return folder.back(step);
    }

    private void time(long step) {
      long now = System.nanoTime();
      if (lastStep >= 0) {
        double rate = (step - lastStep) / Math.max((now - lastTime) / 1e9, 1e-9);
        folder.timings().add(step, Map.of("steps-per-second", rate));
      }
      lastStep = step;
      lastTime = now;
    }
  }
}
