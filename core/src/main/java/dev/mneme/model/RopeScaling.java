package dev.mneme.model;

import org.jspecify.annotations.Nullable;

/**
 * How rotary frequencies are changed to read texts longer than those of pretraining. {@link
 * RotaryFrequencies} has the equations.
 */
public sealed interface RopeScaling {

  /** Frequencies as they are. */
  record None() implements RopeScaling {}

  /** All frequencies divided by the factor. */
  record Linear(double factor) implements RopeScaling {}

  /** A base that grows with the text once it is longer than the shape's positions ("NTK"). */
  record Dynamic(double factor) implements RopeScaling {}

  /** Long wavelengths divided by the factor, short ones kept, a smooth passage between. */
  record Llama3(
      double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalPositions)
      implements RopeScaling {}

  /**
   * YaRN (arXiv 2309.00071): a ramp over dimensions between divided and kept frequencies, and a
   * factor on sine and cosine.
   *
   * @param attentionFactor on sine and cosine; null derives it from the other numbers
   * @param mscale and {@code mscaleAllDimensions}: 0 where the file has none
   * @param truncate whether the ends of the ramp are whole dimensions
   */
  record Yarn(
      double factor,
      int originalPositions,
      @Nullable Double attentionFactor,
      double betaFast,
      double betaSlow,
      double mscale,
      double mscaleAllDimensions,
      boolean truncate)
      implements RopeScaling {}
}
