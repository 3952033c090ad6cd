package dev.mneme.lab.razor;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which models are near copies of each other.
 *
 * <p>Models of one task, method, rate and length differ in their seed alone, and what begins with
 * another model (averages of its weights, distillation from it) resembles that one, whatever its
 * own rate. Resampling them one by one would take copies for independent runs, and its intervals
 * would be too short.
 */
public final class Settings {

  private Settings() {}

  /**
   * The setting of a model, which it shares with its near copies.
   *
   * @param points all models of the study
   */
  static String of(RazorPoint point, List<RazorPoint> points) {
    RazorPoint first =
        point
            .method()
            .source()
            .flatMap(source ->
                best(
                    points.stream().filter(each -> each.steps() == point.steps()).toList(),
                    point.task(),
                    point.seed(),
                    source))
            .orElse(point);
    return String.format(
        Locale.ROOT,
        "%s.%s, rate %s, %d steps",
        first.task(),
        first.method().id(),
        first.rate(),
        first.steps());
  }

  /**
   * The model of a seed that learnt a task best by a method; of equals, the one that went least
   * far.
   */
  public static Optional<RazorPoint> best(
      List<RazorPoint> points, String task, long seed, RazorMethod method) {
    return points.stream()
        .filter(
            point -> point.task().equals(task) && point.seed() == seed && point.method() == method)
        .max(
            Comparator.comparingDouble((RazorPoint point) -> point.scores().newTask())
                .thenComparing(Comparator.comparingDouble(RazorPoint::forwardKl).reversed()));
  }
}
