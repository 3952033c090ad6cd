package dev.mneme.app.evaluation;

import dev.mneme.data.InputException;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Benchmark;
import dev.mneme.task.benchmark.Item;
import dev.mneme.task.benchmark.ItemResult;
import java.util.List;

/**
 * What is asked.
 *
 * @param name of a suite that comes with Mneme, or of a file without its ending
 * @param description one line for a person
 */
public record Suite(String name, String description, List<Entry> entries) {

  public Suite {
    entries = List.copyOf(entries);
  }

  /**
   * One task.
   *
   * @param shots solved examples shown before each question
   * @param limit items drawn; 0 for all
   * @param metric the figure that the mean over tasks takes; empty for the first
   * @param judging of a user's own rows: how answers are judged, as declared; empty for a benchmark
   */
  public record Entry(Benchmark benchmark, int shots, int limit, String metric, String judging) {

    /** A benchmark as it is usually asked. */
    static Entry of(Benchmark benchmark) {
      return new Entry(benchmark, benchmark.shots(), 0, "", "");
    }

    /** With another number of solved examples. */
    Entry showing(int examples) {
      return new Entry(benchmark, examples, limit, metric, judging);
    }

    /** Whether it is asked of a user's own rows. */
    boolean own() {
      return !judging.isEmpty();
    }

    public String name() {
      return benchmark.name();
    }

    /**
     * What an answer to one of its items is worth.
     *
     * @throws InputException naming the item, if its row lacks what is needed to say so
     */
    ItemResult judge(Item item, Answer answer) {
      try {
        return benchmark.judge(item, answer);
      } catch (InputException wrong) {
        throw new InputException(
            "%s, item %s: %s".formatted(name(), item.id(), wrong.getMessage()), wrong);
      }
    }

    /**
     * The figure that stands for the task.
     *
     * @param known figures that it has, at least one
     * @throws InputException if it has none of that name
     */
    public String metric(List<String> known) {
      if (metric.isEmpty()) {
        return known.getFirst();
      }
      if (!known.contains(metric)) {
        throw Suites.unknown("metric", metric, known);
      }
      return metric;
    }
  }
}
