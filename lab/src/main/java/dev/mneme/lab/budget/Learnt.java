package dev.mneme.lab.budget;

import dev.mneme.measure.Figure;

/**
 * How much runs of a way learnt within their budgets, beside the best run without any.
 *
 * <pre>
 *   ratio of a run with budget b = its accuracy on the new task / best(b)
 *   best(b) = the highest accuracy among the base and the unconstrained runs of the same task,
 *             method and seed that lost no more than b
 * </pre>
 *
 * The best is found by the very items that it is judged by, which flatters it, and so lowers the
 * ratio a little. Runs of a fixed weight count at each budget that they keep; those without an
 * unconstrained run beside them, or with nothing but zeros, do not count.
 *
 * @param of which runs: all, those with one budget, those of one method
 * @param ratio mean over runs; the interval is Student's t over the means of the seeds
 * @param near share of the runs with a ratio of at least {@value #NEAR}, in per cent
 * @param runs how many there are, at least one
 */
public record Learnt(Way way, String of, Figure ratio, double near, int runs) {

  /** What counts as nearly as much. */
  public static final double NEAR = 0.9;
}
