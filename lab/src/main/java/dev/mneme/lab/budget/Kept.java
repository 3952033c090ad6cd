package dev.mneme.lab.budget;

import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import dev.mneme.measure.Share;

/**
 * How many runs of a way kept a budget, on items that nothing was decided by. A run of a way that
 * knows of no budget is held against each of them.
 *
 * @param of which runs: all, those with one budget, those of one method
 * @param kept how many did
 * @param clearly how many of the others lost more than chance explains
 * @param runs all of them, at least one
 * @param tightKept how many of those with a tight budget kept it
 * @param tight runs with a budget that the run without a constraint of the same task, method, seed
 *     and rate breaks: only these show that something was held back. None of unconstrained runs
 */
public record Kept(Way way, String of, int kept, int clearly, int runs, int tightKept, int tight) {

  private static final double CONFIDENCE = 0.95;

  /** The share that did, in per cent, with the exact interval for independent runs. */
  public Figure percent() {
    return percent(kept, runs);
  }

  /** The same of tight budgets; NaN where there is none. */
  public Figure tightPercent() {
    return tight == 0 ? new Figure(Double.NaN, Interval.UNKNOWN) : percent(tightKept, tight);
  }

  private static Figure percent(int kept, int runs) {
    Share share = new Share(kept, runs);
    return new Figure(
        100 * share.value(),
        new Interval(
            100 * share.interval(CONFIDENCE).low(), 100 * share.interval(CONFIDENCE).high()));
  }
}
