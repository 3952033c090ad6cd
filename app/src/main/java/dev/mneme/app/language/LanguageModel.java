package dev.mneme.app.language;

import dev.mneme.data.InputException;
import dev.mneme.model.Decoder;
import dev.mneme.model.GenerationDefaults;
import dev.mneme.policy.Completion;
import dev.mneme.policy.Sampler;
import dev.mneme.policy.Sampling;
import dev.mneme.tensor.ElementType;
import dev.mneme.text.StopStrings;
import dev.mneme.text.TextStream;
import dev.mneme.text.Tokenizer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A model that writes text: decoder, tokenizer and the ids that begin and end. Owns both. */
final class LanguageModel implements AutoCloseable {

  private final Path folder;
  private final Decoder decoder;
  private final Tokenizer tokenizer;
  private final Sampler sampler;

  private LanguageModel(Path folder, Decoder decoder, Tokenizer tokenizer) {
    this.folder = folder;
    this.decoder = decoder;
    this.tokenizer = tokenizer;
    this.sampler = new Sampler(decoder, 1);
  }

  /**
   * Loads a model and its tokenizer.
   *
   * @param adapter a PEFT folder to add to the weights, if any
   * @throws InputException that says in one line what is wrong with the folders
   */
  static LanguageModel load(ModelSource source, ElementType precision, @Nullable Path adapter) {
    Tokenizer tokenizer = Tokenizer.of(source.folder());
    try {
      ModelSource.Weights weights = source.read(precision, adapter);
      Decoder decoder = Decoder.of(weights.shape(), weights.parameters());
      return new LanguageModel(source.folder(), decoder, tokenizer);
    } catch (RuntimeException failure) {
      tokenizer.close();
      throw failure;
    }
  }

  /** How its publisher would sample it. */
  GenerationDefaults defaults() {
    return GenerationDefaults.of(folder);
  }

  /** The ids of the beginning of a document; an empty one begins with the model's first token. */
  int[] document(String text) {
    int[] ids = text.isEmpty() ? new int[0] : tokenizer.encodeDocument(text);
    return known(ids.length > 0 ? ids : new int[] {begin()});
  }

  /** The ids of a text in which special tokens are written out, as chat templates leave it. */
  int[] written(String text) {
    return known(tokenizer.encode(text));
  }

  private int begin() {
    OptionalInt bos = tokenizer.specialIds().bos();
    Integer declared = decoder.shape().bos();
    if (bos.isEmpty() && declared == null) {
      throw new InputException(
          "%s: an empty prompt needs a token to begin with, and this model names none. Give a prompt."
              .formatted(folder));
    }
    return bos.orElseGet(() -> declared == null ? 0 : declared);
  }

  private int[] known(int[] ids) {
    for (int id : ids) {
      if (id < 0 || id >= decoder.shape().vocabulary()) {
        throw InputException.of(
            "%s: the tokenizer writes token %,d and the model knows %,d. Use the tokenizer that belongs to the model.",
            folder, id, decoder.shape().vocabulary());
      }
    }
    return ids;
  }

  /**
   * How many tokens fit behind a prompt.
   *
   * @throws InputException if none does
   */
  int room(int[] prompt) {
    int room = reads() - prompt.length;
    if (room < 1) {
      throw InputException.of(
          "%s: the text before the answer has %,d tokens and the model reads %,d in all. Give it less.",
          folder, prompt.length, reads());
    }
    return room;
  }

  /** Tokens of the longest text, prompt and answer together. */
  int reads() {
    return decoder.shape().maxPositions();
  }

  /** The tokens that end a text. */
  Set<Integer> ends() {
    Set<Integer> ends = new HashSet<>(tokenizer.specialIds().stops());
    ends.addAll(decoder.shape().eos());
    return ends;
  }

  /** Why a text is over. */
  enum Finish {
    /** The model ended it. */
    END,
    /** A stop string came. */
    STOP,
    /** It has the most tokens asked for. */
    LENGTH
  }

  /**
   * What was written.
   *
   * @param text up to the end or the stop string, which is not in it
   * @param tokens how many were chosen, with the end
   * @param logProb of all of them under the model itself, at temperature 1
   */
  record Written(String text, Finish finish, int tokens, double logProb) {}

  /**
   * Goes on from a prompt.
   *
   * @param stops texts before which to stop
   * @param listener hears the text in pieces as it becomes whole
   */
  Written write(
      int[] prompt, Sampling sampling, List<String> stops, long seed, Consumer<String> listener) {
    Telling telling =
        new Telling(tokenizer.stream(prompt), new StopStrings(stops), sampling.ends(), listener);
    Completion completion =
        sampler.complete(List.of(prompt), sampling, number -> seed, telling).getFirst();
    if (!completion.isScored()) {
      throw new InputException(
          "the model's scores are no numbers. Its weights are damaged, or too large for f16: take --precision f32 or bf16.");
    }
    String text = telling.finish();
    Finish finish =
        telling.stops.stopped() ? Finish.STOP : completion.ended() ? Finish.END : Finish.LENGTH;
    double logProb = completion.logProbs().stream().mapToDouble(Float::doubleValue).sum();
    return new Written(text, finish, completion.length(), logProb);
  }

  /** From tokens to pieces of text, until a stop string comes. */
  private static final class Telling implements Sampler.Listener {

    private final TextStream stream;
    private final StopStrings stops;
    private final Set<Integer> ends;
    private final Consumer<String> listener;
    private final StringBuilder told = new StringBuilder();

    Telling(TextStream stream, StopStrings stops, Set<Integer> ends, Consumer<String> listener) {
      this.stream = stream;
      this.stops = stops;
      this.ends = ends;
      this.listener = listener;
    }

    @Override
    public boolean goesOn(int token, int completion) {
      if (!ends.contains(token)) {
        tell(stops.add(stream.add(token)));
      }
      return !stops.stopped();
    }

    /** Tells what was held back, and gives the whole text. */
    String finish() {
      tell(stops.add(stream.finish()));
      tell(stops.finish());
      return told.toString();
    }

    private void tell(String piece) {
      if (!piece.isEmpty()) {
        told.append(piece);
        listener.accept(piece);
      }
    }
  }

  @Override
  public void close() {
    sampler.close();
    decoder.close();
    tokenizer.close();
  }
}
