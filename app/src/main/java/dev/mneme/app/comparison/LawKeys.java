package dev.mneme.app.comparison;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mneme.app.drift.Drift;
import dev.mneme.data.InputException;
import dev.mneme.measure.Figure;
import dev.mneme.measure.ForgettingLaw;
import dev.mneme.recipe.RecipeFormat;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A law of forgetting in a file: points of mean prior score lost, from a KL on the new task's
 * prompts. See {@link ForgettingLaw} for the equation.
 *
 * @param calibratedOn one line for a person: which models, which tasks
 * @param predictor which KL it is a law in
 * @param coefficients in points
 * @param covariance of the coefficients, row by row; empty if it is not known
 * @param deviation of single models about the law, in points
 */
public record LawKeys(
    String calibratedOn,
    Predictor predictor,
    double centre,
    double scale,
    List<Double> coefficients,
    List<Double> covariance,
    double deviation,
    int freedom,
    double least,
    double most) {

  public static final RecipeFormat<LawKeys> FORMAT =
      new RecipeFormat<>(
          LawKeys.class,
          new LawKeys("", Predictor.FORWARD_KL_PER_TOKEN, 0, 1, List.of(), List.of(), 0, 1, 0, 0));

  /** A KL of {@link Drift}. */
  public enum Predictor {
    FORWARD_KL_PER_TOKEN,
    FORWARD_KL_PER_SEQUENCE,
    REVERSE_KL_PER_TOKEN,
    REVERSE_KL_PER_SEQUENCE;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Figure of(Drift drift) {
      return switch (this) {
        case FORWARD_KL_PER_TOKEN -> drift.forward().perToken();
        case FORWARD_KL_PER_SEQUENCE -> drift.forward().perSequence();
        case REVERSE_KL_PER_TOKEN -> drift.reverse().perToken();
        case REVERSE_KL_PER_SEQUENCE -> drift.reverse().perSequence();
      };
    }
  }

  public LawKeys {
    coefficients = List.copyOf(coefficients);
    covariance = List.copyOf(covariance);
  }

  /**
   * Reads a law.
   *
   * @throws InputException in one line, if the file holds none
   */
  public static LawKeys read(Path file) {
    LawKeys keys = FORMAT.read(file);
    try {
      keys.law();
    } catch (IllegalArgumentException mistake) {
      throw new InputException("%s: %s.".formatted(file, mistake.getMessage()), mistake);
    }
    return keys;
  }

  private ForgettingLaw law() {
    List<Double> known =
        covariance.isEmpty()
            ? Collections.nCopies(coefficients.size() * coefficients.size(), 0.0)
            : covariance;
    return new ForgettingLaw(centre, scale, coefficients, known, deviation, freedom, least, most);
  }

  /** What it expects of a model that drifted so. */
  ForgettingLaw.Prediction expected(Drift drift, double confidence) {
    Figure kl = predictor.of(drift);
    return law().at(kl.value(), kl.interval().normalError(confidence), confidence);
  }
}
