package dev.mneme.lab.multitask;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Networks that differ in their seeds alone, at the rate that is best by validation images.
 *
 * <pre>  rate = argmax over rates of mean over seeds of the value on validation images </pre>
 *
 * Rates at which a seed is missing, as it diverged, stand behind those with more; of equal ones the
 * smaller is taken.
 *
 * @param networks by rising seed
 */
record AtRate(double rate, List<Trained> networks) {

  AtRate {
    networks = List.copyOf(networks);
  }

  /**
   * Finds the rate.
   *
   * @param tried networks that differ in rates and seeds alone, one at least
   * @param value on validation images; more is better
   */
  static AtRate best(List<Trained> tried, ToDoubleFunction<Trained> value) {
    Map<Double, List<Trained>> rates = new TreeMap<>();
    tried.forEach(each ->
        rates
            .computeIfAbsent(each.recipe().training().learningRate(), _ -> new ArrayList<>())
            .add(each));
    AtRate best = new AtRate(Double.NaN, List.of());
    for (Map.Entry<Double, List<Trained>> rate : rates.entrySet()) {
      List<Trained> seeds =
          rate.getValue().stream()
              .sorted(Comparator.comparingLong(each -> each.recipe().seed()))
              .toList();
      boolean more = seeds.size() > best.networks.size();
      boolean better =
          seeds.size() == best.networks.size() && mean(seeds, value) > mean(best.networks, value);
      if (more || better) {
        best = new AtRate(rate.getKey(), seeds);
      }
    }
    return best;
  }

  private static double mean(List<Trained> networks, ToDoubleFunction<Trained> value) {
    return networks.stream().mapToDouble(value).average().orElse(Double.NEGATIVE_INFINITY);
  }

  /** The one of a seed, if it reached its end. */
  Optional<Trained> seed(long seed) {
    return networks.stream().filter(each -> each.recipe().seed() == seed).findFirst();
  }
}
