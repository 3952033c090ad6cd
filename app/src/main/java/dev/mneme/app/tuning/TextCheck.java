package dev.mneme.app.tuning;

import dev.mneme.app.forecast.Checked;
import dev.mneme.app.language.ModelSource;
import dev.mneme.model.DecoderShape;
import dev.mneme.tensor.Device;
import dev.mneme.text.Tokenizer;
import dev.mneme.train.DecoderCosts;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;

/**
 * Looks at a {@link TextRecipe} and the files it names as its training will, but for the weights,
 * of which it reads the headers.
 */
final class TextCheck {

  /** Characters from which the tokens of the whole text are told. */
  private static final int SAMPLE = 1 << 20;

  private TextCheck() {}

  /**
   * Checks a recipe.
   *
   * @throws dev.mneme.data.InputException if the recipe, the model or the text is no good
   */
  static Checked of(TextRecipe recipe) {
    Device device = recipe.device().device();
    ModelSource source = Learner.source(recipe.model());
    String text = TextTraining.read(Path.of(recipe.data().file()));
    DecoderShape shape = source.shape();
    TextForecast.Text measured;
    try (Tokenizer tokenizer = Tokenizer.of(source.folder())) {
      Learner.begin(source, shape, tokenizer);
      measured = measured(recipe, text, tokenizer);
    }
    int starts = Math.min(measured.heldPieces(), recipe.probing().samples());
    BaseTexts.starts(
        Collections.nCopies(starts, new int[recipe.tuning().length()]),
        recipe.probing(),
        shape.maxPositions());
    String what =
        String.format(
            Locale.ROOT,
            "a language model of %,d weights learns from a text of about %,d tokens in %,d steps",
            new DecoderCosts(shape).parameters(),
            measured.tokens(),
            recipe.tuning().steps());
    return new Checked(
        what,
        TextRecipe.FORMAT.differences(recipe),
        TextRecipe.FORMAT.write(recipe),
        device,
        () -> TextForecast.of(recipe, shape, measured));
  }

  private static TextForecast.Text measured(TextRecipe recipe, String text, Tokenizer tokenizer) {
    String sample = text.substring(0, Math.min(text.length(), SAMPLE));
    long start = System.nanoTime();
    int[] known = tokenizer.encode(sample);
    double seconds = (System.nanoTime() - start) / 1e9;
    double share = text.isEmpty() ? 1 : (double) sample.length() / text.length();
    long tokens = Math.round(known.length / share);
    long split = Math.round(tokens * (1 - recipe.data().heldOut()));
    TextTraining.requireEnough(recipe, split, recipe.tuning().batch());
    TextTraining.requireEnough(recipe, tokens - split, 1);
    int heldPieces = Math.toIntExact((tokens - split) / recipe.tuning().length());
    return new TextForecast.Text(
        text.length(), tokens, heldPieces, known.length / Math.max(seconds, 1e-6));
  }
}
