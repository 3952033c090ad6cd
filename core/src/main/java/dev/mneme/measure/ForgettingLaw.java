package dev.mneme.measure;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How much a model that drifted so far is expected to have forgotten, with the range in which a
 * single new model is expected to lie.
 *
 * <pre>
 *   ŷ(x) = Σ_k c_k u^k        u = (x − centre) / scale,  degree 1 or 2
 *   s²(x) = σ² + v' Σ v + (dŷ/dx · e)²        v = (1, u, u²)
 *   interval = ŷ ± t_{freedom} s(x)
 * </pre>
 *
 * σ is the residual deviation of single models about the law, Σ the covariance of its coefficients,
 * e the standard error with which the model's own drift was measured. Least squares; the interval
 * is exact for normal residuals of equal spread. Outside the drifts it was calibrated on the law
 * guesses, and says so.
 *
 * <p>Source: the law is arXiv 2509.04259, section 3, whose coefficients are unpublished; prediction
 * intervals are Draper and Smith 1998, section 3.2.
 *
 * @param coefficients c_0, c_1 and perhaps c_2, in the unit of the forgetting
 * @param covariance Σ row by row; all zero where it is not known
 * @param deviation σ, in the unit of the forgetting
 * @param freedom calibrated models less coefficients
 * @param least smallest drift calibrated on
 * @param most largest drift calibrated on
 */
public record ForgettingLaw(
    double centre,
    double scale,
    List<Double> coefficients,
    List<Double> covariance,
    double deviation,
    int freedom,
    double least,
    double most) {

  public ForgettingLaw {
    coefficients = List.copyOf(coefficients);
    covariance = List.copyOf(covariance);
    int terms = coefficients.size();
    require(terms == 2 || terms == 3, "coefficients must be 2 or 3, were " + terms);
    require(
        covariance.size() == terms * terms,
        "covariance must have %d numbers, had %d".formatted(terms * terms, covariance.size()));
    require(scale > 0, "scale must be positive, was " + scale);
    require(deviation >= 0, "deviation must be at least 0, was " + deviation);
    require(freedom >= 1, "freedom must be at least 1, was " + freedom);
    require(least <= most, "least must not exceed most, were %s and %s".formatted(least, most));
  }

  /**
   * What is expected.
   *
   * @param forgetting with its prediction interval
   * @param extrapolated whether the drift lies outside those calibrated on
   */
  public record Prediction(Figure forgetting, boolean extrapolated) {}

  /**
   * The law through calibrated models, one point a run.
   *
   * @param drift of each, such as nats a token
   * @param forgetting of each
   * @param degree 1 or 2
   */
  public static ForgettingLaw calibrate(double[] drift, double[] forgetting, int degree) {
    PolynomialFit.requireDegree(degree);
    int terms = degree + 1;
    if (drift.length != forgetting.length || drift.length <= terms) {
      throw new IllegalArgumentException(
          "a law of degree %d needs more than %d models, each with a drift and a forgetting, got %d and %d"
              .formatted(degree, terms, drift.length, forgetting.length));
    }
    Standardised unit = Standardised.of(drift);
    double[][] normal = new double[terms][2 * terms];
    double[] right = new double[terms];
    for (int i = 0; i < drift.length; i++) {
      double[] powers = powers(unit.of(drift[i]), terms);
      for (int row = 0; row < terms; row++) {
        right[row] += powers[row] * forgetting[i];
        for (int column = 0; column < terms; column++) {
          normal[row][column] += powers[row] * powers[column];
        }
      }
    }
    double[][] inverse = inverse(normal);
    double[] coefficients = new double[terms];
    for (int row = 0; row < terms; row++) {
      for (int column = 0; column < terms; column++) {
        coefficients[row] += inverse[row][column] * right[column];
      }
    }
    double squares = 0;
    for (int i = 0; i < drift.length; i++) {
      double apart = forgetting[i] - value(coefficients, unit.of(drift[i]));
      squares += apart * apart;
    }
    int freedom = drift.length - terms;
    double variance = squares / freedom;
    return new ForgettingLaw(
        unit.centre(),
        unit.scale(),
        Arrays.stream(coefficients).boxed().toList(),
        Arrays.stream(inverse)
            .flatMap(row -> Arrays.stream(row).mapToObj(entry -> entry * variance))
            .toList(),
        Math.sqrt(variance),
        freedom,
        Arrays.stream(drift).min().orElseThrow(),
        Arrays.stream(drift).max().orElseThrow());
  }

  /**
   * What is expected of a model.
   *
   * @param drift x
   * @param error e, the standard error of the drift; 0 if it is known exactly
   */
  public Prediction at(double drift, double error, double confidence) {
    double[] c = coefficients.stream().mapToDouble(Double::doubleValue).toArray();
    double u = (drift - centre) / scale;
    double[] v = powers(u, c.length);
    double variance = deviation * deviation;
    for (int row = 0; row < c.length; row++) {
      for (int column = 0; column < c.length; column++) {
        variance += v[row] * covariance.get(row * c.length + column) * v[column];
      }
    }
    double slope = (c[1] + (c.length > 2 ? 2 * c[2] * u : 0)) / scale;
    double spread = Math.sqrt(variance + slope * slope * error * error);
    double t = TDistribution.of(freedom).inverseSurvivalProbability((1 - confidence) / 2);
    double expected = value(c, u);
    return new Prediction(
        new Figure(expected, new Interval(expected - t * spread, expected + t * spread)),
        drift < least || drift > most);
  }

  private static double[] powers(double u, int terms) {
    double[] powers = new double[terms];
    powers[0] = 1;
    for (int k = 1; k < terms; k++) {
      powers[k] = powers[k - 1] * u;
    }
    return powers;
  }

  private static double value(double[] coefficients, double u) {
    double value = 0;
    for (int k = coefficients.length - 1; k >= 0; k--) {
      value = value * u + coefficients[k];
    }
    return value;
  }

  /** Gauss and Jordan on a small positive definite matrix; the right half is room to work in. */
  private static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    for (int row = 0; row < n; row++) {
      matrix[row][n + row] = 1;
    }
    for (int pivot = 0; pivot < n; pivot++) {
      double head = matrix[pivot][pivot];
      require(head > 1e-12, "the drifts take too few values for a law of this degree");
      for (int column = 0; column < 2 * n; column++) {
        matrix[pivot][column] /= head;
      }
      for (int row = 0; row < n; row++) {
        double times = matrix[row][pivot];
        for (int column = 0; row != pivot && column < 2 * n; column++) {
          matrix[row][column] -= times * matrix[pivot][column];
        }
      }
    }
    return Arrays.stream(matrix)
        .map(row -> Arrays.copyOfRange(row, n, 2 * n))
        .toArray(double[][]::new);
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
