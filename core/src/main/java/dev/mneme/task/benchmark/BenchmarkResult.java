package dev.mneme.task.benchmark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The means of a benchmark.
 *
 * <pre>
 *   mean = Σ w v / Σ w
 *   standardError = sqrt(Σ w² (v − m)² · N / (N − k)) / Σ w     m the mean of the item's own group
 * </pre>
 *
 * N items in k groups. Without groups and weights the second is s / √N; over several groups it is
 * the pooled standard error that lm-evaluation-harness states for weighted groups such as MMLU.
 *
 * @param metrics over all items, by name
 * @param groups the same for each group, by the group's name, in the order of their names
 */
public record BenchmarkResult(
    String benchmark, Map<String, Mean> metrics, Map<String, Map<String, Mean>> groups) {

  /**
   * A mean.
   *
   * @param standardError NaN where there are too few items to tell
   * @param items how many
   */
  public record Mean(double value, double standardError, int items) {}

  /** The means of a benchmark's items. */
  public static BenchmarkResult of(String benchmark, Collection<ItemResult> items) {
    Map<String, List<ItemResult>> byGroup = new TreeMap<>();
    for (ItemResult item : items) {
      for (String group : withParents(item.group())) {
        byGroup.computeIfAbsent(group, unknown -> new ArrayList<>()).add(item);
      }
    }
    Map<String, Map<String, Mean>> groups = new LinkedHashMap<>();
    byGroup.forEach((group, members) -> groups.put(group, means(members)));
    return new BenchmarkResult(benchmark, means(items), groups);
  }

  /** {@code stem/anatomy} counts to {@code stem} too. */
  private static List<String> withParents(String group) {
    List<String> all = new ArrayList<>();
    for (int end = group.indexOf('/'); end >= 0; end = group.indexOf('/', end + 1)) {
      all.add(group.substring(0, end));
    }
    if (!group.isEmpty()) {
      all.add(group);
    }
    return all;
  }

  private static Map<String, Mean> means(Collection<ItemResult> items) {
    Map<String, Map<String, List<Metric>>> byName = new LinkedHashMap<>();
    for (ItemResult item : items) {
      item.metrics()
          .forEach((name, metric) ->
              byName
                  .computeIfAbsent(name, unknown -> new LinkedHashMap<>())
                  .computeIfAbsent(item.group(), unknown -> new ArrayList<>())
                  .add(metric));
    }
    Map<String, Mean> means = new LinkedHashMap<>();
    byName.forEach((name, groups) -> means.put(name, mean(groups.values())));
    return means;
  }

  private static Mean mean(Collection<List<Metric>> groups) {
    List<Metric> all = groups.stream().flatMap(List::stream).toList();
    double weights = all.stream().mapToDouble(Metric::weight).sum();
    double squares = 0;
    for (List<Metric> group : groups) {
      double own = weighted(group);
      for (Metric metric : group) {
        double apart = metric.weight() * (metric.value() - own);
        squares += apart * apart;
      }
    }
    int free = all.size() - groups.size();
    double error = free > 0 ? Math.sqrt(squares * all.size() / free) / weights : Double.NaN;
    return new Mean(weighted(all), error, all.size());
  }

  private static double weighted(List<Metric> metrics) {
    double sum = 0;
    double weights = 0;
    for (Metric metric : metrics) {
      sum += metric.weight() * metric.value();
      weights += metric.weight();
    }
    return sum / weights;
  }
}
