package dev.mneme.lab.razor;

import dev.mneme.measure.Estimate;
import dev.mneme.measure.Interval;
import java.util.List;
import java.util.Optional;

/**
 * What two methods keep of the prior tasks at equal accuracy on the new one, paired over seeds.
 *
 * <pre>
 *   difference of a seed = 100 (prior score of one's Pareto front at the level − of the other's)
 *   share of a seed      = fewest seconds of one's models that reach the level / of the other's
 * </pre>
 *
 * The level is that of {@link AtLevel}: the highest that both reach with every seed.
 *
 * @param level in [0, 1], above the base's own score
 * @param differences in points, seed by seed; above 0: the first method keeps more
 * @param shares of the seeds whose seconds are known for both
 */
public record Matched(
    String task,
    RazorMethod one,
    RazorMethod other,
    double level,
    List<Double> differences,
    List<Double> shares) {

  private static final double CONFIDENCE = 0.95;

  public Matched {
    differences = List.copyOf(differences);
    shares = List.copyOf(shares);
  }

  /**
   * Compares two methods on one task.
   *
   * @return empty where they share no seed, or one of them learns nothing with some seed
   */
  static Optional<Matched> of(
      List<RazorPoint> points, String task, RazorMethod one, RazorMethod other) {
    return AtLevel.of(points, task, List.of(one, other))
        .map(at ->
            new Matched(
                task,
                one,
                other,
                at.level(),
                at.kept().stream().map(kept -> 100 * (kept.get(0) - kept.get(1))).toList(),
                at.seconds().stream()
                    .map(seconds -> seconds.get(0) / seconds.get(1))
                    .filter(share -> !share.isNaN())
                    .toList()));
  }

  /** Mean over the seeds, with its error; in points. */
  public Estimate difference() {
    return Estimate.of(differences.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Mean share of the other's seconds, with its error; NaN where no seed's are known. */
  public Estimate share() {
    return shares.isEmpty()
        ? new Estimate(Double.NaN, Double.NaN, 0)
        : Estimate.of(shares.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Student's t over the seeds; unknown for one. */
  public Interval interval() {
    return difference().interval(CONFIDENCE);
  }
}
