package dev.mneme.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well a polynomial fitted on all other groups (training methods, say) predicts the group it
 * has not seen: the difference between a law and a curve through known points.
 *
 * @param perGroup R² on each held-out group's points about that group's own mean, in order of first
 *     appearance. Negative where the group's mean would predict better, and harsh on a group whose
 *     outcomes hardly vary; NaN where they do not vary at all
 * @param pooled R² over all points, each predicted while its group was held out, about their common
 *     mean
 */
public record LeaveOneGroupOut(Map<String, Double> perGroup, double pooled) {

  /**
   * Predicts y from x, group by group.
   *
   * @param groups the group of each point; at least two distinct ones
   * @param degree 1 or 2
   */
  public static LeaveOneGroupOut of(double[] x, double[] y, List<String> groups, int degree) {
    PolynomialFit.requireDegree(degree);
    if (x.length != y.length || x.length != groups.size()) {
      throw new IllegalArgumentException(
          "there must be one x, one y and one group a point, got %d, %d and %d"
              .formatted(x.length, y.length, groups.size()));
    }
    List<String> distinct = groups.stream().distinct().toList();
    if (distinct.size() < 2) {
      throw new IllegalArgumentException(
          "holding a group out needs at least two groups, got " + distinct);
    }
    Standardised u = Standardised.of(x);
    Standardised v = Standardised.of(y);
    Residuals all = new Residuals();
    Map<String, Double> perGroup = new LinkedHashMap<>();
    for (String heldOut : distinct) {
      PowerSums others = new PowerSums();
      for (int i = 0; i < x.length; i++) {
        if (!groups.get(i).equals(heldOut)) {
          others.add(u.of(x[i]), v.of(y[i]));
        }
      }
      double[] terms = others.coefficients(degree);
      Residuals own = new Residuals();
      for (int i = 0; i < x.length; i++) {
        if (groups.get(i).equals(heldOut)) {
          double at = u.of(x[i]);
          double predicted = v.centre() + v.scale() * (terms[0] + at * (terms[1] + at * terms[2]));
          own.add(y[i], predicted);
          all.add(y[i], predicted);
        }
      }
      perGroup.put(heldOut, own.rSquared());
    }
    return new LeaveOneGroupOut(perGroup, all.rSquared());
  }
}
