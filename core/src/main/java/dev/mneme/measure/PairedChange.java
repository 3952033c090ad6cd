package dev.mneme.measure;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How the score of a task changed from one model to another, on the same items.
 *
 * <pre>  difference = Σ w (after − before) / Σ w      above 0: better </pre>
 *
 * Items that are right or wrong, all of one weight: the p-value is {@link McNemar}'s mid-p, the
 * interval {@link PairedShares}'. All others, such as probabilities, means of several samples or
 * weighted items: both are {@link RatioBootstrap}'s over items, or, where fewer than {@value #FEW}
 * items changed, the p-value is the share of all signs of their differences that give a sum as far
 * from 0. Where so few changed, or all by the same, the interval is not narrower than that of
 * shares of (Σ w)² / Σ w² items of which none changed.
 *
 * @param binary whether items are right or wrong
 * @param lost items with a lower score than before
 * @param gained items with a higher one
 * @param difference with its interval, in the unit of the scores
 * @param standardError of the difference; of shares sqrt((b + c − (c − b)²/n)) / n
 * @param p two-sided, of "no difference"
 * @param exactP McNemar's exact one; NaN where the items are not right or wrong
 */
public record PairedChange(
    boolean binary,
    int items,
    int lost,
    int gained,
    Figure difference,
    double standardError,
    double p,
    double exactP) {

  private static final int FEW = 10;

  /** Share of a number up to which another is what rounding leaves of 0. */
  private static final double ROUNDING = 1e-12;

  /**
   * Compares.
   *
   * @param before score of each item, in [0, 1]
   * @param after the same of the other model, in the same order
   * @param weights with which items count, positive
   */
  public static PairedChange of(
      double[] before, double[] after, double[] weights, ClusterBootstrap bootstrap) {
    int n = before.length;
    if (n == 0 || after.length != n || weights.length != n) {
      throw new IllegalArgumentException(
          "a change needs as many items before as after, each with a weight, got %d, %d and %d"
              .formatted(n, after.length, weights.length));
    }
    int lost = (int) IntStream.range(0, n).filter(i -> after[i] < before[i]).count();
    int gained = (int) IntStream.range(0, n).filter(i -> after[i] > before[i]).count();
    boolean binary =
        IntStream.range(0, n)
            .allMatch(i -> isShare(before[i]) && isShare(after[i]) && weights[i] == weights[0]);
    return binary
        ? ofShares(n, lost, gained, bootstrap.confidence())
        : ofScores(before, after, weights, lost, gained, bootstrap);
  }

  private static boolean isShare(double score) {
    return score == 0 || score == 1;
  }

  private static PairedChange ofShares(int n, int lost, int gained, double confidence) {
    PairedShares shares = new PairedShares(lost, gained, n);
    McNemar test = new McNemar(lost, gained);
    double apart = gained - lost;
    return new PairedChange(
        true,
        n,
        lost,
        gained,
        new Figure(shares.difference(), shares.interval(confidence)),
        Math.sqrt(lost + gained - apart * apart / n) / n,
        test.midP(),
        test.exact());
  }

  private static PairedChange ofScores(
      double[] before,
      double[] after,
      double[] weights,
      int lost,
      int gained,
      ClusterBootstrap bootstrap) {
    int n = before.length;
    double[] weighted = new double[n];
    for (int i = 0; i < n; i++) {
      weighted[i] = weights[i] * (after[i] - before[i]);
    }
    RatioBootstrap.Result result = new RatioBootstrap(bootstrap).of(weighted, weights);
    Interval interval = result.interval();
    double p = result.p();
    if (lost + gained < FEW || result.standardError() <= ROUNDING * Math.abs(result.ratio())) {
      Interval none = new PairedShares(0, 0, effective(weights)).interval(bootstrap.confidence());
      // A single item has no interval of its own; Math.min would pass its NaN on.
      boolean known = interval.contains(result.ratio());
      interval =
          new Interval(
              Math.min(known ? interval.low() : result.ratio(), result.ratio() + none.low()),
              Math.max(known ? interval.high() : result.ratio(), result.ratio() + none.high()));
    }
    if (lost + gained < FEW) {
      p = bySigns(weighted);
    }
    return new PairedChange(
        false,
        n,
        lost,
        gained,
        new Figure(result.ratio(), interval),
        result.standardError(),
        p,
        Double.NaN);
  }

  /** As many items of one weight say as much as these of several: (Σ w)² / Σ w², rounded down. */
  private static int effective(double[] weights) {
    double sum = Arrays.stream(weights).sum();
    double squares = Arrays.stream(weights).map(weight -> weight * weight).sum();
    // What rounding takes off items of one weight must not cost one.
    return (int) Math.floor(sum * sum / squares * (1 + ROUNDING));
  }

  /** Of all ways to give the differences signs, the share whose sum is as far from 0 as theirs. */
  private static double bySigns(double[] differences) {
    double[] apart = Arrays.stream(differences).filter(each -> each != 0).toArray();
    double seen = Math.abs(Arrays.stream(apart).sum());
    int ways = 1 << apart.length;
    int asFar = 0;
    for (int signs = 0; signs < ways; signs++) {
      double sum = 0;
      for (int i = 0; i < apart.length; i++) {
        sum += ((signs >> i) & 1) == 0 ? apart[i] : -apart[i];
      }
      asFar += Math.abs(sum) >= seen * (1 - 1e-12) ? 1 : 0;
    }
    return (double) asFar / ways;
  }

  /** Share of items whose score changed, for better or worse. */
  public double churn() {
    return (double) (lost + gained) / items;
  }

  /**
   * The smallest drop that the test would find with a given chance, were the churn (or the error)
   * what it is here.
   *
   * @param alpha level of the test
   */
  public double detectable(double alpha, double power) {
    return binary
        ? new McNemarPower(items, churn(), alpha).detectable(power)
        : lost + gained < FEW
            ? new McNemarPower(items, churn(), alpha).detectable(power)
            : Math.min(1, RatioBootstrap.detectable(standardError, alpha, power));
  }
}
