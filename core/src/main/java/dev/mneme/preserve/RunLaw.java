package dev.mneme.preserve;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The law of forgetting of one run, calibrated on what its probes of prior tasks read.
 *
 * <pre>
 *   F(k) = a k^p              k forward KL in nats a token, F in points, a ≥ 0, ½ ≤ p ≤ 2
 *   (1 + m) F(k)              what a single model forgets, m ~ N(0, misfit²)
 *   χ²(a, p) = Σ_i (f_i − a k_i^p)² / s_i² + ((p − 1) / ½)²
 *   s_i² = times_i · e_i² + (misfit · g_i)²
 *   guess(k) = a k^p where χ² is least
 *   bound(k) = max of (1 + m) a k^p over all with χ²(a, p) + (m / misfit)² ≤ min χ² + z²
 * </pre>
 *
 * So the bound is that of all models of all laws that the readings do not speak against: the
 * profile likelihood's one-sided upper limit of what a model at k forgets, z being the normal
 * quantile of the confidence. Nothing is forgotten at k = 0, and both are increasing in k.
 * Exponents other than 1 count as unlikely, two deviations at 0 and at 2; the grid has steps of ⅛.
 * e_i is the standard error of a reading, times_i how often the same items were asked, whose errors
 * are the same and do not average out; {@value #MISFIT} is how far single models may lie from any
 * such law. g_i is what the law says that fits best where no model misses it: taken of the readings
 * themselves, the misfit would let those count most that came out low. Without readings everything
 * is possible: the guess is 0 and the bound infinite.
 *
 * <p>Source: that forgetting rises with forward KL on the new task's prompts is arXiv 2509.04259,
 * section 3, which fits polynomials of degree 2; a power through the origin has one coefficient
 * less and is monotone. The limit is that of Wilks 1938 (Annals of Mathematical Statistics
 * 9:60–62). Conservative where forgetting is less than no forgetting: a is not negative.
 */
public record RunLaw(List<Reading> readings) {

  /** Standard deviation of a model from the law, as a share of what the law says. */
  static final double MISFIT = 0.15;

  private static final int MISSES = 16;
  private static final double ROUNDING = 1e-9;

  private static final double LEAST_POWER = 0.5;
  private static final double POWER_STEP = 0.125;
  private static final int POWERS = 13;
  private static final double USUAL_SPREAD = 0.5;

  /**
   * What a probe found.
   *
   * @param kl nats a token
   * @param forgetting points of prior score lost, negative where it rose
   * @param error its standard error, above 0
   * @param portion which items were asked, by number
   */
  public record Reading(double kl, double forgetting, double error, int portion) {
    public Reading {
      Given.requireAtLeast(0, "the KL of a reading", kl);
      Given.requirePositive("the error of a reading", error);
      if (!Double.isFinite(forgetting)) {
        throw new IllegalArgumentException("a reading of " + forgetting + " is no number");
      }
    }
  }

  public RunLaw {
    readings = List.copyOf(readings);
  }

  /** All laws of one exponent: χ² is a parabola in a. */
  private record Parabola(double power, double squares, double products, double constant) {

    double best() {
      return squares > 0 ? Math.max(0, products / squares) : 0;
    }

    double least() {
      double a = best();
      return constant - 2 * a * products + a * a * squares;
    }

    /** The largest a whose χ² is not above; −1 if there is none. */
    double largest(double most) {
      if (squares == 0) {
        return constant <= most ? Double.POSITIVE_INFINITY : -1;
      }
      double inside = products * products - squares * (constant - most);
      // Mathematically 0 where only the best law is left.
      return inside < -ROUNDING * products * products
          ? -1
          : (products + Math.sqrt(Math.max(0, inside))) / squares;
    }

    /** The largest (1 + m) a whose χ² is not above the least by more than z²; −1 for none. */
    double worst(double least, double z) {
      return IntStream.rangeClosed(0, MISSES)
          .mapToDouble(i -> z * i / MISSES)
          .map(miss -> largest(least + z * z - miss * miss) * (1 + MISFIT * miss))
          .max()
          .orElseThrow();
    }

    /** Where a law with that a comes to so many points. */
    double kl(double a, double points) {
      return Math.pow(points / a, 1 / power);
    }
  }

  /** What is expected to be forgotten, in points. */
  public double guess(double kl) {
    Parabola best = best(parabolas());
    return best.best() * Math.pow(kl, best.power());
  }

  /**
   * What a model at that KL forgets at most.
   *
   * @param doubt chance that it is more, in (0, ½]
   * @return points; infinite where nothing is known
   */
  public double bound(double kl, double doubt) {
    if (kl == 0) {
      return 0;
    }
    List<Parabola> all = parabolas();
    double least = best(all).least();
    double z = z(doubt);
    double bound = 0;
    for (Parabola each : all) {
      bound = Math.max(bound, Math.max(0, each.worst(least, z)) * Math.pow(kl, each.power()));
    }
    return bound;
  }

  /**
   * The KL up to which no more than so many points are forgotten for sure: where the bound is that.
   *
   * @return 0 where nothing is known, infinite where nothing is forgotten
   */
  public double sure(double points, double doubt) {
    List<Parabola> all = parabolas();
    double least = best(all).least();
    double z = z(doubt);
    double sure = Double.POSITIVE_INFINITY;
    for (Parabola each : all) {
      double worst = each.worst(least, z);
      if (worst >= 0) {
        sure = Math.min(sure, each.kl(worst, points));
      }
    }
    return sure;
  }

  /** The KL at which so many points are expected to be forgotten. */
  public double likely(double points) {
    Parabola best = best(parabolas());
    return best.kl(best.best(), points);
  }

  private static double z(double doubt) {
    return NormalDistribution.of(0, 1).inverseSurvivalProbability(doubt);
  }

  /** The likeliest exponent; those away from 1 have their χ² for it. */
  private static Parabola best(List<Parabola> all) {
    return all.stream()
        .min((one, other) -> Double.compare(one.least(), other.least()))
        .orElseThrow();
  }

  private List<Parabola> parabolas() {
    Map<Integer, Integer> times = new TreeMap<>();
    readings.forEach(reading -> times.merge(reading.portion(), 1, Integer::sum));
    double[] variances = new double[readings.size()];
    for (int i = 0; i < variances.length; i++) {
      Reading reading = readings.get(i);
      int asked = times.getOrDefault(reading.portion(), 1);
      variances[i] = asked * reading.error() * reading.error();
    }
    Parabola first = best(parabolas(variances));
    for (int i = 0; i < variances.length; i++) {
      double missed = MISFIT * first.best() * Math.pow(readings.get(i).kl(), first.power());
      variances[i] += missed * missed;
    }
    return parabolas(variances);
  }

  private List<Parabola> parabolas(double[] variances) {
    return IntStream.range(0, POWERS)
        .mapToObj(i -> parabola(LEAST_POWER + POWER_STEP * i, variances))
        .toList();
  }

  private Parabola parabola(double power, double[] variances) {
    double squares = 0;
    double products = 0;
    double unlikely = (power - 1) / USUAL_SPREAD;
    double constant = unlikely * unlikely;
    for (int i = 0; i < variances.length; i++) {
      Reading reading = readings.get(i);
      double x = Math.pow(reading.kl(), power);
      squares += x * x / variances[i];
      products += x * reading.forgetting() / variances[i];
      constant += reading.forgetting() * reading.forgetting() / variances[i];
    }
    return new Parabola(power, squares, products, constant);
  }
}
