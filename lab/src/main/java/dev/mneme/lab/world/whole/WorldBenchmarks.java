package dev.mneme.lab.world.whole;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.Split;
import dev.mneme.task.benchmark.Benchmark;
import dev.mneme.task.benchmark.ChoiceMetric;
import dev.mneme.task.benchmark.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The courses of the small world as benchmarks, over problems that nothing is trained on. */
public final class WorldBenchmarks {

  /** Begins the names of all of them. */
  public static final String PREFIX = "lab-";

  /** The most items of a course; some have fewer. */
  private static final int ITEMS = 300;

  /** Of all problems that are asked. */
  static final long SEED = 0;

  /**
   * The most tokens of an answer. Where the base takes 66 of its own, an outside teacher's words
   * for the same calls take 121, being other than those its tokenizer was made for.
   */
  public static final int MOST_TOKENS = 128;

  private WorldBenchmarks() {}

  /** The benchmark of a course. Its items are drawn; no folder of data is read. */
  public static Benchmark of(Course course) {
    return new Benchmark(
        PREFIX + course.name(),
        course.domain().about(),
        new Benchmark.Origin("drawn by program", "Apache-2.0", ""),
        0,
        (folder, shots) -> items(course),
        course.choice()
            ? new Benchmark.Scoring.ByLikelihood(List.of(ChoiceMetric.ACCURACY))
            : new Benchmark.Scoring.ByVerifier("reward", course.domain().verifier()));
  }

  private static List<Item> items(Course course) {
    List<Problem> problems = course.upTo(Split.TEST, SEED, ITEMS);
    return IntStream.range(0, problems.size())
        .mapToObj(place -> item(course, place, problems.get(place)))
        .toList();
  }

  private static Item item(Course course, int place, Problem problem) {
    String id = String.valueOf(place);
    if (!problem.choice()) {
      return new Item.Prompt(
          id, "", "", problem.prompt(), List.of(), MOST_TOKENS, problem.columns());
    }
    String right = problem.right().getFirst();
    List<String> ways = ways(course, place, problem);
    List<Item.Option> options = new ArrayList<>();
    for (String way : ways) {
      options.add(new Item.Option(problem.prompt(), ' ' + way, way));
    }
    return new Item.Choice(id, "", options, ways.stream().map(right::equals).toList());
  }

  /** The right way to go on and the wrong ones, in an order that says nothing. */
  static List<String> ways(Course course, int place, Problem problem) {
    return new Dice(SEED, course.name() + " order", place)
        .shuffled(
            Stream.concat(Stream.of(problem.right().getFirst()), problem.wrong().stream())
                .toList());
  }
}
