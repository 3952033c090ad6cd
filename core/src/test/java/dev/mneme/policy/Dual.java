package dev.mneme.policy;

import java.util.List;

/**
 * A number and its derivative to every logit of an {@link Enumeration}: differentiation in plain
 * doubles, which knows nothing of the tensor library it is held against.
 *
 * <pre>  (f ∘ u)' = f'(u)·u'      (u + v)' = u' + v'      (u·v)' = u'·v + u·v' </pre>
 */
public final class Dual {

  private final double value;
  private final double[] slope;

  public Dual(double value, double[] slope) {
    this.value = value;
    this.slope = slope.clone();
  }

  public double value() {
    return value;
  }

  /** The derivative to each logit, in the order of the policy's parameter. */
  public double[] slope() {
    return slope.clone();
  }

  public Dual plus(Dual other) {
    double[] sum = slope.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.slope[i];
    }
    return new Dual(value + other.value, sum);
  }

  public Dual plus(double number) {
    return new Dual(value + number, slope);
  }

  public Dual minus(Dual other) {
    return plus(other.negated());
  }

  public Dual negated() {
    return times(-1);
  }

  public Dual times(double number) {
    return map(value * number, number);
  }

  public Dual times(Dual other) {
    return new Dual(value * other.value, times(other.value).plus(other.times(value)).slope);
  }

  public Dual exp() {
    return map(Math.exp(value), Math.exp(value));
  }

  public Dual log() {
    return map(Math.log(value), 1 / value);
  }

  /** −log(1 + e^−x). */
  public Dual logSigmoid() {
    return negated().exp().plus(1).log().negated();
  }

  public Dual smaller(Dual other) {
    return value <= other.value ? this : other;
  }

  /** Constant, and so without slope, outside the range. */
  public Dual clamp(double low, double high) {
    boolean inside = low <= value && value <= high;
    return inside ? this : map(Math.clamp(value, low, high), 0);
  }

  public static Dual sum(List<Dual> terms) {
    return terms.stream().reduce(Dual::plus).orElseThrow();
  }

  public static Dual mean(List<Dual> terms) {
    return sum(terms).times(1.0 / terms.size());
  }

  private Dual map(double mapped, double derivative) {
    double[] chained = slope.clone();
    for (int i = 0; i < chained.length; i++) {
      chained[i] *= derivative;
    }
    return new Dual(mapped, chained);
  }
}
