package dev.mneme.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Percentile intervals by resampling whole clusters (runs) with replacement, as the points of one
 * run are not independent of each other.
 *
 * <p>The draws depend on the seed and the number of clusters only, so statistics replicated by
 * equal bootstraps over the same runs are paired: subtract their replicates to get those of the
 * difference. Percentile intervals are somewhat too short for few clusters (below about 20).
 *
 * <p>Source: Efron and Tibshirani 1993, chapters 8 and 13.
 *
 * @param resamples how many resamples; 2,000 puts about 50 beyond each end of a 95 % interval
 * @param confidence such as 0.95
 */
public record ClusterBootstrap(int resamples, double confidence, long seed) {

  public ClusterBootstrap {
    if (resamples < 1 || !(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "a bootstrap needs at least one resample and a confidence between 0 and 1, got %d and %s"
              .formatted(resamples, confidence));
    }
  }

  /** 2,000 resamples and 95 % confidence. */
  public static ClusterBootstrap seeded(long seed) {
    return new ClusterBootstrap(2_000, 0.95, seed);
  }

  /**
   * A statistic of each resample.
   *
   * @param clusters how many clusters there are
   * @param statistic takes how often each cluster was drawn: the form to use where the statistic
   *     can be had from sums per cluster
   * @return one value a resample, in the order of the draws; NaN for a single cluster, every
   *     resample of which is itself, so that its interval is unknown instead of without width
   */
  public double[] replicates(int clusters, ToDoubleFunction<int[]> statistic) {
    if (clusters < 1) {
      throw new IllegalArgumentException("there is no cluster to resample");
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] replicates = new double[resamples];
    if (clusters == 1) {
      Arrays.fill(replicates, Double.NaN);
      return replicates;
    }
    for (int b = 0; b < resamples; b++) {
      int[] times = new int[clusters];
      for (int draw = 0; draw < clusters; draw++) {
        times[random.nextInt(clusters)]++;
      }
      replicates[b] = statistic.applyAsDouble(times);
    }
    return replicates;
  }

  /** The interval of any statistic of a list of clusters; a cluster drawn twice is listed twice. */
  public <T> Interval interval(List<T> clusters, ToDoubleFunction<List<T>> statistic) {
    return interval(
        replicates(
            clusters.size(),
            times -> {
              List<T> drawn = new ArrayList<>();
              for (int i = 0; i < times.length; i++) {
                for (int copy = 0; copy < times[i]; copy++) {
                  drawn.add(clusters.get(i));
                }
              }
              return statistic.applyAsDouble(drawn);
            }));
  }

  /**
   * The central interval of replicates. Those that are NaN (a statistic undefined on its resample)
   * are left out; if they are more than half, the interval is unknown.
   */
  public Interval interval(double[] replicates) {
    double[] sorted = Arrays.stream(replicates).filter(value -> !Double.isNaN(value)).toArray();
    if (2 * sorted.length <= replicates.length) {
      return Interval.UNKNOWN;
    }
    Arrays.sort(sorted);
    double tail = (1 - confidence) / 2;
    return new Interval(quantile(sorted, tail), quantile(sorted, 1 - tail));
  }

  /** Linear between order statistics, the default of NumPy and R. */
  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
