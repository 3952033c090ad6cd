package dev.mneme.app.comparison;

import dev.mneme.measure.Holm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the changes of all tasks.
 *
 * <pre>
 *   HOLD    a prior task is LOST, or the new task's interval lies below the gain wanted or below 0
 *   SHIP    every prior task is KEPT and the new task's interval lies above the gain wanted
 *   UNSURE  else
 * </pre>
 *
 * A model without drops ends as HOLD by chance in at most {@link Thresholds#alpha} of cases, as
 * p-values are raised by Holm over the prior tasks. SHIP needs every single task to be shown kept,
 * so that it needs no such correction: each has a one-sided chance of alpha / 2.
 *
 * @param adjusted p-values of the prior tasks, raised by Holm
 * @param standings of the prior tasks
 * @param changeFound whether any task changed more than chance explains
 * @param reasons whole sentences, the decisive ones first
 */
public record Verdict(
    Decision decision,
    List<Double> adjusted,
    List<Standing> standings,
    boolean changeFound,
    List<String> reasons) {

  public Verdict {
    adjusted = List.copyOf(adjusted);
    standings = List.copyOf(standings);
    reasons = List.copyOf(reasons);
  }

  /**
   * Decides.
   *
   * @param gained the new task; null where none was to be learnt, and then keeping is enough
   */
  public static Verdict of(
      List<TaskChange> prior, @Nullable TaskChange gained, Thresholds thresholds) {
    double[] adjusted =
        Holm.adjusted(prior.stream().mapToDouble(task -> task.change().p()).toArray());
    List<Standing> standings =
        IntStream.range(0, prior.size())
            .mapToObj(i -> prior.get(i).standing(adjusted[i], thresholds))
            .toList();
    boolean learnt = gained == null || gained.worst() > thresholds.minGain();
    boolean failed =
        gained != null && (gained.change().difference().interval().high() < thresholds.minGain());
    boolean changed =
        Arrays.stream(adjusted).anyMatch(p -> p < thresholds.alpha())
            || (gained != null && gained.change().p() < thresholds.alpha());
    Decision decision =
        standings.contains(Standing.LOST) || failed
            ? Decision.HOLD
            : learnt && standings.stream().allMatch(Standing.KEPT::equals)
                ? Decision.SHIP
                : Decision.UNSURE;
    List<String> reasons = new ArrayList<>();
    if (!changed) {
      reasons.add("No change was found in any task.");
    }
    if (gained != null) {
      reasons.add(aboutNew(gained, learnt, failed, thresholds));
    }
    for (Standing standing : List.of(Standing.LOST, Standing.UNCLEAR, Standing.KEPT)) {
      List<Integer> those =
          IntStream.range(0, prior.size())
              .filter(i -> standings.get(i) == standing)
              .boxed()
              .toList();
      if (!those.isEmpty()) {
        reasons.add(
            about(standing, those.stream().map(prior::get).toList(), prior.size(), thresholds));
      }
    }
    return new Verdict(
        decision, Arrays.stream(adjusted).boxed().toList(), standings, changed, reasons);
  }

  private static String aboutNew(
      TaskChange task, boolean learnt, boolean failed, Thresholds thresholds) {
    String moved =
        "The new task %s moved by %s points %s"
            .formatted(
                task.name(),
                Words.signed(task.difference()),
                Words.points(task.change().difference().interval()));
    String wanted =
        thresholds.minGain() > 0
            ? "the gain of %s points that is wanted".formatted(Words.points(thresholds.minGain()))
            : "a gain";
    return learnt
        ? moved + ": learnt."
        : failed
            ? moved + ": not " + wanted + "."
            : "%s: %s is not shown.".formatted(moved, wanted);
  }

  private static String about(
      Standing standing, List<TaskChange> tasks, int all, Thresholds thresholds) {
    String names = Words.list(tasks.stream().map(TaskChange::name).toList());
    return switch (standing) {
      case LOST ->
          "Lost: %s. The drop is no chance, and it is not shown to be within the %s points tolerated."
              .formatted(
                  Words.list(
                      tasks.stream()
                          .map(task ->
                              "%s (%s points %s)"
                                  .formatted(
                                      task.name(),
                                      Words.signed(task.difference()),
                                      Words.points(task.change().difference().interval())))
                          .toList()),
                  Words.points(thresholds.maxDrop()));
      case UNCLEAR ->
          "Unclear: %s. A drop beyond %s points is neither shown nor excluded%s."
              .formatted(names, Words.points(thresholds.maxDrop()), wanted(tasks, thresholds));
      case KEPT ->
          tasks.size() == all
              ? "All %d prior tasks are kept: none lost more than %s points, by its interval."
                  .formatted(all, Words.points(thresholds.maxDrop()))
              : "Kept: %s.".formatted(names);
    };
  }

  private static String wanted(List<TaskChange> tasks, Thresholds thresholds) {
    double items = tasks.stream().mapToDouble(task -> task.itemsWanted(thresholds)).max().orElse(0);
    return Double.isInfinite(items)
        ? ""
        : "; about %s items of each would tell".formatted(Words.round(items));
  }
}
