package dev.mneme.app.tuning;

import dev.mneme.app.forecast.Checked;
import dev.mneme.app.language.ModelSource;
import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.model.DecoderShape;
import dev.mneme.text.Tokenizer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks at a recipe with an {@code objective} and the files it names as its run will, but for the
 * weights, of which it reads the headers. What the run takes is not predicted.
 */
public final class PostCheck {

  private PostCheck() {}

  /**
   * Checks a recipe.
   *
   * @throws dev.mneme.data.InputException if the recipe, the model or the first rows of the data
   *     are no good
   */
  public static Checked of(Path file) {
    PostTraining.Declared declared = PostTraining.read(file);
    PostRecipe recipe = declared.recipe();
    ModelSource source = Learner.source(recipe.model());
    DecoderShape shape = source.shape();
    Learner.requireTargets(recipe.lora(), shape);
    Tokenizer.of(source.folder()).close();
    try (MixedExamples examples = recipe.data().open(formats(recipe), recipe.seed())) {
      examples.at(0, recipe.tuning().batch());
    }
    String what =
        String.format(
            Locale.ROOT,
            "a language model of %,d weights learns from %s in %,d steps",
            shape.weights().values().stream()
                .mapToLong(sizes -> sizes.stream().reduce(1L, Math::multiplyExact))
                .sum(),
            recipe.data().sources().stream()
                .map(RecordData.Source::file)
                .collect(Collectors.joining(", ")),
            recipe.tuning().steps());
    return new Checked(what, declared.differences(), declared.text(), Optional.empty());
  }

  private static Set<Format> formats(PostRecipe recipe) {
    return switch (recipe) {
      case SftRecipe _ -> SftLesson.FORMATS;
      case PreferenceRecipe _ -> EnumSet.of(Format.PREFERENCE);
      case RewardRecipe _ -> EnumSet.of(Format.QUESTION);
    };
  }
}
