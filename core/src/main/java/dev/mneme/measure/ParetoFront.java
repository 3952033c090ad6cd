package dev.mneme.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The items no other item beats, in two coordinates of which larger is better.
 *
 * <p>On the front: no other item is at least as good in both coordinates and better in one. Within
 * a slack of it: no other item is better by more than the slack in both coordinates at once.
 */
public final class ParetoFront {

  private ParetoFront() {}

  /** The front, ordered by x; items with equal coordinates are all on it. */
  public static <T> List<T> of(List<T> items, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
    return unbeaten(items, x, y, (dx, dy) -> dx >= 0 && dy >= 0 && (dx > 0 || dy > 0));
  }

  /**
   * The items within a slack of the front, ordered by x. Even at a slack of 0 they include those
   * that only tie with the front in one coordinate.
   *
   * @param slack not negative, in the unit of both coordinates
   */
  public static <T> List<T> within(
      double slack, List<T> items, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
    if (!(slack >= 0)) {
      throw new IllegalArgumentException("the slack must not be negative, was " + slack);
    }
    return unbeaten(items, x, y, (dx, dy) -> dx > slack && dy > slack);
  }

  /** Whether being better by these amounts, which may be negative, counts as beating. */
  private interface Beats {
    boolean by(double dx, double dy);
  }

  private static <T> List<T> unbeaten(
      List<T> items, ToDoubleFunction<T> x, ToDoubleFunction<T> y, Beats beats) {
    double[] xs = items.stream().mapToDouble(x).toArray();
    double[] ys = items.stream().mapToDouble(y).toArray();
    List<T> unbeaten = new ArrayList<>();
    for (int i = 0; i < xs.length; i++) {
      if (Double.isNaN(xs[i]) || Double.isNaN(ys[i])) {
        throw new IllegalArgumentException("a front has no place for NaN: " + items.get(i));
      }
      boolean beaten = false;
      for (int j = 0; j < xs.length && !beaten; j++) {
        beaten = beats.by(xs[j] - xs[i], ys[j] - ys[i]);
      }
      if (!beaten) {
        unbeaten.add(items.get(i));
      }
    }
    unbeaten.sort(Comparator.comparingDouble(x));
    return List.copyOf(unbeaten);
  }
}
