package dev.mneme.app.evaluation;

import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.task.benchmark.BenchmarkResult;
import dev.mneme.task.benchmark.BenchmarkResult.Mean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Models side by side.
 *
 * <pre>
 *   mean over tasks = Σ m / K        its standard error = sqrt(Σ se²) / K
 * </pre>
 *
 * m is the figure that stands for a task, K the number of tasks. A difference from the first model
 * is that of each item, averaged.
 *
 * @param results model by model, each with the same tasks in the same order
 */
record Comparison(
    Suite suite, List<EvaluatedModel> models, List<TaskItems> tasks, List<TaskResult> results) {

  private static final String MEAN = "mean of tasks";

  /** The result of a model and a task, by their places. */
  private TaskResult at(int model, int task) {
    return results.get(model * tasks.size() + task);
  }

  int computed() {
    return results.stream().mapToInt(TaskResult::computed).sum();
  }

  void print(Terminal terminal) {
    table("%", this::means, 0).print(terminal);
    if (models.size() > 1) {
      terminal.out().println();
      terminal.out().println("More than " + models.getFirst().name() + ", item by item:");
      table("points", this::beyondFirst, 1).print(terminal);
    }
  }

  /** Figures of a model and a task, by their places. */
  private interface Figures {
    BenchmarkResult of(int model, int task);
  }

  private BenchmarkResult means(int model, int task) {
    return at(model, task).means();
  }

  private BenchmarkResult beyondFirst(int model, int task) {
    return at(model, task).beyond(at(0, task));
  }

  private Table table(String unit, Figures figures, int from) {
    List<Table.Column> columns =
        new ArrayList<>(
            List.of(
                Table.Column.left("task"),
                Table.Column.left("metric, " + unit),
                Table.Column.right("items")));
    List<Integer> shown = new ArrayList<>();
    for (int model = from; model < models.size(); model++) {
      columns.add(Table.Column.right(models.get(model).name()));
      shown.add(model);
    }
    Table table = Table.of(columns.toArray(Table.Column[]::new));
    for (int task = 0; task < tasks.size(); task++) {
      int place = task;
      List<BenchmarkResult> means = shown.stream().map(model -> figures.of(model, place)).toList();
      for (String metric : means.getFirst().metrics().keySet()) {
        List<String> cells = new ArrayList<>();
        cells.add(tasks.get(task).name());
        cells.add(metric);
        cells.add(items(means.getFirst(), metric));
        means.forEach(mean -> cells.add(cell(mean.metrics().get(metric))));
        table.row(cells.toArray(String[]::new));
      }
    }
    if (tasks.size() > 1) {
      List<String> cells = new ArrayList<>(List.of(MEAN, "", ""));
      shown.forEach(model -> cells.add(cell(mean(model, figures))));
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  private static String items(BenchmarkResult means, String metric) {
    return "" + Objects.requireNonNull(means.metrics().get(metric)).items();
  }

  private static String cell(@Nullable Mean mean) {
    if (mean == null) {
      return "–";
    }
    String value = String.format(Locale.ROOT, "%.1f", 100 * mean.value());
    return Double.isNaN(mean.standardError())
        ? value
        : value + String.format(Locale.ROOT, " ± %.1f", 100 * mean.standardError());
  }

  private Mean mean(int model, Figures figures) {
    double sum = 0;
    double squares = 0;
    for (int task = 0; task < tasks.size(); task++) {
      Mean mean =
          Objects.requireNonNull(figures.of(model, task).metrics().get(at(model, task).metric()));
      sum += mean.value();
      squares += mean.standardError() * mean.standardError();
    }
    return new Mean(sum / tasks.size(), Math.sqrt(squares) / tasks.size(), tasks.size());
  }

  /** All of it for machines: shares, not per cent. */
  String json(long seed, boolean chat, double temperature) {
    Map<String, @Nullable Object> root = new LinkedHashMap<>();
    root.put("suite", suite.name());
    root.put("seed", seed);
    root.put("chat", chat);
    root.put("temperature", temperature);
    List<Object> each = new ArrayList<>();
    for (int model = 0; model < models.size(); model++) {
      each.add(json(model));
    }
    root.put("models", each);
    return JsonMapper.builder()
            .build()
            .writer()
            .with(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsString(root)
        + "\n";
  }

  private Map<String, @Nullable Object> json(int model) {
    EvaluatedModel evaluated = models.get(model);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", evaluated.name());
    json.put("folder", evaluated.source().folder().toString());
    if (evaluated.adapter() != null) {
      json.put("adapter", evaluated.adapter().toString());
    }
    List<Object> each = new ArrayList<>();
    for (int task = 0; task < tasks.size(); task++) {
      TaskResult result = at(model, task);
      BenchmarkResult means = result.means();
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("task", result.task().name());
      one.put("few_shot", result.task().entry().shots());
      one.put("items", result.items().size());
      one.put("items_in_all", result.task().all());
      one.put("metric", result.metric());
      one.put("metrics", json(means.metrics()));
      if (model > 0) {
        one.put("difference", json(result.beyond(at(0, task)).metrics()));
      }
      if (!means.groups().isEmpty()) {
        Map<String, @Nullable Object> groups = new LinkedHashMap<>();
        means.groups().forEach((name, group) -> groups.put(name, json(group)));
        one.put("groups", groups);
      }
      one.put("file", result.file().toString());
      each.add(one);
    }
    json.put("tasks", each);
    json.put("mean", json(mean(model, this::means)));
    return json;
  }

  private static Map<String, @Nullable Object> json(Map<String, Mean> metrics) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    metrics.forEach((name, mean) -> json.put(name, json(mean)));
    return json;
  }

  private static Map<String, @Nullable Object> json(Mean mean) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("value", mean.value());
    json.put("standard_error", Double.isNaN(mean.standardError()) ? null : mean.standardError());
    json.put("items", mean.items());
    return json;
  }
}
