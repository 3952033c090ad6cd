package dev.mneme.kernel;

import dev.mneme.kernel.VectorInstructions.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * Turns heads to their position.
 *
 * <pre>
 *   x'_i = x_i cos_i + x_{i+w/2} sin_i          i &lt; w/2, where the first half of sin is negative
 *   x'_{i+w/2} = x_{i+w/2} cos_{i+w/2} + x_i sin_{i+w/2}
 * </pre>
 *
 * Source: Su et al., arXiv 2104.09864.
 */
public final class Rotation {

  private Rotation() {}

  /**
   * Turns, in place, {@code heads} neighbouring heads of {@code width} numbers in one row.
   *
   * @param cosine a row for every position
   * @param sine a row for every position
   */
  public static void apply(
      Rows x, int row, int heads, int width, Rows cosine, Rows sine, int position) {
    long ss = sine.at(position);
    turn(x, row, heads, width, cosine.at(position), cosine, ss, ss + 2L * width, sine);
  }

  /** The same with the transposed matrix, in place: from gradients of x' to those of x. */
  public static void backward(
      Rows dx, int row, int heads, int width, Rows cosine, Rows sine, int position) {
    long ss = sine.at(position);
    turn(dx, row, heads, width, cosine.at(position), cosine, ss + 2L * width, ss, sine);
  }

  /** With the sines of the left halves at {@code ls}, those of the right ones at {@code rs}. */
  private static void turn(
      Rows x, int row, int heads, int width, long cs, Rows cosine, long ls, long rs, Rows sine) {
    int half = width / 2;
    int whole = Lanes.SPECIES.loopBound(half);
    for (int head = 0; head < heads; head++) {
      long left = x.at(row) + 4L * head * width;
      long right = left + 4L * half;
      for (int i = 0; i < whole; i += Lanes.COUNT) {
        long o = 4L * i;
        FloatVector a = Lanes.load(x, left + o);
        FloatVector b = Lanes.load(x, right + o);
        FloatVector turned = b.mul(Lanes.load(sine, ls + o));
        Lanes.store(a.fma(Lanes.load(cosine, cs + o), turned), x, left + o);
        turned = a.mul(Lanes.load(sine, rs + o));
        Lanes.store(b.fma(Lanes.load(cosine, cs + 4L * half + o), turned), x, right + o);
      }
      for (int i = whole; i < half; i++) {
        long o = 4L * i;
        float a = x.get(left + o);
        float b = x.get(right + o);
        x.set(left + o, a * cosine.get(cs + o) + b * sine.get(ls + o));
        x.set(right + o, b * cosine.get(cs + 4L * half + o) + a * sine.get(rs + o));
      }
    }
  }
}
