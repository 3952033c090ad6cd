package dev.mneme.lab.parity;

import dev.mneme.data.Disk;
import dev.mneme.policy.Classifier;
import dev.mneme.run.EventLog;
import dev.mneme.run.Provenance;
import dev.mneme.run.RunFolder;
import dev.mneme.run.Sweep;
import dev.mneme.tensor.Threads;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole study in one folder:
 *
 * <pre>
 * bases/seed-0/       the run that made the base of a seed
 * teachers/seed-0/    the run that made the teacher of the distilled method
 * trials/NAME/        one run a trial
 * </pre>
 *
 * Run again, it goes on where it stopped, trial by trial.
 */
public final class ParityStudy {

  /** What a run of the study was made of. */
  @FunctionalInterface
  public interface ProvenanceOf {
    Provenance of(String recipe, long seed);
  }

  private final ParitySweep sweep;
  private final ParityWorld world;
  private final Path folder;
  private final ProvenanceOf provenance;
  private final Consumer<String> notes;

  public ParityStudy(
      ParitySweep sweep,
      ParityWorld world,
      Path folder,
      ProvenanceOf provenance,
      Consumer<String> notes) {
    this.sweep = sweep;
    this.world = world;
    this.folder = folder;
    this.provenance = provenance;
    this.notes = notes;
  }

  /** How many trials there are in all. */
  public int trials() {
    return sweep.seeds() * sweep.trials(0).size();
  }

  /**
   * Does all that is left to do.
   *
   * @param workers trials at once
   */
  public void run(int workers, Sweep.Listener listener, Observer watcher)
      throws InterruptedException {
    Sweep side = new Sweep(workers, listener);
    for (int seed = 0; seed < sweep.seeds(); seed++) {
      Threads.use(1);
      try (Base base = base(seed);
          Classifier teacher = teacher(seed, base)) {
        List<Sweep.Trial> trials = new ArrayList<>();
        for (ParityRecipe recipe : sweep.trials(seed)) {
          trials.add(trial(recipe, base, teacher, watcher));
        }
        side.run(trials);
      }
    }
  }

  /** What the trials done so far measured, in order of the sweep. */
  public List<Point> points() {
    List<Point> points = new ArrayList<>();
    eachEvent((recipe, event) -> {
      if (event instanceof Event.Measured measured && measured.probe().equals(Point.PROBE)) {
        points.add(
            new Point(
                ParitySweep.name(recipe),
                recipe.tuning().method(),
                recipe,
                measured.step(),
                measured.values()));
      }
    });
    return points;
  }

  /** What the trials that watched the old task's gradient saw. */
  public List<CosinePoint> cosines() {
    List<CosinePoint> cosines = new ArrayList<>();
    eachEvent((recipe, event) -> {
      if (event instanceof Event.Measured measured && measured.probe().equals(CosineProbe.NAME)) {
        cosines.add(CosinePoint.of(ParitySweep.name(recipe), recipe.tuning().method(), measured));
      }
    });
    return cosines;
  }

  private interface EventReader {
    void read(ParityRecipe recipe, Event event);
  }

  private void eachEvent(EventReader reader) {
    for (int seed = 0; seed < sweep.seeds(); seed++) {
      for (ParityRecipe recipe : sweep.trials(seed)) {
        Path trial = trialFolder(recipe);
        if (Files.exists(trial.resolve(RunFolder.FINISHED))) {
          EventLog.read(trial.resolve(RunFolder.EVENTS))
              .forEach(event -> reader.read(recipe, event));
        }
      }
    }
  }

  private Path trialFolder(ParityRecipe recipe) {
    return folder.resolve("trials").resolve(ParitySweep.name(recipe));
  }

  private Base base(int seed) {
    ParityRecipe recipe = sweep.teacher(seed);
    try (RunFolder run = open(folder.resolve("bases/seed-" + seed), recipe)) {
      Classifier policy = Pretraining.run(recipe.base(), world, run);
      return new Base(policy, world, recipe.probing().testImages(), seed);
    }
  }

  private Classifier teacher(int seed, Base base) {
    ParityRecipe recipe = sweep.teacher(seed);
    try (RunFolder run = open(folder.resolve("teachers/seed-" + seed), recipe)) {
      new Trial(recipe, world, base, null).run(run, Observer.NONE, Trial.Ending.KEEP);
      return Pretraining.load(run);
    }
  }

  private Sweep.Trial trial(
      ParityRecipe recipe, Base base, @Nullable Classifier teacher, Observer watcher) {
    Path place = trialFolder(recipe);
    return new Sweep.Trial() {
      @Override
      public String name() {
        return ParitySweep.name(recipe);
      }

      @Override
      public boolean isFinished() {
        return Files.exists(place.resolve(RunFolder.FINISHED));
      }

      @Override
      public void run() {
        try (RunFolder run = open(place, recipe)) {
          new Trial(recipe, world, base, teacher).run(run, watcher, Trial.Ending.FORGET);
        }
      }
    };
  }

  /** Starts a run, or goes on with the one that is there. */
  private RunFolder open(Path place, ParityRecipe recipe) {
    String text = ParityRecipe.FORMAT.write(recipe);
    Provenance own = provenance.of(text, recipe.seed());
    return RunFolder.open(Disk.real(), place, text, own, 1, notes);
  }
}
