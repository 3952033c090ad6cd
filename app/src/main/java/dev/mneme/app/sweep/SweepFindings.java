package dev.mneme.app.sweep;

import dev.mneme.app.sweep.TrialState.Outcome;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What came of a sweep.
 *
 * @param rows trial by trial, in the order of the plan
 * @param standings setting by setting, the best first; those that diverged with a seed come last,
 *     as the mean over their other seeds leaves out the worst
 */
record SweepFindings(SweepPlan plan, List<Row> rows, List<Standing> standings) {

  static final double CONFIDENCE = 0.95;

  /**
   * One trial.
   *
   * @param value of the figure that trials are ranked by; NaN unless the trial is finished
   */
  record Row(
      PlannedTrial trial, Path folder, TrialState state, TrialFigures figures, double value) {

    boolean isFinished() {
      return state.outcome() == Outcome.FINISHED;
    }

    /** The last of a figure; NaN if there is none. */
    double figure(String name) {
      return state.measured().getOrDefault(name, figures.last().getOrDefault(name, Double.NaN));
    }
  }

  /**
   * One setting over its seeds.
   *
   * @param finished seeds with a figure
   * @param diverged seeds without one, as their numbers blew up
   * @param mean of the figure, with Student's t interval; NaN without a seed
   */
  record Standing(Setting setting, int finished, int diverged, Figure mean) {}

  /**
   * Reads what the trials left.
   *
   * @throws dev.mneme.data.InputException if no finished trial has the figure
   */
  static SweepFindings of(SweepPlan plan, List<SweepTrial> trials) {
    List<Row> rows = new ArrayList<>();
    trials.forEach(trial -> rows.add(row(plan.recipe(), trial)));
    List<Row> finished = rows.stream().filter(Row::isFinished).toList();
    if (!finished.isEmpty() && finished.stream().allMatch(row -> Double.isNaN(row.value()))) {
      TreeSet<String> known = new TreeSet<>();
      finished.forEach(row -> known.addAll(row.figures().last().keySet()));
      finished.forEach(row -> known.addAll(row.state().measured().keySet()));
      if (!known.contains(plan.recipe().figure())) {
        throw TrialFigures.unknown(plan.recipe().figure(), known);
      }
    }
    return new SweepFindings(plan, List.copyOf(rows), standings(plan, rows));
  }

  private static Row row(SweepRecipe recipe, SweepTrial trial) {
    TrialState state = TrialState.of(trial.folder());
    TrialFigures figures = TrialFigures.of(trial.folder(), recipe.figure());
    double value = Double.NaN;
    if (state.outcome() == Outcome.FINISHED) {
      Map<String, Double> measured = state.measured();
      boolean best =
          recipe.take() == SweepRecipe.Take.BEST && !measured.containsKey(recipe.figure());
      value =
          best
              ? figures.best(recipe.better())
              : new Row(trial.plan(), trial.folder(), state, figures, value)
                  .figure(recipe.figure());
    }
    return new Row(trial.plan(), trial.folder(), state, figures, value);
  }

  private static List<Standing> standings(SweepPlan plan, List<Row> rows) {
    List<Standing> standings = new ArrayList<>();
    for (Setting setting : plan.settings()) {
      List<Row> own = rows.stream().filter(row -> row.trial().setting().equals(setting)).toList();
      double[] values =
          own.stream().mapToDouble(Row::value).filter(value -> !Double.isNaN(value)).toArray();
      Figure mean = new Figure(Double.NaN, Interval.UNKNOWN);
      if (values.length > 0) {
        Estimate estimate = Estimate.of(values);
        mean = new Figure(estimate.mean(), estimate.interval(CONFIDENCE));
      }
      long diverged = own.stream().filter(row -> row.state().outcome() == Outcome.DIVERGED).count();
      standings.add(new Standing(setting, values.length, (int) diverged, mean));
    }
    standings.sort(
        Comparator.comparing((Standing standing) -> standing.finished() == 0)
            .thenComparing(standing -> standing.diverged() > 0)
            .thenComparingDouble(standing ->
                plan.recipe().better() == SweepRecipe.Better.HIGHER
                    ? -standing.mean().value()
                    : standing.mean().value()));
    return List.copyOf(standings);
  }
}
