package dev.mneme.task.benchmark;

import java.util.List;

/** The benchmarks that come with the library. */
public final class Benchmarks {

  private Benchmarks() {}

  /** Those that are choices by likelihood, and so need no verifier. */
  public static List<Benchmark> byLikelihood() {
    return List.of(
        Hellaswag.benchmark(),
        Mmlu.benchmark(),
        TruthfulQa.mc1(),
        TruthfulQa.mc2(),
        Winogrande.benchmark());
  }
}
