package dev.mneme.preserve;

import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;

/**
 * Divides the learning rate so that a budget lasts for the run.
 *
 * <pre>
 *   w = Σ (η_s / divisor_s)²        over the steps done, η_s the schedule's factor
 *   e = g + g / w · Σ (η_s / divisor)²        over the steps to come: what the whole run will use of the budget
 *   divisor: such that e = {@value #AIM}, within [1, {@value #SLOWEST}] and not below 1 / {@value #FASTER} of what it was
 * </pre>
 *
 * g is the share of the budget that is used up. The square of a step's length is what it costs if
 * steps go hither and thither, as those of fast SFT do; what is learnt goes by their length, so
 * that many short steps learn more at the same cost. Where steps agree they cost more and more,
 * where they saturate less: every look estimates the cost anew.
 *
 * <p>Until something is known the divisor is {@value #FIRST}, and nothing that may be chance brings
 * it above that: after a few short steps one answer out of hundreds looks like a high price. With
 * SFT on the small world at four times the rate that learns best, full first steps cost 26 to 78
 * points a nat of the KL, and a budget of 2 points learnt 71 % of maths for 1.6 points; with slow
 * ones it learnt 78 % for 1.0.
 *
 * <p>The numbers are ours.
 */
final class BudgetPace {

  /** What is aimed at for the end, in budgets: the rest is for the errors of probe and check. */
  static final double AIM = 0.6;

  static final double SLOWEST = 64;

  static final double FIRST = 8;

  private static final double FASTER = 2;

  private final LongToDoubleFunction schedule;
  private final long steps;
  private double divisor = FIRST;
  private double work;
  private double cost;

  /**
   * @param schedule factor of the learning rate that a step, from 1, has without a budget
   * @param steps of the run
   */
  BudgetPace(LongToDoubleFunction schedule, long steps) {
    this.schedule = schedule;
    this.steps = steps;
  }

  /** Factor of the learning rate. */
  double factor() {
    return 1 / divisor;
  }

  /**
   * Steps were done, and what is used up was looked at.
   *
   * @param after so many steps were looked at before
   * @param step at which it is now
   * @param used g
   */
  void done(long after, long step, double used) {
    work += work(after, step);
    cost = work == 0 ? 0 : used / work;
  }

  /**
   * The model was drawn back: its steps cost what they did, and have done less.
   *
   * @param used g as it is now
   */
  void drawnBack(double used) {
    work = cost == 0 ? 0 : used / cost;
  }

  /** The squares of the rates of the steps after the one until the other, at the present pace. */
  private double work(long from, long to) {
    return LongStream.rangeClosed(from + 1, to).mapToDouble(schedule).map(rate -> rate * rate).sum()
        / (divisor * divisor);
  }

  /** e at the present pace. */
  double atTheEnd(long step, double used) {
    return used + cost * work(step, steps);
  }

  /**
   * Sets the pace for the steps to come.
   *
   * @param sure whether g stands out from its error
   */
  void set(long step, double used, boolean sure) {
    double room = AIM - used;
    double slower = room <= 0 ? SLOWEST : Math.sqrt(cost * work(step, steps) / room);
    double slowest = sure ? SLOWEST : Math.max(divisor, FIRST);
    divisor = Math.clamp(divisor * Math.max(slower, 1 / FASTER), 1, slowest);
  }

  double[] state() {
    return new double[] {divisor, work, cost};
  }

  void restore(double[] state) {
    divisor = state[0];
    work = state[1];
    cost = state[2];
  }
}
