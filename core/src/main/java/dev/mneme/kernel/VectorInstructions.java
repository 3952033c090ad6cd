package dev.mneme.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The processor's vectors of float32. They come from the module {@code jdk.incubator.vector}, which
 * a JVM has only when it is started with {@code --add-modules}.
 */
public final class VectorInstructions {

  private VectorInstructions() {}

  /** Whether this JVM was started with the module; the rest of the package needs it. */
  public static boolean areThere() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  /**
   * What vectors of the width that suits this processor best hold.
   *
   * <p>Code that is interpreted and code that is compiled must give the same bits, so there is
   * nothing here whose rounding is left open: the lanes of a sum are added one after the other, and
   * e^x is made of multiplications and additions.
   */
  static final class Lanes {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int COUNT = SPECIES.length();

    private static final float LOG2_E = 1.442695f;
    private static final float LN2_HIGH = 0.6933594f; // few bits: its products are exact
    private static final float LN2_LOW = -2.1219444e-4f;
    private static final float ROUNDING = 0x1.8p23f; // adding it rounds to a whole number

    private Lanes() {}

    static FloatVector load(Rows rows, long at) {
      return FloatVector.fromMemorySegment(SPECIES, rows.memory(), at, ByteOrder.nativeOrder());
    }

    static void store(FloatVector vector, Rows rows, long at) {
      vector.intoMemorySegment(rows.memory(), at, ByteOrder.nativeOrder());
    }

    /** The first lane and the second, and the third, and so on. */
    static float sum(FloatVector vector) {
      float sum = vector.lane(0);
      for (int i = 1; i < COUNT; i++) {
        sum += vector.lane(i);
      }
      return sum;
    }

    /**
     * e^x to the last bit or two, for x from -87 to 88; beyond, e^x of the nearer end.
     *
     * <pre>  e^x = 2^n · e^r     n = round(x / ln 2)     r = x − n ln 2     |r| ≤ ln 2 / 2 </pre>
     *
     * e^r by the polynomial of the Cephes library's expf.
     */
    static FloatVector exp(FloatVector given) {
      FloatVector x = given.max(-87).min(88);
      FloatVector shifted = x.fma(constant(LOG2_E), constant(ROUNDING));
      FloatVector n = shifted.sub(ROUNDING);
      FloatVector r = n.fma(constant(-LN2_LOW), n.fma(constant(-LN2_HIGH), x));
      FloatVector p = r.fma(constant(1.9875691e-4f), constant(0.0013981999f));
      p = p.fma(r, constant(0.008333452f));
      p = p.fma(r, constant(0.041665796f));
      p = p.fma(r, constant(0.16666666f));
      p = p.fma(r, constant(0.5f));
      p = p.fma(r.mul(r), r).add(1);
      IntVector power = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
      return p.reinterpretAsInts().add(power).reinterpretAsFloats();
    }

    private static FloatVector constant(float value) {
      return FloatVector.broadcast(SPECIES, value);
    }
  }
}
