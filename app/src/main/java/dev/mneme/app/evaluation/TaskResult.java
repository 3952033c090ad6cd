package dev.mneme.app.evaluation;

import dev.mneme.task.benchmark.BenchmarkResult;
import dev.mneme.task.benchmark.ItemResult;
import dev.mneme.task.benchmark.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one model made of one task.
 *
 * @param items in the order in which they are asked
 * @param file with one line an item
 * @param computed items that the model was asked now, not earlier
 */
public record TaskResult(
    EvaluatedModel model, TaskItems task, List<ItemResult> items, Path file, int computed) {

  public BenchmarkResult means() {
    return BenchmarkResult.of(task.name(), items);
  }

  /** The figure that stands for the task. */
  public String metric() {
    return task.entry().metric(List.copyOf(means().metrics().keySet()));
  }

  /** How much better than another model, item by item: noise that both share cancels out. */
  BenchmarkResult beyond(TaskResult other) {
    List<ItemResult> differences = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ItemResult own = items.get(i);
      Map<String, Metric> metrics = new LinkedHashMap<>();
      for (Map.Entry<String, Metric> theirs : other.items().get(i).metrics().entrySet()) {
        Metric mine = own.metrics().get(theirs.getKey());
        if (mine != null) {
          metrics.put(
              theirs.getKey(), new Metric(mine.value() - theirs.getValue().value(), mine.weight()));
        }
      }
      differences.add(new ItemResult(own.id(), own.group(), own.answer(), metrics, own.reason()));
    }
    return BenchmarkResult.of(task.name(), differences);
  }
}
