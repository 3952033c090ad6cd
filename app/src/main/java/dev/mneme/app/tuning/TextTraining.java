package dev.mneme.app.tuning;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.forecast.Checked;
import dev.mneme.app.training.Trainable;
import dev.mneme.app.training.TunedModel;
import dev.mneme.data.InputException;
import dev.mneme.data.Sha256;
import dev.mneme.objective.Batch;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.recipe.Draft;
import dev.mneme.tensor.Device;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.train.AdamW;
import dev.mneme.train.Observer;
import dev.mneme.train.Schedule;
import dev.mneme.train.Steering;
import dev.mneme.train.Term;
import dev.mneme.train.Terms;
import dev.mneme.train.TextWindows;
import dev.mneme.train.Trainer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One run of a {@link TextRecipe}, from the model's folder to the tuned one in the run's. */
public final class TextTraining implements Trainable {

  private static final String MODEL = "model";

  private final TextRecipe recipe;

  private TextTraining(TextRecipe recipe) {
    this.recipe = recipe;
  }

  /** Whether a recipe's keys are those of this training. */
  public static boolean declaredBy(Set<String> keys) {
    return keys.contains(MODEL);
  }

  /**
   * A recipe.
   *
   * @throws InputException naming the first mistake
   */
  public static Trainable of(Draft draft) {
    return new TextTraining(TextRecipe.FORMAT.resolve(draft));
  }

  @Override
  public String resolved() {
    return TextRecipe.FORMAT.write(recipe);
  }

  @Override
  public Device device() {
    return recipe.device().device();
  }

  @Override
  public Checked check() {
    return TextCheck.of(recipe);
  }

  @Override
  public Optional<TunedModel> tuned(Path folder) {
    return TuningRun.tuned(folder, recipe.model());
  }

  @Override
  public void train(Path folder, Terminal terminal, Observer watcher) {
    device().run(() -> trainHere(folder, terminal, watcher));
  }

  private void trainHere(Path folder, Terminal terminal, Observer watcher) {
    TuningRun run = new TuningRun(folder, terminal, watcher);
    try (RandomStreams streams = new RandomStreams(recipe.seed());
        Learner learner =
            Learner.read(
                recipe.model(),
                LoraKeys.NONE,
                PreserveKeys.Frozen.NONE,
                ElementType.F32,
                streams.get("init"))) {
      String text = read(Path.of(recipe.data().file()));
      int[] tokens = learner.tokenizer().encode(text);
      int split = (int) Math.round(tokens.length * (1 - recipe.data().heldOut()));
      int begin = learner.begin();
      TextWindows learnt = windows(Arrays.copyOf(tokens, split), begin, recipe.tuning().batch());
      TextWindows held = windows(Arrays.copyOfRange(tokens, split, tokens.length), begin, 1);
      TuningRun.Work work =
          new TuningRun.Work(
              learner,
              List.of(learner.source()),
              learner.tuned(),
              Terms.added(List.of(Term.of("text", learnt, new CrossEntropy()))),
              TuningRun.Anchored.NOT,
              Steering.NONE,
              plan(),
              recipe.probing(),
              new HeldOut(held, Math.min(held.pieces(), recipe.probing().samples())));
      run.toTheEnd(
          work, resolved(), Map.of(recipe.data().file(), Sha256.of(text)), recipe.seed(), streams);
    }
  }

  private Trainer.Plan plan() {
    TextRecipe.Tuning tuning = recipe.tuning();
    return new Trainer.Plan(
        tuning.steps(),
        AdamW.Settings.at(tuning.learningRate()),
        new Schedule(tuning.schedule(), tuning.warmup()),
        tuning.clipNorm(),
        1,
        tuning.checkpointEvery() == 0 ? tuning.steps() : tuning.checkpointEvery());
  }

  private TextWindows windows(int[] tokens, int begin, int batch) {
    requireEnough(recipe, tokens.length, batch);
    return new TextWindows(tokens, recipe.tuning().length(), begin, batch);
  }

  /** Requires as many pieces as a batch has. */
  static void requireEnough(TextRecipe recipe, long tokens, int batch) {
    int length = recipe.tuning().length();
    if (tokens / length < batch) {
      throw InputException.of(
          "%s: %,d tokens are too few for %d pieces of %d. Take a longer text, shorter pieces or a smaller batch.",
          recipe.data().file(), tokens, batch, length);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException missing) {
      throw new InputException(
          "%s does not exist. Give the text to learn as data.file.".formatted(file), missing);
    } catch (CharacterCodingException wrong) {
      throw new InputException(file + " is not a text in UTF-8.", wrong);
    } catch (IOException failure) {
      throw new InputException(
          "%s cannot be read: %s".formatted(file, failure.getMessage()), failure);
    }
  }

  /** Pieces of the text that are never learnt; the base goes on from them. */
  private record HeldOut(TextWindows pieces, int count) implements NewTask {

    @Override
    public String figure() {
      return "new.loss";
    }

    @Override
    public String title() {
      return "loss on the new text, held out";
    }

    @Override
    public String word() {
      return "held out";
    }

    @Override
    public double measure(LanguagePolicy policy) {
      PerToken loss = new PerToken();
      for (int piece = 0; piece < count; piece++) {
        try (Scope scope = Scope.open()) {
          Batch.Demonstrations shown = pieces.piece(piece);
          loss.add(policy, shown.prompts(), shown.actions());
        }
      }
      return loss.loss();
    }

    @Override
    public List<int[]> starts() {
      List<int[]> starts = new ArrayList<>();
      for (int piece = 0; piece < count; piece++) {
        try (Scope scope = Scope.open()) {
          starts.add(pieces.piece(piece).actions().sequences().getFirst());
        }
      }
      return starts;
    }
  }
}
