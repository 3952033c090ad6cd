package dev.mneme.kernel;

import dev.mneme.kernel.VectorInstructions.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * The gated unit of an MLP.
 *
 * <pre>  y = gate · σ(gate) ⊙ up        σ(g) = 1 / (1 + e^-g) </pre>
 *
 * and its gradient, with s = σ(gate),
 *
 * <pre>  dgate = dy ⊙ up ⊙ s · (1 + gate · (1 − s))     dup = dy ⊙ gate · s </pre>
 *
 * The way back gives y once more, so that nobody need keep it.
 *
 * <p>Source: Shazeer, arXiv 2002.05202 (SwiGLU).
 */
public final class GatedUnit {

  private GatedUnit() {}

  /**
   * Computes {@code count} rows of {@code width} numbers.
   *
   * @param out elsewhere than gate and up
   */
  public static void apply(Rows gate, Rows up, int count, int width, Rows out) {
    for (int row = 0; row < count; row++) {
      long gs = gate.at(row);
      long us = up.at(row);
      long ys = out.at(row);
      // The last vector of a row goes over some of the last but one's numbers once more.
      for (int i = 0; i < width && width >= Lanes.COUNT; i += Lanes.COUNT) {
        long o = 4L * Math.min(i, width - Lanes.COUNT);
        FloatVector g = Lanes.load(gate, gs + o);
        FloatVector opened = g.div(Lanes.exp(g.neg()).add(1));
        Lanes.store(opened.mul(Lanes.load(up, us + o)), out, ys + o);
      }
      for (int i = 0; i < width && width < Lanes.COUNT; i++) {
        float g = gate.get(gs + 4L * i);
        out.set(ys + 4L * i, (float) (g / (1 + Math.exp(-g))) * up.get(us + 4L * i));
      }
    }
  }

  /**
   * Writes the gradients of gate and up, and y as {@link #apply} gave it, elsewhere than there.
   *
   * @param dy gradients of y
   */
  public static void backward(
      Rows gate, Rows up, Rows dy, int count, int width, Rows dgate, Rows dup, Rows y) {
    for (int row = 0; row < count; row++) {
      long gs = gate.at(row);
      long us = up.at(row);
      long dys = dy.at(row);
      long dg = dgate.at(row);
      long du = dup.at(row);
      long ys = y.at(row);
      for (int i = 0; i < width && width >= Lanes.COUNT; i += Lanes.COUNT) {
        long o = 4L * Math.min(i, width - Lanes.COUNT);
        FloatVector g = Lanes.load(gate, gs + o);
        FloatVector u = Lanes.load(up, us + o);
        FloatVector d = Lanes.load(dy, dys + o);
        FloatVector shut = Lanes.exp(g.neg()).add(1);
        FloatVector opened = g.div(shut);
        Lanes.store(opened.mul(u), y, ys + o);
        Lanes.store(opened.mul(d), dup, du + o);
        // s · (1 + g · (1 − s)) = (1 + g − g · s) / (1 + e^-g)
        FloatVector slope = g.sub(opened).add(1).div(shut);
        Lanes.store(slope.mul(d).mul(u), dgate, dg + o);
      }
      for (int i = 0; i < width && width < Lanes.COUNT; i++) {
        long o = 4L * i;
        float g = gate.get(gs + o);
        float u = up.get(us + o);
        float d = dy.get(dys + o);
        double open = 1 / (1 + Math.exp(-g));
        y.set(ys + o, (float) (g / (1 + Math.exp(-g))) * u);
        dup.set(du + o, (float) (g * open) * d);
        dgate.set(dg + o, (float) (open * (1 + g * (1 - open))) * d * u);
      }
    }
  }
}
