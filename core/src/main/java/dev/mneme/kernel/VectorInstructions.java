package dev.mneme.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
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

  /** What vectors of the width that suits this processor best hold. */
  static final class Lanes {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int COUNT = SPECIES.length();

    private Lanes() {}

    static FloatVector load(Rows rows, long at) {
      return FloatVector.fromMemorySegment(SPECIES, rows.memory(), at, ByteOrder.nativeOrder());
    }

    static void store(FloatVector vector, Rows rows, long at) {
      vector.intoMemorySegment(rows.memory(), at, ByteOrder.nativeOrder());
    }

    static FloatVector exp(FloatVector x) {
      return x.lanewise(VectorOperators.EXP);
    }
  }
}
