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
 */
public record Kept(Way way, String of, int kept, int clearly, int runs) {

  private static final double CONFIDENCE = 0.95;

  /** The share that did, in per cent, with the exact interval for independent runs. */
  public Figure percent() {
    Share share = new Share(kept, runs);
    return new Figure(
        100 * share.value(),
        new Interval(
            100 * share.interval(CONFIDENCE).low(), 100 * share.interval(CONFIDENCE).high()));
  }
}
