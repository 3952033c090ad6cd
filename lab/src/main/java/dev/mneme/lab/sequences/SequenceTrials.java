package dev.mneme.lab.sequences;

import dev.mneme.data.Disk;
import dev.mneme.run.EventLog;
import dev.mneme.run.Provenance;
import dev.mneme.run.RunFolder;
import dev.mneme.run.Sweep;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Every method with every seed, each in a folder of its own below {@code trials}. */
public final class SequenceTrials {

  private final Path folder;
  private final List<SequenceRecipe> recipes;
  private final Provenance provenance;
  private final Consumer<String> notes;

  /**
   * @param seeds trials of each method, from seed 0 on
   * @param provenance of the whole
   */
  public SequenceTrials(
      Path folder, SequenceRecipe like, int seeds, Provenance provenance, Consumer<String> notes) {
    this.folder = folder;
    this.provenance = provenance;
    this.notes = notes;
    this.recipes =
        LongStream.range(0, seeds)
            .boxed()
            .flatMap(seed ->
                Stream.of(SequenceRecipe.Method.values())
                    .map(method -> like.with(method).with(seed)))
            .toList();
  }

  /**
   * How the reward rose in one trial.
   *
   * @param looks in the order of the steps
   */
  public record Curve(SequenceRecipe.Method method, long seed, List<Look> looks) {
    public Curve {
      looks = List.copyOf(looks);
    }
  }

  /**
   * Rewards after a step, in [0, 1].
   *
   * @param sampled mean over completions at temperature 1
   * @param greedy mean over the likeliest completions
   */
  public record Look(long step, double sampled, double greedy) {}

  /** The work, trial by trial. */
  public List<Sweep.Trial> all(Observer watcher) {
    return recipes.stream().map(recipe -> (Sweep.Trial) new Trial(recipe, watcher)).toList();
  }

  /** What the trials measured that came to their ends. */
  public List<Curve> curves() {
    List<Curve> curves = new ArrayList<>();
    for (SequenceRecipe recipe : recipes) {
      Path place = place(recipe);
      if (Files.exists(place.resolve(RunFolder.FINISHED))) {
        List<Look> looks =
            EventLog.read(place.resolve(RunFolder.EVENTS)).stream()
                .filter(Event.Measured.class::isInstance)
                .map(Event.Measured.class::cast)
                .map(SequenceTrials::look)
                .toList();
        curves.add(new Curve(recipe.tuning().method(), recipe.seed(), looks));
      }
    }
    return curves;
  }

  private static Look look(Event.Measured measured) {
    Map<String, Double> values = measured.values();
    return new Look(
        measured.step(),
        values.getOrDefault(RewardProbe.SAMPLED, Double.NaN),
        values.getOrDefault(RewardProbe.GREEDY, Double.NaN));
  }

  private Path place(SequenceRecipe recipe) {
    return folder.resolve("trials").resolve(name(recipe));
  }

  private static String name(SequenceRecipe recipe) {
    return recipe.tuning().method().name().toLowerCase(Locale.ROOT) + "-" + recipe.seed();
  }

  private final class Trial implements Sweep.Trial {
    private final SequenceRecipe recipe;
    private final Observer watcher;

    Trial(SequenceRecipe recipe, Observer watcher) {
      this.recipe = recipe;
      this.watcher = watcher;
    }

    @Override
    public String name() {
      return SequenceTrials.name(recipe);
    }

    @Override
    public boolean isFinished() {
      return Files.exists(place(recipe).resolve(RunFolder.FINISHED));
    }

    @Override
    public void run() {
      new SequenceStudy(recipe, this::open).run(watcher);
    }

    private RunFolder open(String part) {
      Path place = place(recipe).resolve(part);
      String text = SequenceRecipe.FORMAT.write(recipe);
      Provenance own = provenance.ofRun(text, Map.of("seed", recipe.seed()));
      return RunFolder.open(Disk.real(), place, text, own, 1, notes);
    }
  }
}
