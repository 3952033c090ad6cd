package dev.mneme.app.study;

import dev.mneme.app.evaluation.Suite;
import dev.mneme.app.evaluation.Suites;
import java.util.List;
import java.util.Map;

/** The suite of prior tasks, which studies on the small world want to be kept. */
public final class LabPrior {

  private static final String SUITE = "lab-prior";

  private LabPrior() {}

  /** The names of their benchmarks. */
  public static List<String> names() {
    try (Suites suites = new Suites()) {
      return suites.suite(SUITE).entries().stream().map(Suite.Entry::name).toList();
    }
  }

  /**
   * The mean score over them.
   *
   * @param names of the benchmarks
   * @param scores by name; NaN if one of them is missing
   */
  public static double mean(List<String> names, Map<String, Double> scores) {
    return names.stream()
        .mapToDouble(name -> scores.getOrDefault(name, Double.NaN))
        .average()
        .orElse(Double.NaN);
  }
}
