package dev.mneme.lab.multitask;

import dev.mneme.data.Disk;
import dev.mneme.data.InputException;
import dev.mneme.lab.balance.Balance;
import dev.mneme.run.EventLog;
import dev.mneme.run.Provenance;
import dev.mneme.run.RunFolder;
import dev.mneme.run.Sweep;
import dev.mneme.train.Observer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Every way of weighing, and every task alone, at every rate, with every seed and losses of either
 * size, each in a folder of its own below {@code trials}. Run again, it goes on where it stopped.
 */
public final class MultitaskStudy {

  /** Tried for each. */
  public static final List<Double> RATES = List.of(3e-3, 1e-2, 3e-2);

  private final Path folder;
  private final List<MultitaskRecipe> recipes;
  private final Provenance provenance;
  private final Consumer<String> notes;

  /**
   * @param like what all have alike
   * @param seeds of each, from 0 on
   * @param provenance of the whole
   * @param notes is told in one line of what was found odd but does no harm
   */
  public MultitaskStudy(
      Path folder, MultitaskRecipe like, int seeds, Provenance provenance, Consumer<String> notes) {
    this.folder = folder;
    this.recipes = recipes(like, seeds);
    this.provenance = provenance;
    this.notes = notes;
  }

  /** All of them, seed by seed. */
  static List<MultitaskRecipe> recipes(MultitaskRecipe like, int seeds) {
    List<MultitaskRecipe> recipes = new ArrayList<>();
    for (long seed = 0; seed < seeds; seed++) {
      MultitaskRecipe own = like.with(seed);
      for (LossSizes sizes : LossSizes.values()) {
        for (double rate : RATES) {
          for (ImageTask task : ImageTask.values()) {
            recipes.add(own.with(sizes, task, rate));
          }
          for (Balance balance : Balance.values()) {
            recipes.add(own.with(sizes, balance, rate));
          }
        }
      }
    }
    // a task alone that knows nothing of sizes is there for both
    return recipes.stream().distinct().toList();
  }

  /** The work, network by network. */
  public List<Sweep.Trial> trials(ImageTasks images, Observer watcher) {
    return recipes.stream()
        .map(recipe -> (Sweep.Trial) new Trial(recipe, images, watcher))
        .toList();
  }

  /** What became of the networks that reached their ends. */
  public List<Trained> trained() {
    return recipes.stream()
        .filter(this::isFinished)
        .map(recipe -> Trained.of(recipe, EventLog.read(place(recipe).resolve(RunFolder.EVENTS))))
        .toList();
  }

  private Path place(MultitaskRecipe recipe) {
    return folder.resolve("trials").resolve(recipe.name());
  }

  /** One that another recipe left there is not, and is refused when it is to be trained. */
  private boolean isFinished(MultitaskRecipe recipe) {
    Path place = place(recipe);
    try {
      return Files.exists(place.resolve(RunFolder.FINISHED))
          && Files.readString(place.resolve(RunFolder.RECIPE))
              .equals(MultitaskRecipe.FORMAT.write(recipe));
    } catch (IOException failure) {
      throw new InputException(
          "%s cannot be read: %s".formatted(place, failure.getMessage()), failure);
    }
  }

  private final class Trial implements Sweep.Trial {
    private final MultitaskRecipe recipe;
    private final ImageTasks images;
    private final Observer watcher;

    Trial(MultitaskRecipe recipe, ImageTasks images, Observer watcher) {
      this.recipe = recipe;
      this.images = images;
      this.watcher = watcher;
    }

    @Override
    public String name() {
      return recipe.name();
    }

    @Override
    public boolean isFinished() {
      return MultitaskStudy.this.isFinished(recipe);
    }

    @Override
    public void run() {
      try (RunFolder run = open()) {
        new MultitaskTraining(recipe, images).run(run, watcher);
      }
    }

    private RunFolder open() {
      Path place = place(recipe);
      String text = MultitaskRecipe.FORMAT.write(recipe);
      Provenance own = provenance.ofRun(text, Map.of("seed", recipe.seed()));
      return RunFolder.open(Disk.real(), place, text, own, 1, notes);
    }
  }
}
