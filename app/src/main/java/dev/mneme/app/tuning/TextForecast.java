package dev.mneme.app.tuning;

import dev.mneme.app.forecast.Forecast;
import dev.mneme.app.forecast.Forecast.Part;
import dev.mneme.app.forecast.ProcessMemory;
import dev.mneme.model.DecoderShape;
import dev.mneme.train.DecoderCosts;
import dev.mneme.train.Speed;
import dev.mneme.train.Work;
import java.util.List;

/**
 * What one run of a {@link TextRecipe} takes. It is fullest while the drift is measured behind a
 * step: weights three times (as read, the base, the tuned), gradients, moments, everything that the
 * step made, the base's cache, and two passes over the texts that are measured on.
 */
final class TextForecast {

  /** What the garbage collector lets the heap grow by while a run goes on. */
  private static final long HEAP = 120L << 20;

  /** A text as read and as characters, and its tokens, which are copied when it is cut up. */
  private static final long BYTES_OF_A_CHARACTER = 3;

  private static final long BYTES_OF_A_TOKEN = 24;

  /** A KL in double precision: both sides, and seven results on the way. */
  private static final long BYTES_OF_A_TERM = 9 * Double.BYTES;

  private static final double ELEMENTS_OF_A_TERM = 90;
  private static final double ELEMENTS_OF_A_CHOICE = 5;

  /** A Java process and its libraries, and Java code that is still interpreted. */
  private static final double SECONDS_TO_START = 3;

  private static final double DISK_BYTES_PER_SECOND = 300e6;

  private final TextRecipe recipe;
  private final DecoderCosts costs;
  private final int vocabulary;
  private final Text text;

  /**
   * The text as far as it matters here.
   *
   * @param tokens of all of it
   * @param heldPieces how many pieces the held-out end has
   * @param tokensPerSecond of the tokenizer
   */
  record Text(long characters, long tokens, int heldPieces, double tokensPerSecond) {}

  TextForecast(TextRecipe recipe, DecoderShape shape, Text text) {
    this.recipe = recipe;
    this.costs = new DecoderCosts(shape);
    this.vocabulary = shape.vocabulary();
    this.text = text;
  }

  /** Measures this machine, and works it out. */
  static Forecast of(TextRecipe recipe, DecoderShape shape, Text text) {
    long batch = (long) recipe.tuning().batch() * recipe.tuning().length();
    int tokens = Math.clamp(batch, 1, Integer.MAX_VALUE);
    long process = ProcessMemory.resident();
    return new TextForecast(recipe, shape, text).on(Speed.measure(tokens, shape.width()), process);
  }

  /**
   * The same on a machine of a known speed.
   *
   * @param process bytes of a process with its libraries loaded
   */
  Forecast on(Speed speed, long process) {
    TextRecipe.Tuning tuning = recipe.tuning();
    long stepTokens = (long) tuning.batch() * tuning.length();
    long slots = Learner.SLOTS;
    List<Part> bytes =
        List.of(
            new Part("Java and its libraries", process + HEAP),
            new Part(
                "the text and its tokens",
                BYTES_OF_A_CHARACTER * text.characters() + BYTES_OF_A_TOKEN * text.tokens()),
            new Part("weights: as read, the base, the tuned", 3 * costs.weightBytes()),
            new Part("gradients", costs.weightBytes()),
            new Part("AdamW's moments", 2 * costs.weightBytes()),
            new Part("activations of a step", costs.activationBytes(stepTokens)),
            new Part("log-probabilities of a step", costs.chosenBytes(stepTokens)),
            new Part(
                "the base's weights and cache for sampling", costs.cacheBytes(slots, longest())),
            new Part("measuring the drift", measuringBytes()));
    List<Part> seconds =
        List.of(
            new Part("starting, reading", readingSeconds()),
            new Part("texts of the base", speed.seconds(sampling())),
            Part.of("steps", tuning.steps(), speed.seconds(step().times(tuning.steps()))),
            Part.of(
                "measurements", measurements(), speed.seconds(measuring().times(measurements()))),
            new Part("checkpoints and the model", savingSeconds()));
    return new Forecast(bytes, seconds, speed);
  }

  /** Tokens of a piece of the new text and what the base writes behind it. */
  private long longest() {
    return (long) recipe.tuning().length() + recipe.probing().tokens();
  }

  private int newTexts() {
    return Math.min(text.heldPieces(), recipe.probing().samples());
  }

  private long measuringBytes() {
    long rows = Math.min(DriftProbe.ROWS, newTexts());
    long ownRows = Math.min(DriftProbe.ROWS, recipe.probing().samples());
    return Math.max(klBytes(rows, longest()), klBytes(ownRows, 1L + recipe.probing().tokens()));
  }

  /** Two passes and the log-probabilities of both, with what becomes of them. */
  private long klBytes(long rows, long time) {
    long terms = rows * recipe.probing().tokens();
    return 2 * costs.activationBytes(rows * (time - 1))
        + 2 * costs.wholeBytes(terms)
        + BYTES_OF_A_TERM * terms * vocabulary;
  }

  private double readingSeconds() {
    return SECONDS_TO_START
        + text.tokens() / text.tokensPerSecond()
        + costs.weightBytes() / DISK_BYTES_PER_SECOND;
  }

  private Work step() {
    TextRecipe.Tuning tuning = recipe.tuning();
    return costs
        .learning(tuning.batch(), tuning.length())
        .plus(costs.chosenLearning((long) tuning.batch() * tuning.length()))
        .plus(costs.update());
  }

  private Work sampling() {
    int samples = recipe.probing().samples();
    int pieces = newTexts();
    Work reading = costs.forwards(pieces, recipe.tuning().length());
    return reading
        .plus(costs.makingCache(Learner.SLOTS, longest()))
        .plus(writing(samples, 1))
        .plus(writing(pieces, recipe.tuning().length()));
  }

  private Work writing(int texts, long behind) {
    int tokens = recipe.probing().tokens();
    Work batches = Work.NONE;
    for (int from = 0; from < texts; from += DriftProbe.ROWS) {
      int rows = Math.min(DriftProbe.ROWS, texts - from);
      Work choice = new Work(0, ELEMENTS_OF_A_CHOICE * rows * vocabulary, 0);
      batches = batches.plus(costs.step(rows, behind + tokens / 2).plus(choice).times(tokens));
    }
    return batches;
  }

  /** Before the first step, every so many, and at the end. */
  private long measurements() {
    TextRecipe.Tuning tuning = recipe.tuning();
    return 1 + Math.ceilDiv(tuning.steps(), recipe.probing().every());
  }

  private Work measuring() {
    int tokens = recipe.probing().tokens();
    int samples = recipe.probing().samples();
    int length = recipe.tuning().length();
    Work heldOut = costs.forwards(1, length).plus(costs.chosen(length)).times(newTexts());
    Work own = costs.forwards(samples, tokens).plus(costs.chosen((long) samples * tokens));
    return heldOut.plus(own).plus(kl(samples, tokens)).plus(kl(newTexts(), longest() - 1));
  }

  private Work kl(int texts, long time) {
    double terms = (double) texts * recipe.probing().tokens();
    return costs
        .forwards(texts, time)
        .plus(costs.whole((long) terms))
        .times(2)
        .plus(new Work(0, ELEMENTS_OF_A_TERM * terms * vocabulary, 0));
  }

  private double savingSeconds() {
    TextRecipe.Tuning tuning = recipe.tuning();
    long checkpoints =
        tuning.checkpointEvery() == 0 ? 1 : Math.ceilDiv(tuning.steps(), tuning.checkpointEvery());
    return (3 * checkpoints + 1) * costs.weightBytes() / DISK_BYTES_PER_SECOND;
  }
}
