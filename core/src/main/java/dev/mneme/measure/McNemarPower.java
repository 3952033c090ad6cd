package dev.mneme.measure;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * What {@link McNemar}'s mid-p test finds, by summing over all that can happen.
 *
 * <pre>
 *   power(δ) = Σ_m P(M = m) P(B ≥ critical(m))
 *   M ~ Binomial(n, ψ)       items on which the models disagree
 *   B ~ Binomial(m, (ψ + δ) / 2ψ)       those of them that are lost
 *   critical(m) = the least b with mid-p(b, m − b) ≤ α and b > m − b
 * </pre>
 *
 * Only drops that are seen as drops count. Numbers of disagreements further than eight deviations
 * from their mean are left out.
 *
 * @param items n
 * @param churn ψ, the share of items on which the models disagree
 * @param alpha the level of the test, such as 0.05, or less where several tasks are tested
 */
public record McNemarPower(int items, double churn, double alpha) {

  private static final double FAR = 8;
  private static final int HALVINGS = 30;

  public McNemarPower {
    if (items < 1 || !(churn >= 0 && churn <= 1) || !(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(
          "power needs an item and a churn and a level between 0 and 1, got %d, %s and %s"
              .formatted(items, churn, alpha));
    }
  }

  /**
   * The chance to find a drop.
   *
   * @param drop δ, share of all items, at least 0; where it exceeds ψ, nothing is gained and ψ = δ
   */
  public double of(double drop) {
    double disagree = Math.max(churn, drop);
    if (disagree == 0) {
      return 0;
    }
    BinomialDistribution count = BinomialDistribution.of(items, disagree);
    double mean = items * disagree;
    double reach = FAR * Math.sqrt(mean * (1 - disagree)) + 1;
    int from = (int) Math.max(0, mean - reach);
    int to = (int) Math.min(items, Math.ceil(mean + reach));
    double losing = Math.min(1, (disagree + drop) / (2 * disagree));
    double power = 0;
    for (int m = from; m <= to; m++) {
      int critical = critical(m);
      if (critical <= m) {
        power +=
            count.probability(m)
                * BinomialDistribution.of(m, losing).survivalProbability(critical - 1);
      }
    }
    return power;
  }

  /**
   * The smallest drop that is found with at least that chance, a share of all items; 1 if even the
   * loss of all would not be.
   */
  public double detectable(double power) {
    if (of(1) < power) {
      return 1;
    }
    double below = 0;
    double above = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (below + above) / 2;
      if (of(middle) < power) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return above;
  }

  /**
   * How many items find a drop with at least that chance.
   *
   * @param drop positive
   */
  public static int itemsFor(double drop, double churn, double alpha, double power) {
    int above = 8;
    while (new McNemarPower(above, churn, alpha).of(drop) < power) {
      above = Math.multiplyExact(above, 2);
    }
    int below = above / 2;
    while (above - below > 1) {
      int middle = (below + above) / 2;
      if (new McNemarPower(middle, churn, alpha).of(drop) < power) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return above;
  }

  /** m + 1 where not even the loss of all is enough. */
  private int critical(int m) {
    if (new McNemar(m, 0).midP() > alpha) {
      return m + 1;
    }
    int below = m / 2; // as many lost as gained, or fewer: never enough
    int enough = m;
    while (enough - below > 1) {
      int middle = (below + enough) / 2;
      if (middle > m - middle && new McNemar(middle, m - middle).midP() <= alpha) {
        enough = middle;
      } else {
        below = middle;
      }
    }
    return enough;
  }
}
