package dev.mneme.measure;

/**
 * The interval of a difference between two shares of the same n items, by the score.
 *
 * <pre>
 *   d = (c − b) / n                    after − before; b lost, c gained
 *   S(Δ) = (c − b − nΔ) / sqrt(n (2 q + Δ (1 − Δ)))
 *   q = (sqrt(B² − 8 n C) − B) / (4 n)     B = −b − c + (2n − c + b) Δ     C = −b Δ (1 − Δ)
 *   interval = all Δ with |S(Δ)| ≤ z
 * </pre>
 *
 * q is the likeliest share of lost items if the difference were Δ. Unlike d ± z · error it is
 * sensible for few disagreements, and for none: ± z² / (n + z²), which says that nothing seen in n
 * items is not nothing at all. Its coverage is near what is said on the average and may be a point
 * or two below for very small n.
 *
 * <p>Source: Tango 1998 (Statistics in Medicine 17:891–908).
 *
 * @param items n
 */
public record PairedShares(int lost, int gained, int items) {

  private static final int HALVINGS = 60;

  public PairedShares {
    if (items < 1 || lost < 0 || gained < 0 || lost + gained > items) {
      throw new IllegalArgumentException(
          "%d lost and %d gained cannot be among %d items".formatted(lost, gained, items));
    }
  }

  /** d, in [−1, 1]. */
  public double difference() {
    return (double) (gained - lost) / items;
  }

  /** All differences that the items do not speak against. */
  public Interval interval(double confidence) {
    double z = Interval.z(confidence);
    return new Interval(end(-1, z), end(1, z));
  }

  /** Where the score, which falls as Δ rises, passes z on the way to one end of [−1, 1]. */
  private double end(int towards, double z) {
    double inside = difference();
    double outside = towards;
    if (inside == outside) {
      return outside;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (inside + outside) / 2;
      if (Math.abs(score(middle)) <= z) {
        inside = middle;
      } else {
        outside = middle;
      }
    }
    return inside;
  }

  private double score(double delta) {
    double variance = items * (2 * likeliestLost(delta) + delta * (1 - delta));
    double apart = gained - lost - items * delta;
    return apart == 0 ? 0 : apart / Math.sqrt(Math.max(variance, 0));
  }

  /** q. */
  private double likeliestLost(double delta) {
    double linear = -lost - gained + (2.0 * items - gained + lost) * delta;
    double constant = -lost * delta * (1 - delta);
    return (Math.sqrt(linear * linear - 8.0 * items * constant) - linear) / (4.0 * items);
  }
}
