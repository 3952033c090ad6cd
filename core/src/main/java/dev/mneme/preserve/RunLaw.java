package dev.mneme.preserve;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The law of forgetting of one run as it holds after so many of its steps, calibrated on what its
 * probes of prior tasks read.
 *
 * <pre>
 *   F(k) = a k^p              k forward KL in nats a token, F in points, a ≥ 0, ½ ≤ p ≤ 2
 *   χ²(a, p) = Σ_i (f_i − a k_i^p)² / s_i² + ((p − 1) / ½)²
 *   s_i² = e_i² + (misfit² + drift² log₂(t / t_i)) g_i²      e_i² alone for the model of step t itself
 *   guess(k) = a k^p where χ² is least
 *   bound(k) = max of a k^p over all with χ²(a, p) ≤ min χ² + z²
 * </pre>
 *
 * So the bound is that of all laws that the readings do not speak against: the profile likelihood's
 * one-sided upper limit, z being the normal quantile of the confidence. Nothing is forgotten at k =
 * 0, and both are increasing in k. Exponents other than 1 count as unlikely, two deviations at 0
 * and at 2; the grid has steps of ⅛.
 *
 * <p>e_i² is the mean of the squared standard errors of the run's readings: each is estimated by
 * the answers that changed, and taken of itself would let those count most that came out low. What
 * a run forgets at a KL is not the same all along: fast steps cost prior tasks more, and what was
 * forgotten stays so while the KL falls again. So the law is that of the model of step t, of which
 * a reading of step t_i tells the less the longer ago that is: other models lie {@value #MISFIT}
 * from it, and each doubling of the steps adds {@value #DRIFT}, in quadrature. g_i is what the law
 * says, fitted {@value #FITS} times over: taken of the readings themselves, the misfit would let
 * those count most that came out low. Readings of earlier runs (t_i = 0) are as far as those of
 * half as many steps. Without readings everything is possible: the guess is 0 and the bound
 * infinite.
 *
 * <p>Source: that forgetting rises with forward KL on the new task's prompts is arXiv 2509.04259,
 * section 3, which fits polynomials of degree 2; a power through the origin has one coefficient
 * less and is monotone. The limit is that of Wilks 1938 (Annals of Mathematical Statistics
 * 9:60–62). Conservative where forgetting is less than no forgetting: a is not negative. The
 * numbers are ours: with SFT at too high a rate the ratio of forgetting to the KL on new prompts
 * rose eightfold from step 10 to step 120, and that to the KL on the base's own texts stayed within
 * a factor of two in six of seven runs.
 *
 * @param readings in any order
 * @param step t
 */
public record RunLaw(List<Reading> readings, long step) {

  /** Standard deviation of one model's law from another's, as a share of what the law says. */
  static final double MISFIT = 0.15;

  /** The same for a doubling of the steps. */
  static final double DRIFT = 0.25;

  private static final int FITS = 5;
  private static final double ROUNDING = 1e-9;

  private static final double LN_2 = Math.log(2);
  private static final double LEAST_POWER = 0.5;
  private static final double POWER_STEP = 0.125;
  private static final int POWERS = 13;
  private static final double USUAL_SPREAD = 0.5;

  /**
   * What a probe found.
   *
   * @param step after which it asked; 0 for one of an earlier run
   * @param kl nats a token
   * @param forgetting points of prior score lost, negative where it rose
   * @param error its standard error, above 0
   */
  public record Reading(long step, double kl, double forgetting, double error) {
    public Reading {
      Given.requireAtLeast(0, "the step of a reading", (double) step);
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
      double worst = each.largest(least + z * z);
      bound = Math.max(bound, Math.max(0, worst) * Math.pow(kl, each.power()));
    }
    return bound;
  }

  /**
   * What is measured of a model at that KL at most, with an error of its own.
   *
   * @param doubt chance that it is more, in (0, ½]
   * @param error of the measurement, in points
   * @return points; infinite where nothing is known
   */
  public double boundMeasured(double kl, double doubt, double error) {
    double guess = guess(kl);
    return guess + Math.hypot(bound(kl, doubt) - guess, z(doubt) * error);
  }

  /** The normal quantile that is exceeded with that chance. */
  static double z(double doubt) {
    return NormalDistribution.of(0, 1).inverseSurvivalProbability(doubt);
  }

  /** The likeliest exponent; those away from 1 have their χ² for it. */
  private static Parabola best(List<Parabola> all) {
    return all.stream()
        .min((one, other) -> Double.compare(one.least(), other.least()))
        .orElseThrow();
  }

  private List<Parabola> parabolas() {
    double[] errors = squaredErrors();
    double[] variances = errors.clone();
    List<Parabola> fitted = parabolas(variances);
    for (int fit = 1; fit < FITS; fit++) {
      Parabola best = best(fitted);
      for (int i = 0; i < variances.length; i++) {
        Reading reading = readings.get(i);
        double says = best.best() * Math.pow(reading.kl(), best.power());
        variances[i] = errors[i] + apart(reading) * says * says;
      }
      fitted = parabolas(variances);
    }
    return fitted;
  }

  private double[] squaredErrors() {
    double own =
        readings.stream()
            .filter(each -> each.step() > 0)
            .mapToDouble(each -> each.error() * each.error())
            .average()
            .orElse(0);
    return readings.stream()
        .mapToDouble(each -> each.step() > 0 ? own : each.error() * each.error())
        .toArray();
  }

  /** The variance of that reading's law from the one of now, as a share. */
  private double apart(Reading reading) {
    if (reading.step() == step) {
      return 0;
    }
    double doublings =
        reading.step() == 0 ? 1 : Math.max(0, Math.log((double) step / reading.step())) / LN_2;
    return MISFIT * MISFIT + DRIFT * DRIFT * doublings;
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
