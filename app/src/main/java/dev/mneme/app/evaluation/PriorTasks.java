package dev.mneme.app.evaluation;

import dev.mneme.data.InputException;
import dev.mneme.data.Sha256;
import dev.mneme.data.Uninterrupted;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Examiner;
import dev.mneme.task.benchmark.Item;
import dev.mneme.task.benchmark.ItemResult;
import dev.mneme.task.benchmark.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A suite of tasks that a model can do already, asked while it learns something else. The items of
 * each task are split by the hash of their names: half are for probes, half are held out for the
 * check at the end. Probes on the way take the next items of each task, and begin again where a
 * task has no more; the last probe takes as many as the check. Owns what its verifiers run code in.
 */
public final class PriorTasks implements AutoCloseable {

  private static final long DRAW = 0;

  private final Suites suites;
  private final List<Split> tasks;
  private final int items;
  private final int check;

  /** The items of a task, in the order of their hashes. */
  private record Split(TaskItems task, List<Item> probed, List<Item> heldOut) {}

  /** An item of a task. */
  public record Asked(TaskItems task, Item item) {}

  /**
   * What items were worth.
   *
   * @param values in [0, 1], one an item
   * @param weights with which they count in the mean over tasks; their sum is 1
   */
  public record Scores(List<Double> values, List<Double> weights) {
    public Scores {
      values = List.copyOf(values);
      weights = List.copyOf(weights);
    }

    /** The mean over tasks, in [0, 1]. */
    public double mean() {
      double mean = 0;
      for (int i = 0; i < values.size(); i++) {
        mean += weights.get(i) * values.get(i);
      }
      return mean;
    }
  }

  /** Puts items of one task to a model. */
  @FunctionalInterface
  public interface Asking {

    /** What it answers to each, by the item's id. */
    Map<String, Answer> answers(List<Item> items);
  }

  private PriorTasks(Suites suites, List<Split> tasks, int items, int check) {
    this.suites = suites;
    this.tasks = tasks;
    this.items = items;
    this.check = check;
  }

  /**
   * Reads a suite and its items.
   *
   * @param suite by name or file
   * @param data folder with one folder of data a benchmark
   * @param items of a probe, of all tasks together
   * @param check items of the check, the same; 0 for all that are held out
   * @throws InputException in one line, if there is no such suite or its data are not in order
   */
  public static PriorTasks of(String suite, Path data, int items, int check) {
    Suites suites = new Suites();
    try {
      List<Split> tasks = new ArrayList<>();
      for (Suite.Entry entry : suites.suite(suite).entries()) {
        tasks.add(split(TaskItems.read(entry, data, entry.limit(), DRAW)));
      }
      return new PriorTasks(suites, List.copyOf(tasks), items, check);
    } catch (RuntimeException failure) {
      suites.close();
      throw failure;
    }
  }

  private static Split split(TaskItems task) {
    if (task.items().size() < 4) {
      throw InputException.of(
          "budget.on: %s has %d items, and a budget needs 4: half for probes, half held out.",
          task.name(), task.items().size());
    }
    List<Item> sorted =
        task.items().stream()
            .sorted(Comparator.comparing(item -> Sha256.of("budget " + item.id())))
            .toList();
    int half = sorted.size() / 2;
    return new Split(task, sorted.subList(0, half), sorted.subList(half, sorted.size()));
  }

  /** A hash of all items, and of how answers are judged. */
  public String fingerprint() {
    return Sha256.of(
        tasks.stream().map(each -> each.task().fingerprint()).collect(Collectors.joining("\n")));
  }

  /** Items of a task in one probe. */
  private int portion(Split task) {
    return Math.clamp(Math.ceilDiv(items, tasks.size()), 1, task.probed().size());
  }

  /** Probes that ask items of a task which no other one asked. */
  private int portions(Split task) {
    return task.probed().size() / portion(task);
  }

  /** How many probes on the way there are before all ask again what others asked. */
  public int portions() {
    return tasks.stream().mapToInt(this::portions).max().orElse(1);
  }

  /** What the probe of that number asks on the way. */
  public List<Asked> probe(int number) {
    List<Asked> asked = new ArrayList<>();
    for (Split each : tasks) {
      int many = portion(each);
      int place = number % portions(each) * many;
      add(each, each.probed().subList(place, place + many), asked);
    }
    return asked;
  }

  /** What the last probe asks. */
  public List<Asked> lastProbe() {
    List<Asked> asked = new ArrayList<>();
    tasks.forEach(each -> add(each, checked(each.probed()), asked));
    return asked;
  }

  /** How often an item of that task is asked in so many probes on the way, at most. */
  public int times(TaskItems task, int probes) {
    return tasks.stream()
        .filter(each -> each.task().name().equals(task.name()))
        .mapToInt(each -> Math.ceilDiv(probes, portions(each)))
        .findFirst()
        .orElseThrow();
  }

  private static void add(Split task, List<Item> items, List<Asked> asked) {
    items.forEach(item -> asked.add(new Asked(task.task(), item)));
  }

  /** As many of one task's items as the check asks. */
  private List<Item> checked(List<Item> all) {
    return check == 0
        ? all
        : all.subList(0, Math.clamp(Math.ceilDiv(check, tasks.size()), 1, all.size()));
  }

  /**
   * How much of the last probe's mean the item makes that counts most, where items of a task are
   * alike.
   */
  public double largestWeight() {
    int fewest = tasks.stream().mapToInt(each -> checked(each.probed()).size()).min().orElseThrow();
    return 1.0 / tasks.size() / fewest;
  }

  /** What the check at the end asks, none of which any probe does. */
  public List<Asked> heldOut() {
    List<Asked> asked = new ArrayList<>();
    tasks.forEach(each -> add(each, checked(each.heldOut()), asked));
    return asked;
  }

  /** Asks a model, the same way each time: equal models give equal bits. */
  public Scores ask(List<Asked> asked, Asking asking) {
    // By name: a task as a key would be hashed with all its items, for each of them.
    Map<String, List<Asked>> byTask = new LinkedHashMap<>();
    asked.forEach(
        each -> byTask.computeIfAbsent(each.task().name(), task -> new ArrayList<>()).add(each));
    List<Double> values = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    byTask
        .values()
        .forEach(some -> {
          List<Item> items = some.stream().map(Asked::item).toList();
          List<Metric> metrics = metrics(some.getFirst().task(), items, asking);
          double all = metrics.stream().mapToDouble(Metric::weight).sum() * byTask.size();
          metrics.forEach(metric -> {
            values.add(metric.value());
            weights.add(metric.weight() / all);
          });
        });
    return new Scores(values, weights);
  }

  /** What a model answers to each item, by the item's id. */
  public static Map<String, Answer> answers(List<Item> items, Examiner examiner) {
    Map<String, Answer> answers = new HashMap<>();
    examiner.ask(items, (item, answer) -> answers.put(item.id(), answer));
    return answers;
  }

  private static List<Metric> metrics(TaskItems task, List<Item> items, Asking asking) {
    Map<String, Answer> answers = asking.answers(items);
    return items.stream()
        .map(item -> {
          Answer answer = Objects.requireNonNull(answers.get(item.id()));
          ItemResult result = Uninterrupted.get(() -> task.entry().judge(item, answer));
          String metric = task.entry().metric(List.copyOf(result.metrics().keySet()));
          return Objects.requireNonNull(result.metrics().get(metric));
        })
        .toList();
  }

  @Override
  public void close() {
    suites.close();
  }
}
