package dev.mneme.lab.conflict;

import dev.mneme.lab.balance.Balance;
import dev.mneme.lab.chance.Dice;
import dev.mneme.preserve.GradientWeighting;
import dev.mneme.preserve.Reweighting;
import dev.mneme.preserve.Weighting;
import dev.mneme.preserve.Weights;
import dev.mneme.tensor.RandomStreams;

/**
 * One way down a landscape by Adam, along (1/2) Σ λ_k ∇L_k. Noise moves the point at which each
 * loss is looked at, for its value and its gradient alike, as a batch of data does.
 */
final class Descent {

  private static final double FIRST = 0.9;
  private static final double SECOND = 0.999;

  /** The share of the steps, at the end, whose mean is told. */
  private static final int END = 10;

  /**
   * What is tried.
   *
   * @param start number of the start
   * @param noise standard deviation on each axis
   */
  record Trial(
      Landscape landscape,
      Balance balance,
      int start,
      long seed,
      double noise,
      int steps,
      double rate) {}

  /**
   * Where it ended: means over the last tenth of the steps.
   *
   * @param first loss of the first task, without noise or scale
   */
  record End(double x, double y, double first, double second) {

    /** The mean of both losses. */
    double mean() {
      return (first + second) / 2;
    }

    double worst() {
      return Math.max(first, second);
    }

    /** Whether it lies within 1 of the points that cannot be improved for both. */
    boolean reached() {
      double beyond = Math.max(Math.abs(x) - Landscape.REACH, 0);
      return Math.hypot(beyond, y - Landscape.FRONT) <= 1;
    }
  }

  private static final double[][] STARTS = {{-8.5, 7.5}, {-8.5, -5}, {9, 9}};

  private Descent() {}

  /** How many starts there are: those of the published runs. */
  static int starts() {
    return STARTS.length;
  }

  static End of(Trial trial) {
    try (RandomStreams streams = new RandomStreams(trial.seed())) {
      return down(trial, trial.balance().begin(2, streams));
    }
  }

  private static End down(Trial trial, Reweighting reweighting) {
    Dice dice = new Dice(trial.seed(), "descent", trial.start());
    double[] point = STARTS[trial.start()].clone();
    double[] moment = new double[2];
    double[] square = new double[2];
    double[] sums = new double[4];
    int told = trial.steps() / END;
    for (int step = 1; step <= trial.steps(); step++) {
      double[] direction = direction(trial, reweighting, point, dice);
      for (int axis = 0; axis < 2; axis++) {
        moment[axis] = FIRST * moment[axis] + (1 - FIRST) * direction[axis];
        square[axis] = SECOND * square[axis] + (1 - SECOND) * direction[axis] * direction[axis];
        double length = Math.sqrt(square[axis] / (1 - StrictMath.pow(SECOND, step))) + 1e-8;
        point[axis] -= trial.rate() * moment[axis] / (1 - StrictMath.pow(FIRST, step)) / length;
      }
      if (step > trial.steps() - told) {
        sums[0] += point[0] / told;
        sums[1] += point[1] / told;
        sums[2] += Landscape.at(0, point[0], point[1]).loss() / told;
        sums[3] += Landscape.at(1, point[0], point[1]).loss() / told;
      }
    }
    return new End(sums[0], sums[1], sums[2], sums[3]);
  }

  private static double[] direction(
      Trial trial, Reweighting reweighting, double[] point, Dice dice) {
    double[] losses = new double[2];
    double[][] gradients = new double[2][];
    for (int task = 0; task < 2; task++) {
      double x = point[0] + dice.normal(trial.noise());
      double y = point[1] + dice.normal(trial.noise());
      Landscape.Slope slope = trial.landscape().scaled(task, x, y);
      losses[task] = slope.loss();
      gradients[task] = new double[] {slope.byX(), slope.byY()};
    }
    Weights weights =
        switch (reweighting) {
          case Weighting weighting -> weighting.next(losses);
          case GradientWeighting weighting -> weighting.next(losses, products(gradients));
        };
    double[] direction = new double[2];
    for (int axis = 0; axis < 2; axis++) {
      for (int task = 0; task < 2; task++) {
        direction[axis] += weights.values().get(task) * gradients[task][axis] / 2;
      }
    }
    return direction;
  }

  private static double[][] products(double[][] gradients) {
    double[][] products = new double[2][2];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        products[i][j] = gradients[i][0] * gradients[j][0] + gradients[i][1] * gradients[j][1];
      }
    }
    return products;
  }
}
