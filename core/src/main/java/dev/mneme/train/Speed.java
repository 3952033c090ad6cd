package dev.mneme.train;

import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * How fast this machine is now on the threads in use: the fastest of a few rounds, which take about
 * a second in all.
 *
 * <pre>
 *   seconds = flops / flopsPerSecond + elements / elementsPerSecond + operators · secondsPerOperator
 * </pre>
 *
 * The three add up because the operators of a step run one after the other. Biased: caches, and
 * products that run at another rate than the one measured, make it wrong by some tens of percent.
 *
 * @param flopsPerSecond of a product [rows, width] · [width, width]
 * @param elementsPerSecond of products of two tensors [rows, width], element by element, into fresh
 *     memory
 * @param secondsPerOperator of an operator on one number, recorded and differentiated
 */
public record Speed(double flopsPerSecond, double elementsPerSecond, double secondsPerOperator) {

  private static final int ROUNDS = 5;
  private static final int CHAIN = 200;

  /** Enough for the chain's Java code to be compiled. */
  private static final int CHAIN_ROUNDS = 50;

  private static final double ROUND_FLOPS = 2e9;
  private static final int ROUND_ELEMENTS = 1 << 25;
  private static final int LARGEST = 1 << 22;

  /**
   * Measures with matrices of the size that will be used; takes about 150 MiB.
   *
   * @param rows of a batch, such as its tokens
   * @param width of a layer
   */
  public static Speed measure(int rows, int width) {
    int columns = Math.clamp(width, 16, 2048);
    int most = Math.min(LARGEST / columns, (int) (ROUND_FLOPS / (2.0 * columns * columns)));
    int some = Math.clamp(rows, 16, most);
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.zeros(some, columns).fill_(Tensors.scalar(0.5));
      Tensor weight = Tensors.zeros(columns, columns).fill_(Tensors.scalar(0.5));
      double flops = 2.0 * some * columns * columns;
      int products = (int) Math.clamp(ROUND_FLOPS / flops, 1, 1000);
      double elements = (double) some * columns;
      int maps = (int) Math.clamp(ROUND_ELEMENTS / elements, 1, 1000);
      return new Speed(
          products * flops / fastest(ROUNDS, () -> repeat(products, () -> x.mm(weight))),
          maps * elements / fastest(ROUNDS, () -> keeping(maps, () -> x.mul(x))),
          chain());
    }
  }

  /** The time of a piece of work. */
  public double seconds(Work work) {
    return work.flops() / flopsPerSecond
        + work.elements() / elementsPerSecond
        + work.operators() * secondsPerOperator;
  }

  /** Forwards and backwards through a chain of additions. */
  private static double chain() {
    Tensor number = Tensors.scalar(1).set_requires_grad(true);
    return fastest(CHAIN_ROUNDS, () -> repeat(1, () -> differentiate(number))) / (2 * CHAIN);
  }

  private static void differentiate(Tensor number) {
    Tensor value = number;
    for (int i = 0; i < CHAIN; i++) {
      value = Maths.plus(value, 1);
    }
    Gradients.of(value, List.of(number));
  }

  /** Every result takes memory of its own, as in a step whose results wait for their gradients. */
  private static void keeping(int times, Runnable work) {
    try (Scope scope = Scope.open()) {
      for (int i = 0; i < times; i++) {
        work.run();
      }
    }
  }

  private static void repeat(int times, Runnable work) {
    for (int i = 0; i < times; i++) {
      try (Scope scope = Scope.open()) {
        work.run();
      }
    }
  }

  /** The seconds of the fastest of a few rounds; the first one warms up. */
  private static double fastest(int rounds, Runnable round) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i <= rounds; i++) {
      long start = System.nanoTime();
      round.run();
      double seconds = (System.nanoTime() - start) / 1e9;
      best = i == 0 ? best : Math.min(best, seconds);
    }
    return Math.max(best, 1e-9);
  }
}
