package dev.mneme.lab.budget;

import dev.mneme.measure.Figure;

/**
 * How much runs of a way learnt that kept their budgets, beside the best run without any.
 *
 * <pre>
 *   ratio of a run with budget b = its accuracy on the new task / best(b)
 *   best(b) = the highest accuracy among the base and the unconstrained runs of the same task,
 *             method and seed that lost no more than b
 *
 *   beyond the base = ratio − the base's accuracy / best(b)
 *   gain of a seed  = Σ (its accuracy − the base's) / Σ (best(b) − the base's)
 * </pre>
 *
 * The best is found by the very items that it is judged by, which flatters it, and so lowers the
 * ratio a little. A base that is good already has a high ratio without learning; what is beyond it
 * is 0 for a run that returns the base. Sums, not shares of single runs, make the gain, as the best
 * may lie within one item of the base. Runs that broke their budget do not count, whatever they
 * learnt, and {@link Kept} says how many these are; runs of a fixed weight count at each budget
 * that they keep. Those without an unconstrained run beside them, or with nothing but zeros, do not
 * count. All figures are means over seeds with Student's t.
 *
 * @param of which runs: all, those with one budget, those of one method
 * @param ratio mean over the runs of a seed
 * @param near share of the runs with a ratio of at least {@value #NEAR}, in per cent
 * @param runs how many there are, at least one
 * @param beyondBase mean over the runs of a seed
 * @param gain over those runs whose best is above the base; NaN without any
 * @param gaining how many these are
 */
public record Learnt(
    Way way,
    String of,
    Figure ratio,
    double near,
    int runs,
    Figure beyondBase,
    Figure gain,
    int gaining) {

  /** What counts as nearly as much. */
  public static final double NEAR = 0.9;
}
