package dev.mneme.lab.recap;

import dev.mneme.measure.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the runs of the study say.
 *
 * @param standings each method on each task at its best rate
 * @param paired RECAP less every other method on every measure, task by task
 */
public record RecapFindings(
    List<RecapPoint> points, List<Standing> standings, List<Paired> paired) {

  public RecapFindings {
    points = List.copyOf(points);
    standings = List.copyOf(standings);
    paired = List.copyOf(paired);
  }

  /**
   * Reads the findings off the points.
   *
   * @throws IllegalArgumentException if none of them is of RECAP, or all are
   */
  public static RecapFindings of(List<RecapPoint> points) {
    List<RecapMethod> methods = points.stream().map(RecapPoint::method).distinct().toList();
    if (methods.size() < 2 || !methods.contains(RecapMethod.RECAP)) {
      throw new IllegalArgumentException(
          "findings need models of RECAP and of a method to compare it with, got %d models of %d methods"
              .formatted(points.size(), methods.size()));
    }
    List<String> tasks = points.stream().map(RecapPoint::task).distinct().toList();
    List<Standing> standings = new ArrayList<>();
    for (String task : tasks) {
      for (RecapMethod method : RecapMethod.values()) {
        List<RecapPoint> own =
            points.stream()
                .filter(point -> point.task().equals(task) && point.method() == method)
                .toList();
        if (!own.isEmpty()) {
          standings.add(Standing.of(task, method, own));
        }
      }
    }
    return new RecapFindings(points, standings, paired(standings));
  }

  private static List<Paired> paired(List<Standing> standings) {
    List<Paired> paired = new ArrayList<>();
    for (Standing recap : standings) {
      if (recap.method() == RecapMethod.RECAP) {
        standings.stream()
            .filter(other -> other.task().equals(recap.task()) && other.method() != recap.method())
            .flatMap(other ->
                Arrays.stream(Measure.values())
                    .flatMap(measure -> Paired.of(recap, other, measure).stream()))
            .forEach(paired::add);
      }
    }
    return paired;
  }

  /** The tasks that were learnt. */
  public List<String> taskNames() {
    return points.stream().map(RecapPoint::task).distinct().toList();
  }

  /** The methods that were tried, in their order. */
  public List<RecapMethod> methods() {
    return Arrays.stream(RecapMethod.values())
        .filter(method -> points.stream().anyMatch(point -> point.method() == method))
        .toList();
  }

  /** A method on a task, if it was tried there. */
  public Optional<Standing> standing(String task, RecapMethod method) {
    return standings.stream()
        .filter(each -> each.task().equals(task) && each.method() == method)
        .findFirst();
  }

  /** RECAP less another method on a task, if both were tried there. */
  public Optional<Paired> beyond(String task, RecapMethod other, Measure measure) {
    return paired.stream()
        .filter(
            each -> each.task().equals(task) && each.other() == other && each.measure() == measure)
        .findFirst();
  }

  /** RECAP less another method, points of the mean of new and prior accuracy. */
  Optional<Estimate> together(String task, RecapMethod other) {
    return beyond(task, other, Measure.NEW)
        .flatMap(fresh ->
            beyond(task, other, Measure.PRIOR).flatMap(prior -> Paired.mean(fresh, prior)));
  }
}
