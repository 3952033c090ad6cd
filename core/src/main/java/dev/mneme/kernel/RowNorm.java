package dev.mneme.kernel;

import dev.mneme.kernel.VectorInstructions.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * Root-mean-square norm of rows.
 *
 * <pre>  y = weight ⊙ x / √(mean x² + ε) </pre>
 *
 * and its gradient, with r = 1 / √(mean x² + ε) and n numbers a row,
 *
 * <pre>
 *   dx = r · weight ⊙ dy − x · r³/n · Σ dy ⊙ weight ⊙ x     dweight = Σ over rows of r · dy ⊙ x
 * </pre>
 *
 * Source: Zhang and Sennrich, arXiv 1910.07467. Within a row, numbers are added lane by lane.
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
      float scale = scale(x, xs, width, epsilon);
      for (int i = 0; i < whole; i += Lanes.COUNT) {
        FloatVector scaled = Lanes.load(x, xs + 4L * i).mul(scale);
        Lanes.store(scaled.mul(Lanes.load(weight, ws + 4L * i)), out, ys + 4L * i);
      }
      for (int i = whole; i < width; i++) {
        out.set(ys + 4L * i, x.get(xs + 4L * i) * scale * weight.get(ws + 4L * i));
      }
    }
  }

  /**
   * Adds the gradients of x to {@code dx} and those of the weight to {@code dweight}.
   *
   * @param dy gradients of what {@link #apply} gave
   */
  public static void backward(
      Rows x, Rows dy, int count, int width, Rows weight, double epsilon, Rows dx, Rows dweight) {
    int whole = Lanes.SPECIES.loopBound(width);
    long ws = weight.at(0);
    long ds = dweight.at(0);
    for (int row = 0; row < count; row++) {
      long xs = x.at(row);
      long ys = dy.at(row);
      long os = dx.at(row);
      float scale = scale(x, xs, width, epsilon);
      float along = product(x, xs, dy, ys, weight, ws, width);
      float back = -scale * scale * scale * along / width;
      for (int i = 0; i < whole; i += Lanes.COUNT) {
        long o = 4L * i;
        FloatVector some = Lanes.load(x, xs + o);
        FloatVector scaled = Lanes.load(dy, ys + o).mul(scale);
        FloatVector sum = scaled.fma(Lanes.load(weight, ws + o), Lanes.load(dx, os + o));
        Lanes.store(some.mul(back).add(sum), dx, os + o);
        Lanes.store(scaled.fma(some, Lanes.load(dweight, ds + o)), dweight, ds + o);
      }
      for (int i = whole; i < width; i++) {
        long o = 4L * i;
        float scaled = dy.get(ys + o) * scale;
        float own = x.get(xs + o);
        dx.set(os + o, dx.get(os + o) + scaled * weight.get(ws + o) + own * back);
        dweight.set(ds + o, dweight.get(ds + o) + scaled * own);
      }
    }
  }

  /** 1 / √(mean x² + ε) of one row. */
  private static float scale(Rows x, long at, int width, double epsilon) {
    int whole = Lanes.SPECIES.loopBound(width);
    FloatVector squares = FloatVector.zero(Lanes.SPECIES);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      FloatVector some = Lanes.load(x, at + 4L * i);
      squares = some.fma(some, squares);
    }
    float sum = Lanes.sum(squares);
    for (int i = whole; i < width; i++) {
      float one = x.get(at + 4L * i);
      sum = Math.fma(one, one, sum);
    }
    return (float) (1 / Math.sqrt(sum / width + epsilon));
  }

  /** Σ a ⊙ b ⊙ c. */
  private static float product(Rows a, long as, Rows b, long bs, Rows c, long cs, int width) {
    int whole = Lanes.SPECIES.loopBound(width);
    FloatVector products = FloatVector.zero(Lanes.SPECIES);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      long o = 4L * i;
      FloatVector both = Lanes.load(a, as + o).mul(Lanes.load(b, bs + o));
      products = both.fma(Lanes.load(c, cs + o), products);
    }
    float sum = Lanes.sum(products);
    for (int i = whole; i < width; i++) {
      long o = 4L * i;
      sum += a.get(as + o) * b.get(bs + o) * c.get(cs + o);
    }
    return sum;
  }
}
