package dev.mneme.task.maths;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.hipparchus.complex.Complex;

/** Compares two terms as numbers, at fixed real points of both signs where they have variables. */
enum SpotCheck {
  /** They have clearly different values somewhere, or one has a value where the other has none. */
  DIFFERENT,
  /**
   * They agree, to a ten millionth of a hundredth, wherever they have values, at four points at
   * least.
   */
  ALIKE,
  /** Too few values, or values too near nothing, to say so. */
  UNCLEAR;

  private static final int POINTS = 16;
  private static final int ENOUGH = 4;
  private static final double ALIKE_WITHIN = 1e-9;
  private static final double DIFFERENT_BEYOND = 1e-7;

  /** Below this a difference may be what rounding left. */
  private static final double TINY = 1e-12;

  static SpotCheck of(Term left, Term right) {
    Set<String> names = new TreeSet<>();
    Numbers.addVariables(left, names);
    Numbers.addVariables(right, names);
    Random random = new Random(20_250_101);
    int alike = 0;
    int missing = 0;
    int points = names.isEmpty() ? 1 : POINTS;
    for (int point = 0; point < points; point++) {
      Map<String, Double> at = new HashMap<>();
      for (String name : names) {
        // Positive ones first: most formulas are about them.
        double size = point % 2 == 0 ? 0.2 + random.nextDouble() : 1 + 2 * random.nextDouble();
        at.put(name, point % 4 < 3 ? size : -size);
      }
      Numbers numbers = new Numbers(at);
      Complex a = numbers.value(left);
      Complex b = numbers.value(right);
      if (!isFinite(a) || !isFinite(b)) {
        missing += isFinite(a) == isFinite(b) ? 0 : 1;
        continue;
      }
      double size = Math.max(a.norm(), b.norm());
      double apart = a.subtract(b).norm();
      if (apart > DIFFERENT_BEYOND * size && size > TINY) {
        return DIFFERENT;
      }
      if (apart <= ALIKE_WITHIN * size && size > TINY) {
        alike++;
      }
    }
    if (missing > points / 4) {
      return DIFFERENT;
    }
    return alike >= Math.min(ENOUGH, points) ? ALIKE : UNCLEAR;
  }

  private static boolean isFinite(Complex value) {
    return Double.isFinite(value.getReal()) && Double.isFinite(value.getImaginary());
  }
}
