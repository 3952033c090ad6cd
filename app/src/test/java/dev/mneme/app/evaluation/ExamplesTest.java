package dev.mneme.app.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import dev.mneme.task.benchmark.Benchmark;
import dev.mneme.task.benchmark.Benchmarks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {

  @ParameterizedTest
  @MethodSource("benchmarks")
  void everyBenchmarkOfTheLibraryHasAnExampleThatItReads(Benchmark benchmark) {
    assertThat(Examples.of(benchmark)).as(benchmark.name()).isPresent();
  }

  static Stream<Benchmark> benchmarks() {
    TextVerifier any = (_, _) -> Verdict.of(true, "");
    List<Benchmark> benchmarks = new ArrayList<>(Benchmarks.byLikelihood());
    benchmarks.addAll(
        List.of(
            Benchmarks.gsm8k(any),
            Benchmarks.math500(any),
            Benchmarks.sciKnowEval(any),
            Benchmarks.sciKnowEvalChoices(any),
            Benchmarks.toolAlpaca(any),
            Benchmarks.ifEval(any, any),
            Benchmarks.humanEval(any)));
    return benchmarks.stream();
  }
}
