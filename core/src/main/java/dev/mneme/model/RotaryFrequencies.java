package dev.mneme.model;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Layers;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Rotary positions: pairs of a head's numbers, half a head apart, turned by an angle that grows
 * with the position.
 *
 * <pre>
 *   θ_i = base^(-2i/width)       x'_i = x_i cos pθ_i − x_{i+w/2} sin pθ_i
 *                                x'_{i+w/2} = x_{i+w/2} cos pθ_i + x_i sin pθ_i
 *   linear    θ_i / f
 *   dynamic   base · (f·n/max − (f − 1))^(w/(w−2)) for a text of n > max tokens
 *   llama3    θ_i / f for wavelengths over L/low, θ_i below L/high, between them linear in L/wavelength
 *   yarn      θ_i (r_i/f + 1 − r_i), r_i a ramp from 0 at the dimension that turns β_fast times in L
 *             tokens to 1 at the one that turns β_slow times; sine and cosine times 0.1 ln f + 1
 * </pre>
 *
 * Source: Su et al., arXiv 2104.09864; Peng et al., arXiv 2309.00071; the forms are those of
 * transformers, whose checkpoints they must fit. Angles are float32.
 */
final class RotaryFrequencies {

  private final DecoderShape shape;
  private final RopeScaling scaling;
  private final int half;

  RotaryFrequencies(DecoderShape shape) {
    this.shape = shape;
    this.scaling = shape.ropeScaling();
    this.half = shape.headWidth() / 2;
  }

  /**
   * What heads are multiplied by.
   *
   * @param cosine and {@code sine}: [rows or 1, 1, time, headWidth]; the first half of the sine is
   *     negative
   */
  record Turn(Tensor cosine, Tensor sine) {

    /** x' for heads [rows, heads, time, headWidth]. */
    Tensor of(Tensor heads) {
      long half = heads.size(3) / 2;
      Tensor swapped = heads.roll(new long[] {half}, 3);
      return heads.mul(cosine).add(swapped.mul(sine));
    }
  }

  /** For positions [rows or 1, time] of one pass. */
  Turn at(Tensor positions, ElementType type) {
    Turn flat = turn(Tensors.to(positions, ElementType.F32), longest(positions), type);
    return new Turn(flat.cosine().unsqueeze(1), flat.sine().unsqueeze(1));
  }

  /** For every position below {@code capacity}, as it is when a text is written token by token. */
  Turn table(int capacity, ElementType type) {
    if (!(scaling instanceof RopeScaling.Dynamic) || capacity <= shape.maxPositions()) {
      return turn(Layers.range(capacity), 0, type);
    }
    List<Tensor> cosines = new ArrayList<>();
    List<Tensor> sines = new ArrayList<>();
    for (int position = 0; position < capacity; position++) {
      Turn one = turn(Tensors.floats(new float[] {position}, 1), position + 1, type);
      cosines.add(one.cosine());
      sines.add(one.sine());
    }
    return new Turn(Maths.concatenate(cosines, 0), Maths.concatenate(sines, 0));
  }

  private Turn turn(Tensor positions, long length, ElementType type) {
    float[] frequencies = frequencies(length);
    Tensor angles =
        positions.unsqueeze(-1).mul(Tensors.floats(frequencies, half)); // […, headWidth / 2]
    Tensor cosine = angles.cos();
    Tensor sine = angles.sin();
    Tensor cosines = Maths.concatenate(List.of(cosine, cosine), -1);
    Tensor sines = Maths.concatenate(List.of(sine.neg(), sine), -1);
    double factor = attentionFactor();
    return new Turn(
        Tensors.to(Maths.times(cosines, factor), type),
        Tensors.to(Maths.times(sines, factor), type));
  }

  /** Only a dynamic base asks how long the text is. */
  private long longest(Tensor positions) {
    return scaling instanceof RopeScaling.Dynamic
        ? (long) Tensors.item(positions.max()) + 1
        : positions.size(1);
  }

  private float[] frequencies(long length) {
    return switch (scaling) {
      case RopeScaling.None none -> plain(shape.ropeBase());
      case RopeScaling.Linear linear -> {
        float[] frequencies = plain(shape.ropeBase());
        for (int i = 0; i < half; i++) {
          frequencies[i] /= (float) linear.factor();
        }
        yield frequencies;
      }
      case RopeScaling.Dynamic dynamic -> plain(dynamicBase(dynamic.factor(), length));
      case RopeScaling.Llama3 llama3 -> llama3(llama3);
      case RopeScaling.Yarn yarn -> yarn(yarn);
    };
  }

  private float[] plain(double base) {
    try (Scope scope = Scope.open()) {
      return Tensors.toFloats(Layers.rotaryFrequencies(base, shape.headWidth()));
    }
  }

  private double dynamicBase(double factor, long length) {
    double n = Math.max(length, shape.maxPositions());
    double w = shape.headWidth();
    double growth = factor * n / shape.maxPositions() - (factor - 1);
    return shape.ropeBase() * Math.pow(growth, w / (w - 2));
  }

  private float[] llama3(RopeScaling.Llama3 s) {
    float[] frequencies = plain(shape.ropeBase());
    double low = s.originalPositions() / s.lowFrequencyFactor();
    double high = s.originalPositions() / s.highFrequencyFactor();
    for (int i = 0; i < half; i++) {
      double wavelength = 2 * Math.PI / frequencies[i];
      if (wavelength > low) {
        frequencies[i] = (float) (frequencies[i] / s.factor());
      } else if (wavelength >= high) {
        double smooth =
            (s.originalPositions() / wavelength - s.lowFrequencyFactor())
                / (s.highFrequencyFactor() - s.lowFrequencyFactor());
        frequencies[i] *= (float) ((1 - smooth) / s.factor() + smooth);
      }
    }
    return frequencies;
  }

  private float[] yarn(RopeScaling.Yarn s) {
    float[] frequencies = plain(shape.ropeBase());
    double first = turningDimension(s.betaFast(), s.originalPositions());
    double last = turningDimension(s.betaSlow(), s.originalPositions());
    double low = Math.max(s.truncate() ? Math.floor(first) : first, 0);
    double high = Math.min(s.truncate() ? Math.ceil(last) : last, shape.headWidth() - 1);
    double span = low == high ? 0.001 : high - low;
    for (int i = 0; i < half; i++) {
      double ramp = Math.clamp((i - low) / span, 0, 1);
      frequencies[i] = (float) (frequencies[i] * (ramp / s.factor() + 1 - ramp));
    }
    return frequencies;
  }

  /**
   * The dimension, counted in fractions, that turns so many times within the original positions.
   */
  private double turningDimension(double turns, int originalPositions) {
    return shape.headWidth()
        * Math.log(originalPositions / (turns * 2 * Math.PI))
        / (2 * Math.log(shape.ropeBase()));
  }

  private double attentionFactor() {
    if (!(scaling instanceof RopeScaling.Yarn yarn)) {
      return 1;
    }
    if (yarn.attentionFactor() != null) {
      return yarn.attentionFactor();
    }
    return yarn.mscale() > 0 && yarn.mscaleAllDimensions() > 0
        ? magnitude(yarn.factor(), yarn.mscale())
            / magnitude(yarn.factor(), yarn.mscaleAllDimensions())
        : magnitude(yarn.factor(), 1);
  }

  private static double magnitude(double factor, double scale) {
    return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
  }
}
