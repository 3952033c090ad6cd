package dev.mneme.task.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One item, what the model said to it and what that is worth.
 *
 * @param metrics by name
 * @param reason one line for a person
 */
public record ItemResult(
    String id, String group, Answer answer, Map<String, Metric> metrics, String reason) {

  /** As one JSON object, plain values only. */
  public Map<String, @Nullable Object> toColumns() {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    columns.put("id", id);
    if (!group.isEmpty()) {
      columns.put("group", group);
    }
    switch (answer) {
      case Answer.Likelihoods likelihoods -> {
        columns.put("logProbs", likelihoods.options().stream().map(o -> o.logProb()).toList());
        columns.put("greedy", likelihoods.options().stream().map(o -> o.greedy()).toList());
        columns.put("tokens", likelihoods.options().stream().map(o -> o.tokens()).toList());
      }
      case Answer.Response response -> {
        columns.put("response", response.text());
        columns.put("tokens", response.tokens());
        columns.put("stopped", response.stopped());
      }
    }
    Map<String, Object> values = new LinkedHashMap<>();
    metrics.forEach((name, metric) -> values.put(name, metric.value()));
    columns.put("metrics", values);
    if (!reason.isEmpty()) {
      columns.put("reason", reason);
    }
    return columns;
  }
}
