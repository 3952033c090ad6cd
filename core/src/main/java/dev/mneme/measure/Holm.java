package dev.mneme.measure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * P-values of several tests, raised so that calling every one below α a finding calls any falsely
 * with a chance of at most α, however the tests depend on each other.
 *
 * <pre>  p'_(i) = max over j ≤ i of min(1, (K − j + 1) p_(j))      p_(1) ≤ … ≤ p_(K) </pre>
 *
 * Never less powerful than Bonferroni's K · p.
 *
 * <p>Source: Holm 1979 (Scandinavian Journal of Statistics 6:65–70).
 */
public final class Holm {

  private Holm() {}

  /** The raised p-values, in the order of the given ones. */
  public static double[] adjusted(double[] pValues) {
    int[] order =
        IntStream.range(0, pValues.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[pValues.length];
    double highest = 0;
    for (int rank = 0; rank < order.length; rank++) {
      double p = pValues[order[rank]];
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException(
            "p-values lie between 0 and 1: " + Arrays.toString(pValues));
      }
      highest = Math.max(highest, Math.min(1, (order.length - rank) * p));
      adjusted[order[rank]] = highest;
    }
    return adjusted;
  }
}
