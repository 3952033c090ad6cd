package dev.mneme.app.language;

import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.Sha256;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.ModelFolder;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.run.Execution;
import dev.mneme.run.Provenance;
import dev.mneme.run.RunFolder;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.text.Tokenizer;
import dev.mneme.train.AdamW;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import dev.mneme.train.Schedule;
import dev.mneme.train.Term;
import dev.mneme.train.TextWindows;
import dev.mneme.train.Trainer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** One run of a {@link TextRecipe}, from the model's folder to the tuned one in the run's. */
public final class TextTraining {

  private static final int CHECKPOINTS = 2;
  private static final String MODEL = "model";

  private final TextRecipe recipe;
  private final Path folder;
  private final Terminal terminal;

  private TextTraining(TextRecipe recipe, Path folder, Terminal terminal) {
    this.recipe = recipe;
    this.folder = folder;
    this.terminal = terminal;
  }

  /** Whether a recipe's keys are those of this training. */
  public static boolean declaredBy(Set<String> keys) {
    return keys.contains(MODEL);
  }

  /**
   * Trains to the end, or goes on to it, prints what changed and saves the model.
   *
   * @param watcher hears every event
   * @throws InputException if the recipe, the model or the text is no good
   */
  public static void run(Path recipe, Path folder, Terminal terminal, Observer watcher) {
    new TextTraining(TextRecipe.FORMAT.read(recipe), folder, terminal).run(watcher);
  }

  private void run(Observer watcher) {
    if (recipe.model().isBlank()) {
      throw new InputException("model must be the folder of a model; the recipe leaves it empty.");
    }
    Path model = Path.of(recipe.model());
    ModelSource source = ModelSource.in(model);
    String text = read(Path.of(recipe.data().file()));
    try (Tokenizer tokenizer = Tokenizer.of(model);
        ModelSource.Weights weights = source.read(ElementType.F32, null)) {
      int begin = begin(weights.shape(), tokenizer);
      int[] tokens = tokenizer.encode(text);
      int split = (int) Math.round(tokens.length * (1 - recipe.data().heldOut()));
      TextWindows learnt = windows(Arrays.copyOf(tokens, split), begin, recipe.tuning().batch());
      TextWindows held = windows(Arrays.copyOfRange(tokens, split, tokens.length), begin, 1);
      try (RunFolder run = open(text)) {
        train(run, tokenizer, weights, begin, learnt, held, watcher);
      }
    }
  }

  private void train(
      RunFolder run,
      Tokenizer tokenizer,
      ModelSource.Weights weights,
      int begin,
      TextWindows learnt,
      TextWindows held,
      Observer watcher) {
    try (LanguagePolicy base = policy(weights.shape(), weights.parameters(), tokenizer);
        LanguagePolicy tuned = policy(weights.shape(), weights.parameters(), tokenizer);
        RandomStreams streams = new RandomStreams(recipe.seed())) {
      long steps = recipe.tuning().steps();
      Map<String, Double> last = new LinkedHashMap<>();
      try (TextProbe probe = new TextProbe(base, held, begin, recipe.probing(), steps);
          Trainer trainer =
              new Trainer(
                  plan(),
                  tuned,
                  List.of(Term.of("text", learnt, new CrossEntropy())),
                  List.of(probe),
                  streams);
          Progress progress = Progress.start(terminal, "train", "steps", steps)) {
        Map<String, Double> before;
        try (Scope scope = Scope.open()) {
          before = probe.after(base);
        }
        Map<String, Double> shown = new LinkedHashMap<>(before);
        Execution.toTheEnd(
            run,
            trainer,
            event -> {
              watcher.on(event);
              if (event instanceof Event.Measured measured) {
                last.putAll(measured.values());
                shown.putAll(measured.values());
              }
              show(event, progress, shown);
            });
        finish(tuned, tokenizer, before, last);
      }
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
    int length = recipe.tuning().length();
    if (tokens.length / length < batch) {
      throw InputException.of(
          "%s: %,d tokens are too few for %d pieces of %d. Take a longer text, shorter pieces or a smaller batch.",
          recipe.data().file(), tokens.length, batch, length);
    }
    return new TextWindows(tokens, length, begin, batch);
  }

  private LanguagePolicy policy(DecoderShape shape, Parameters weights, Tokenizer tokenizer) {
    Set<Integer> ends = new HashSet<>(tokenizer.specialIds().stops());
    ends.addAll(shape.eos());
    tokenizer.specialIds().bos().ifPresent(ends::add);
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> copies = new LinkedHashMap<>();
      weights.byName().forEach((name, weight) -> copies.put(name, weight.detach().clone()));
      return new LanguagePolicy(
          Decoder.of(shape, Parameters.own(copies)),
          new LanguagePolicy.Writing(recipe.probing().tokens(), ends, 64));
    }
  }

  private int begin(DecoderShape shape, Tokenizer tokenizer) {
    Integer declared = shape.bos();
    return tokenizer
        .specialIds()
        .bos()
        .orElseGet(() -> {
          if (declared == null) {
            throw new InputException(
                "%s names no token that begins a text, and pieces of text need one."
                    .formatted(recipe.model()));
          }
          return declared;
        });
  }

  private static String read(Path file) {
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

  private RunFolder open(String text) {
    String declared = TextRecipe.FORMAT.write(recipe);
    Provenance provenance =
        Provenance.of(
            declared, Map.of(recipe.data().file(), Sha256.of(text)), Map.of("seed", recipe.seed()));
    if (Files.exists(folder.resolve(RunFolder.RECIPE))) {
      return RunFolder.resume(
          Disk.real(),
          folder,
          declared,
          provenance,
          RunFolder.OtherRecipe.REFUSE,
          CHECKPOINTS,
          terminal.err()::println);
    }
    return RunFolder.create(
        Disk.real(), folder, declared, provenance, CHECKPOINTS, terminal.err()::println);
  }

  private static void show(Event event, Progress progress, Map<String, Double> last) {
    if (event instanceof Event.Stepped stepped) {
      progress.step(
          String.format(
              Locale.ROOT,
              "loss %.3f  held out %.3f  own %.3f  KL %.3f",
              stepped.values().getOrDefault("loss", Double.NaN),
              last.getOrDefault(TextProbe.NEW_LOSS, Double.NaN),
              last.getOrDefault(TextProbe.OLD_LOSS, Double.NaN),
              last.getOrDefault(TextProbe.NEW_KL, Double.NaN)));
    }
  }

  private void finish(
      LanguagePolicy tuned,
      Tokenizer tokenizer,
      Map<String, Double> before,
      Map<String, Double> after) {
    if (after.isEmpty()) {
      terminal.out().println("The run in " + folder + " is finished already.");
      return;
    }
    Table table =
        Table.of(
            Table.Column.left("nats a token"),
            Table.Column.right("base"),
            Table.Column.right("tuned"),
            Table.Column.right("95 % interval"));
    table.row(
        "loss on the new text, held out",
        number(before, TextProbe.NEW_LOSS),
        number(after, TextProbe.NEW_LOSS),
        "");
    table.row(
        "loss on its own texts",
        number(before, TextProbe.OLD_LOSS),
        number(after, TextProbe.OLD_LOSS),
        "");
    table.row(
        "forward KL after the new text",
        "0",
        number(after, TextProbe.NEW_KL),
        interval(after, TextProbe.NEW_KL));
    table.row(
        "forward KL on its own texts",
        "0",
        number(after, TextProbe.OLD_KL),
        interval(after, TextProbe.OLD_KL));
    table.print(terminal);
    Path place = folder.resolve(MODEL);
    ModelFolder.save(
        new DurableFiles(Disk.real()),
        place,
        tuned.decoder().shape(),
        tuned.parameters(),
        new ModelFolder.Saving(ElementType.F32, ModelFolder.Saving.USUAL_SHARD_BYTES, null),
        inside -> tokenizer.save(inside));
    terminal.out().println("Wrote " + folder + " (events.jsonl, checkpoints/, model/)");
    terminal.out().flush();
  }

  private static String number(Map<String, Double> figures, String name) {
    return String.format(Locale.ROOT, "%.3f", figures.getOrDefault(name, Double.NaN));
  }

  private static String interval(Map<String, Double> figures, String name) {
    return "[%s, %s]".formatted(number(figures, name + ".low"), number(figures, name + ".high"));
  }
}
