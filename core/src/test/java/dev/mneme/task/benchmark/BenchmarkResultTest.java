package dev.mneme.task.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.task.benchmark.BenchmarkResult.Mean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BenchmarkResultTest {

  @Test
  void withoutGroupsTheErrorIsThatOfAPlainMean() {
    Mean mean = mean(BenchmarkResult.of("b", items("", 1, 0, 0, 1, 1)).metrics());
    assertThat(mean.value()).isCloseTo(0.6, within(1e-12));
    // s² = 5 · 0.6 · 0.4 / 4 = 0.3
    assertThat(mean.standardError()).isCloseTo(Math.sqrt(0.3 / 5), within(1e-12));
    assertThat(mean.items()).isEqualTo(5);
  }

  @Test
  void groupsCountByTheirSizeAndErrorsArePooled() {
    List<ItemResult> items = new ArrayList<>(items("stem/anatomy", 1, 0, 0, 1));
    items.addAll(items("stem/astronomy", 1, 1, 0));
    items.addAll(items("other/virology", 0, 0));
    BenchmarkResult result = BenchmarkResult.of("b", items);
    assertThat(result.groups().keySet())
        .containsExactly("other", "other/virology", "stem", "stem/anatomy", "stem/astronomy");
    Mean stem = mean(Objects.requireNonNull(result.groups().get("stem")));
    assertThat(stem.value()).isCloseTo(4.0 / 7, within(1e-12));
    // lm-evaluation-harness: sqrt(Σ (n − 1) e² n / (Σ n − k) / Σ n) with the errors e of the parts.
    double anatomy = 1.0 / 3;
    double astronomy = 1.0 / 3;
    double pooled = (3 * anatomy + 2 * astronomy) / (7 - 2);
    assertThat(stem.standardError()).isCloseTo(Math.sqrt(pooled / 7), within(1e-12));
    assertThat(mean(result.metrics()).value()).isCloseTo(4.0 / 9, within(1e-12));
  }

  @Test
  void heavierItemsCountMore() {
    ItemResult light = item("", new Metric(1, 1));
    ItemResult heavy = item("", new Metric(0, 3));
    assertThat(mean(BenchmarkResult.of("b", List.of(light, heavy)).metrics()).value())
        .isEqualTo(0.25);
  }

  @Test
  void oneItemHasNoError() {
    Mean mean = mean(BenchmarkResult.of("b", items("", 1)).metrics());
    assertThat(mean.standardError()).isNaN();
  }

  private static Mean mean(Map<String, Mean> metrics) {
    return Objects.requireNonNull(metrics.get("acc"));
  }

  private static List<ItemResult> items(String group, double... values) {
    List<ItemResult> items = new ArrayList<>();
    for (double value : values) {
      items.add(item(group, new Metric(value)));
    }
    return items;
  }

  private static ItemResult item(String group, Metric metric) {
    return new ItemResult("0", group, new Answer.Response("", 1, true), Map.of("acc", metric), "");
  }
}
