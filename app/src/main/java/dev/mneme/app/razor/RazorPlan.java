package dev.mneme.app.razor;

import dev.mneme.app.study.LearningRates;
import dev.mneme.app.study.Measured;
import dev.mneme.lab.razor.RazorMethod;
import dev.mneme.lab.razor.RazorPoint;
import dev.mneme.lab.world.whole.WorldBenchmarks;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How much of the study is done. Every method gets as many learning rates and seeds as any other.
 *
 * @param tasks new courses of the small world
 * @param rates learning rates of each method
 * @param firstSeed where the seeds begin
 * @param seeds how many there are, each with its own runs
 * @param steps of a method that imitates; one that learns from rewards takes a quarter. A step of
 *     either costs about the same, but imitation forgets more for what it learns if it gets fewer
 * @param problems to learn from, of each task, at most
 * @param draws of the base's own answer to a problem until one is right, at most
 * @param items of each benchmark that models are asked
 * @param drift sequences drawn of either model for its KL
 * @param fisher sequences for the Fisher information of the base
 */
record RazorPlan(
    List<String> tasks,
    List<RazorMethod> methods,
    int rates,
    long firstSeed,
    int seeds,
    int steps,
    int problems,
    int draws,
    int items,
    int drift,
    int fisher) {

  /** They find an answer to more than half of the problems that one try of ten gets right. */
  private static final int DRAWS = 8;

  /** The largest rate over the smallest. */
  private static final double SPAN = 16;

  private static final MathContext DIGITS = new MathContext(3);

  RazorPlan {
    tasks = List.copyOf(tasks);
    methods = List.copyOf(methods);
  }

  /** An hour or two on two cores, with a model of two million weights. */
  static RazorPlan quick(int seeds) {
    return new RazorPlan(
        List.of("maths", "calls"),
        List.of(RazorMethod.SFT, RazorMethod.GRPO, RazorMethod.REINFORCE, RazorMethod.SIMPO),
        3,
        0,
        seeds,
        240,
        4000,
        DRAWS,
        60,
        64,
        16);
  }

  /** Every method on every task. */
  static RazorPlan full(int seeds) {
    return new RazorPlan(
        List.of("maths", "chemistry", "calls"),
        Arrays.asList(RazorMethod.values()),
        5,
        0,
        seeds,
        240,
        4000,
        DRAWS,
        100,
        128,
        64);
  }

  /** From what and how its models are measured. */
  Measured measured(Path base) {
    return Measured.of(
        "docs/reference/razor-lm.md",
        base,
        Map.of(
            "items", items, "answer_tokens", WorldBenchmarks.MOST_TOKENS, "kl_sequences", drift));
  }

  /** The seeds themselves. */
  List<Long> each() {
    return LongStream.range(firstSeed, firstSeed + seeds).boxed().toList();
  }

  /** Whether that trial is one of the study's own. */
  boolean trains(RazorPoint point) {
    return tasks.contains(point.task())
        && methods.contains(point.method())
        && each().contains(point.seed())
        && steps == point.steps();
  }

  /** Steps of a method that learns from rewards. */
  int rewardSteps() {
    return Math.max(1, steps / 4);
  }

  /** Rates about a method's own, in equal ratios: where there are five, ¼, ½, 1, 2, 4 times it. */
  List<Double> rates(double centre) {
    return new LearningRates(rates, SPAN).about(centre);
  }

  /** Shares of a tuned model in averages with the base: as many as rates, evenly between. */
  List<Double> shares() {
    return IntStream.rangeClosed(1, rates)
        .mapToObj(i -> new BigDecimal((double) i / (rates + 1)).round(DIGITS).doubleValue())
        .toList();
  }

  /** Those of the methods that train from the base. */
  List<RazorMethod> first() {
    return methods.stream().filter(method -> method.source().isEmpty()).toList();
  }

  /** Those that need what others have learnt. */
  List<RazorMethod> second() {
    return methods.stream().filter(method -> method.source().isPresent()).toList();
  }
}
