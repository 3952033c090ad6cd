package dev.mneme.kernel;

import dev.mneme.kernel.VectorInstructions.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Root-mean-square norm of rows.
 *
 * <pre>  y = weight ⊙ x / √(mean x² + ε) </pre>
 *
 * Source: Zhang and Sennrich, arXiv 1910.07467. Within a row, squares are added lane by lane.
 */
public final class RowNorm {

  private RowNorm() {}

  /**
   * Norms {@code count} rows of {@code width} numbers.
   *
   * @param weight one row
   * @param out may be {@code x} itself
   */
  public static void apply(Rows x, int count, int width, Rows weight, double epsilon, Rows out) {
    int whole = Lanes.SPECIES.loopBound(width);
    long ws = weight.at(0);
    for (int row = 0; row < count; row++) {
      long xs = x.at(row);
      long ys = out.at(row);
      FloatVector squares = FloatVector.zero(Lanes.SPECIES);
      for (int i = 0; i < whole; i += Lanes.COUNT) {
        FloatVector some = Lanes.load(x, xs + 4L * i);
        squares = some.fma(some, squares);
      }
      float sum = squares.reduceLanes(VectorOperators.ADD);
      for (int i = whole; i < width; i++) {
        float one = x.get(xs + 4L * i);
        sum = Math.fma(one, one, sum);
      }
      float scale = (float) (1 / Math.sqrt(sum / width + epsilon));
      for (int i = 0; i < whole; i += Lanes.COUNT) {
        FloatVector scaled = Lanes.load(x, xs + 4L * i).mul(scale);
        Lanes.store(scaled.mul(Lanes.load(weight, ws + 4L * i)), out, ys + 4L * i);
      }
      for (int i = whole; i < width; i++) {
        out.set(ys + 4L * i, x.get(xs + 4L * i) * scale * weight.get(ws + 4L * i));
      }
    }
  }
}
