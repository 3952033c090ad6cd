package dev.mneme.lab.conflict;

import dev.mneme.lab.balance.Balance;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Every way of weighing, in worlds with losses of one size and of two, from the published starts.
 * Seeds draw the noise; a figure of a seed is its mean over the starts, and intervals are over
 * seeds.
 *
 * @param seeds how many
 * @param steps of a descent
 */
public record ConflictStudy(int seeds, int steps) {

  /** What is committed. */
  public static final ConflictStudy PUBLISHED = new ConflictStudy(5, 4_000);

  private static final double RATE = 0.01;

  /** What the first loss is multiplied by. */
  private static final List<Double> SCALES = List.of(1.0, 0.1);

  /** How far noise moves the point that is looked at, on each axis. */
  private static final double NOISE = 0.5;

  /**
   * What one way of weighing came to in one world.
   *
   * @param reached share of the runs that ended near the points that cannot be improved
   * @param mean of both losses at the end
   * @param worst of both losses at the end
   * @param apart |x| at the end: 0 in the middle between the two tasks
   */
  public record Result(
      double scale,
      Balance balance,
      Estimate reached,
      Estimate mean,
      Estimate worst,
      Estimate apart) {}

  /** All worlds, all ways of weighing. */
  public List<Result> results() {
    List<Result> results = new ArrayList<>();
    for (double scale : SCALES) {
      for (Balance balance : Balance.values()) {
        results.add(result(scale, balance));
      }
    }
    return results;
  }

  /** One way of weighing in one world. */
  Result result(double scale, Balance balance) {
    double[] reached = new double[seeds];
    double[] mean = new double[seeds];
    double[] worst = new double[seeds];
    double[] apart = new double[seeds];
    Landscape landscape = new Landscape(scale);
    int starts = Descent.starts();
    for (int seed = 0; seed < seeds; seed++) {
      for (int start = 0; start < starts; start++) {
        Descent.End end =
            Descent.of(new Descent.Trial(landscape, balance, start, seed, NOISE, steps, RATE));
        reached[seed] += end.reached() ? 1.0 / starts : 0;
        mean[seed] += end.mean() / starts;
        worst[seed] += end.worst() / starts;
        apart[seed] += Math.abs(end.x()) / starts;
      }
    }
    return new Result(
        scale,
        balance,
        Estimate.of(reached),
        Estimate.of(mean),
        Estimate.of(worst),
        Estimate.of(apart));
  }

  /** One line a result, with 95 % intervals. */
  public static String csv(List<Result> results) {
    StringBuilder lines =
        new StringBuilder(
            "scale,balance,reached,mean,mean low,mean high,worst,worst low,worst high,apart\n");
    for (Result result : results) {
      Interval mean = result.mean().interval(0.95);
      Interval worst = result.worst().interval(0.95);
      lines.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f\n",
              result.scale(),
              result.balance(),
              result.reached().mean(),
              result.mean().mean(),
              mean.low(),
              mean.high(),
              result.worst().mean(),
              worst.low(),
              worst.high(),
              result.apart().mean()));
    }
    return lines.toString();
  }
}
