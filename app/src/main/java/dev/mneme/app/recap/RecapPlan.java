package dev.mneme.app.recap;

import dev.mneme.app.study.LearningRates;
import dev.mneme.app.study.Measured;
import dev.mneme.lab.recap.RecapMethod;
import dev.mneme.lab.recap.RecapPoint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * How much of the study is done. Every method gets the same learning rates, steps and seeds.
 *
 * @param tasks new courses of the small world
 * @param rates learning rates of each method
 * @param firstSeed where the seeds begin
 * @param seeds how many there are, each with its own runs
 * @param steps of each run
 * @param problems to learn from, of each task, at most
 * @param items of each benchmark that models are asked
 * @param drift sequences drawn of either model for its KL
 */
record RecapPlan(
    List<String> tasks,
    List<RecapMethod> methods,
    int rates,
    long firstSeed,
    int seeds,
    int steps,
    int problems,
    int items,
    int drift) {

  /** The middle of the rates at which this base learns from rewards. */
  private static final double MIDDLE = 2e-4;

  /** The largest rate over the smallest: at twice the middle learning the answer alone breaks. */
  private static final double SPAN = 4;

  /** W of the paper. */
  private static final int WINDOW = 10;

  RecapPlan {
    tasks = List.copyOf(tasks);
    methods = List.copyOf(methods);
  }

  /** About an hour on two cores, with a model of two million weights. */
  static RecapPlan quick(int seeds) {
    return new RecapPlan(
        List.of("maths"),
        List.of(
            RecapMethod.RECAP, RecapMethod.UNIFORM, RecapMethod.DWA, RecapMethod.REASONING_ONLY),
        1,
        0,
        seeds,
        60,
        4000,
        60,
        64);
  }

  /** Every method on every task. */
  static RecapPlan full(int seeds) {
    return new RecapPlan(
        RecapRewards.tasks(),
        Arrays.asList(RecapMethod.values()),
        3,
        0,
        seeds,
        120,
        4000,
        100,
        128);
  }

  /** From what and how its models are measured, and how long they learn. */
  Measured measured(Path base) {
    return Measured.of(
        "docs/reference/recap.md",
        base,
        Map.of(
            "items",
            items,
            "kl_sequences",
            drift,
            "steps",
            steps,
            "problems",
            problems,
            "rates",
            rates));
  }

  /** Whether that model is one of the study's own. */
  boolean trains(RecapPoint point) {
    return tasks.contains(point.task())
        && methods.contains(point.method())
        && each().contains(point.seed());
  }

  /** The seeds themselves. */
  List<Long> each() {
    return LongStream.range(firstSeed, firstSeed + seeds).boxed().toList();
  }

  /** The same for every method: where there are three, ½, 1 and 2 times the middle. */
  List<Double> learningRates() {
    return new LearningRates(rates, SPAN).about(MIDDLE);
  }

  /** Steps of a window; a short run has shorter ones, as weights rest for the first two. */
  int window() {
    return Math.clamp(steps / 6, 1, WINDOW);
  }
}
