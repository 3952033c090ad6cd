package dev.mneme.lab.razor;

import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import java.util.List;
import java.util.Optional;

/**
 * Which of two other methods a method resembles in what it keeps, at an accuracy that all three
 * reach, paired over seeds.
 *
 * <pre>  nearer of a seed = 100 (|own − far's| − |own − near's|)      prior scores at the level
 * </pre>
 *
 * No more than what the two others differ by: where they are alike, it is near 0.
 *
 * @param level in [0, 1], that of {@link AtLevel}
 * @param nearer in points, with Student's t over the seeds; above 0: it is more like the near one
 */
record Nearness(double level, Figure nearer) {

  private static final double CONFIDENCE = 0.95;

  /**
   * Compares three methods on one task.
   *
   * @return empty where they share no seed, or one of them learns nothing with some seed
   */
  static Optional<Nearness> of(
      List<RazorPoint> points, String task, RazorMethod method, RazorMethod near, RazorMethod far) {
    return AtLevel.of(points, task, List.of(method, near, far))
        .map(at -> {
          Estimate nearer = Estimate.of(at.kept().stream().mapToDouble(Nearness::nearer).toArray());
          return new Nearness(at.level(), new Figure(nearer.mean(), nearer.interval(CONFIDENCE)));
        });
  }

  private static double nearer(List<Double> kept) {
    return 100 * (Math.abs(kept.get(0) - kept.get(2)) - Math.abs(kept.get(0) - kept.get(1)));
  }
}
