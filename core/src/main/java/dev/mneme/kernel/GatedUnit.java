package dev.mneme.kernel;

import dev.mneme.kernel.VectorInstructions.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * The gated unit of an MLP.
 *
 * <pre>  y = gate · σ(gate) ⊙ up        σ(g) = 1 / (1 + e^-g) </pre>
 *
 * Source: Shazeer, arXiv 2002.05202 (SwiGLU).
 */
public final class GatedUnit {

  private GatedUnit() {}

  /** Computes {@code count} rows of {@code width} numbers. */
  public static void apply(Rows gate, Rows up, int count, int width, Rows out) {
    int whole = Lanes.SPECIES.loopBound(width);
    for (int row = 0; row < count; row++) {
      long gs = gate.at(row);
      long us = up.at(row);
      long ys = out.at(row);
      for (int i = 0; i < whole; i += Lanes.COUNT) {
        FloatVector g = Lanes.load(gate, gs + 4L * i);
        FloatVector opened = g.div(Lanes.exp(g.neg()).add(1));
        Lanes.store(opened.mul(Lanes.load(up, us + 4L * i)), out, ys + 4L * i);
      }
      for (int i = whole; i < width; i++) {
        float g = gate.get(gs + 4L * i);
        out.set(ys + 4L * i, (float) (g / (1 + Math.exp(-g))) * up.get(us + 4L * i));
      }
    }
  }
}
