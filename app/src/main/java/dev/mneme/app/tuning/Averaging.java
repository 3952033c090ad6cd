package dev.mneme.app.tuning;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.forecast.Checked;
import dev.mneme.app.forecast.Forecast;
import dev.mneme.app.language.ModelSource;
import dev.mneme.app.training.Trainable;
import dev.mneme.app.training.TunedModel;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.ModelFolder;
import dev.mneme.recipe.Draft;
import dev.mneme.run.RunFolder;
import dev.mneme.tensor.Device;
import dev.mneme.tensor.ElementType;
import dev.mneme.train.DecoderCosts;
import dev.mneme.train.Observer;
import dev.mneme.train.Speed;
import dev.mneme.train.WeightAverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model between two others, as one declared in a recipe with {@code average}: WiSE-FT, so that
 * what is averaged can be swept and measured as what is trained.
 */
public final class Averaging implements Trainable {

  private static final String AVERAGE = "average";

  private final AverageRecipe recipe;

  private Averaging(AverageRecipe recipe) {
    this.recipe = recipe;
  }

  /** Whether a recipe's keys are those of this. */
  public static boolean declaredBy(Set<String> keys) {
    return keys.contains(AVERAGE);
  }

  /**
   * A recipe.
   *
   * @throws InputException naming the first mistake
   */
  public static Trainable of(Draft draft) {
    return new Averaging(AverageRecipe.FORMAT.resolve(draft));
  }

  @Override
  public String resolved() {
    return AverageRecipe.FORMAT.write(recipe);
  }

  @Override
  public Device device() {
    return Device.PROCESSOR;
  }

  @Override
  public Checked check() {
    DecoderShape shape = shape();
    double weights = new DecoderCosts(shape).parameters() * (double) Float.BYTES;
    return new Checked(
        "the average of two models, of which %s counts %s"
            .formatted(recipe.average().tuned(), recipe.average().share()),
        AverageRecipe.FORMAT.differences(recipe),
        resolved(),
        device(),
        () ->
            new Forecast(
                List.of(new Forecast.Part("weights of three models", 3 * weights)),
                List.of(),
                Speed.measure(1, shape.width())));
  }

  private DecoderShape shape() {
    DecoderShape base = source("base", recipe.average().base()).shape();
    if (!base.alike(source("tuned", recipe.average().tuned()).shape())) {
      throw new InputException(
          "%s and %s differ in shape or vocabulary, so they have no average."
              .formatted(recipe.average().base(), recipe.average().tuned()));
    }
    return base;
  }

  private static ModelSource source(String key, String folder) {
    if (folder.isBlank()) {
      throw new InputException(
          "average.%s must be the folder of a model; the recipe leaves it empty.".formatted(key));
    }
    return ModelSource.in(Path.of(folder));
  }

  @Override
  public void train(Path folder, Terminal terminal, Observer watcher) {
    DurableFiles files = new DurableFiles(Disk.real());
    Path place = folder.resolve(Learner.MODEL);
    requireSame(folder.resolve(RunFolder.RECIPE));
    if (!Files.exists(place)) {
      DecoderShape shape = shape();
      ModelSource base = source("base", recipe.average().base());
      ModelSource tuned = source("tuned", recipe.average().tuned());
      files.makeFolder(folder);
      files.write(folder.resolve(RunFolder.RECIPE), resolved());
      try (ModelSource.Weights average = base.read(ElementType.F32, null);
          ModelSource.Weights other = tuned.read(ElementType.F32, null)) {
        WeightAverage.interpolate(
            average.parameters(), other.parameters(), recipe.average().share());
        ModelFolder.save(
            files,
            place,
            shape,
            average.parameters(),
            new ModelFolder.Saving(
                ElementType.F32, ModelFolder.Saving.USUAL_SHARD_BYTES, base.folder()),
            base::exportTokenizer);
      }
    }
    terminal.out().println("Wrote " + place);
    terminal.out().flush();
  }

  private void requireSame(Path kept) {
    try {
      if (Files.exists(kept) && !Files.readString(kept).equals(resolved())) {
        throw new InputException(
            "%s was made by another recipe. Choose another folder.".formatted(kept.getParent()));
      }
    } catch (IOException failure) {
      throw new InputException(
          "%s cannot be read: %s".formatted(kept, failure.getMessage()), failure);
    }
  }

  @Override
  public Optional<TunedModel> tuned(Path folder) {
    return TuningRun.tuned(folder, recipe.average().base());
  }
}
