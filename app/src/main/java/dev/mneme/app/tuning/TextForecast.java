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

  /** A text as read and as characters, and its tokens, which are copied when it is cut up. */
  private static final long BYTES_OF_A_CHARACTER = 3;

  private static final long BYTES_OF_A_TOKEN = 24;

  /** A Java process and its libraries, and Java code that is still interpreted. */
  static final double SECONDS_TO_START = 3;

  static final double DISK_BYTES_PER_SECOND = 300e6;

  private final TextRecipe recipe;
  private final DecoderCosts costs;
  private final Text text;
  private final DriftForecast drift;

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
    this.text = text;
    int texts = Math.min(text.heldPieces(), recipe.probing().samples());
    this.drift =
        new DriftForecast(
            costs, shape.vocabulary(), recipe.probing(), texts, recipe.tuning().length());
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
    long measurements = drift.measurements(tuning.steps());
    long stepTokens = (long) tuning.batch() * tuning.length();
    List<Part> bytes =
        List.of(
            new Part("Java and its libraries", process + ProcessMemory.HEAP_GROWTH),
            new Part(
                "the text and its tokens",
                BYTES_OF_A_CHARACTER * text.characters() + BYTES_OF_A_TOKEN * text.tokens()),
            new Part("weights: as read, the base, the tuned", 3 * costs.weightBytes()),
            new Part("gradients", costs.weightBytes()),
            new Part("AdamW's moments", 2 * costs.weightBytes()),
            new Part("activations of a step", costs.activationBytes(stepTokens)),
            new Part("log-probabilities of a step", costs.chosenBytes(stepTokens)),
            new Part("the base's weights and cache for sampling", drift.cacheBytes()),
            new Part("measuring the drift", drift.bytes()));
    List<Part> seconds =
        List.of(
            new Part("starting, reading", readingSeconds()),
            new Part("texts of the base", speed.seconds(drift.writing())),
            Part.of("steps", tuning.steps(), speed.seconds(step().times(tuning.steps()))),
            Part.of("measurements", measurements, speed.seconds(measuring().times(measurements))),
            new Part("checkpoints and the model", savingSeconds()));
    return new Forecast(bytes, seconds, speed);
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

  private Work measuring() {
    int length = recipe.tuning().length();
    Work heldOut = costs.forwards(1, length).plus(costs.chosen(length)).times(drift.texts());
    return heldOut.plus(drift.measuring());
  }

  private double savingSeconds() {
    TextRecipe.Tuning tuning = recipe.tuning();
    long checkpoints =
        tuning.checkpointEvery() == 0 ? 1 : Math.ceilDiv(tuning.steps(), tuning.checkpointEvery());
    return (3 * checkpoints + 1) * costs.weightBytes() / DISK_BYTES_PER_SECOND;
  }
}
