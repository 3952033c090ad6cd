package dev.mneme.bench;

import dev.mneme.data.records.Records;
import dev.mneme.data.records.Row;
import dev.mneme.model.Decoder;
import dev.mneme.model.ModelFolder;
import dev.mneme.policy.ContinuationScorer.Score;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Benchmark;
import dev.mneme.task.benchmark.Benchmarks;
import dev.mneme.task.benchmark.Examiner;
import dev.mneme.task.benchmark.Item;
import dev.mneme.task.benchmark.ItemResult;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Threads;
import dev.mneme.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The items that lm-evaluation-harness scored, scored here: {@code peers/harness_likelihoods.py}
 * writes what it sends to the model and gets back, this program compares prompts byte for byte,
 * log-likelihoods, greedy flags and metrics, and the time of both.
 */
public final class HarnessLikelihoods {

  private static final double TOLERANCE = 1e-4;

  private HarnessLikelihoods() {}

  /** Arguments: the model's folder, the folder of data, the peer's lines, threads, rounds. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    Path data = Path.of(arguments[1]);
    Map<String, Map<String, Row>> peer = peer(Path.of(arguments[2]));
    Threads.use(Integer.parseInt(arguments[3]));
    int rounds = Integer.parseInt(arguments[4]);
    try (ModelFolder files = ModelFolder.open(folder);
        Decoder decoder = Decoder.of(files.shape(), files.loadFrozen(ElementType.F32));
        Tokenizer tokenizer = Tokenizer.of(folder);
        Examiner examiner =
            new Examiner(decoder, tokenizer, null, Examiner.Settings.usual(decoder))) {
      for (Benchmark benchmark : Benchmarks.byLikelihood()) {
        Map<String, Row> wanted = peer.getOrDefault(benchmark.name(), Map.of());
        List<Item> items =
            wanted.isEmpty()
                ? List.of()
                : benchmark.items(data).stream()
                    .filter(item -> wanted.containsKey(item.id()))
                    .toList();
        Comparison comparison = new Comparison();
        for (int round = 0; round < rounds && !items.isEmpty(); round++) {
          Map<Item, Answer> answers = new HashMap<>();
          long start = System.nanoTime();
          examiner.ask(items, answers::put);
          double seconds = (System.nanoTime() - start) / 1e9;
          print("%s: %d items, %.2f seconds", benchmark.name(), items.size(), seconds);
          comparison = compare(benchmark, items, answers, wanted);
        }
        if (!items.isEmpty()) {
          print("%s: %s", benchmark.name(), comparison);
        }
      }
    }
  }

  private static Comparison compare(
      Benchmark benchmark, List<Item> items, Map<Item, Answer> answers, Map<String, Row> peer) {
    Comparison comparison = new Comparison();
    for (Item item : items) {
      Answer answer = Objects.requireNonNull(answers.get(item));
      Row row = Objects.requireNonNull(peer.get(item.id()));
      comparison.add((Item.Choice) item, benchmark.judge(item, answer), row);
    }
    return comparison;
  }

  private static Map<String, Map<String, Row>> peer(Path lines) {
    Map<String, Map<String, Row>> byTask = new LinkedHashMap<>();
    try (Records records = Records.open(lines)) {
      for (long number = 0; number < records.size(); number++) {
        Row row = records.row(number);
        if (row.columns().get("task") instanceof String task) {
          byTask
              .computeIfAbsent(task, unknown -> new LinkedHashMap<>())
              .put(String.valueOf(row.columns().get("id")), row);
        } else {
          print("peer: %s", row.columns());
        }
      }
    }
    return byTask;
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation is not on the class path
  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  /** What differs over all items of a benchmark. */
  private static final class Comparison {
    private int items;
    private int options;
    private int prompts;
    private int greedy;
    private int beyond;
    private double largest;
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final Map<String, Double> sums = new LinkedHashMap<>();
    private final List<String> examples = new ArrayList<>();

    void add(Item.Choice item, ItemResult result, Row row) {
      items++;
      List<?> contexts = (List<?>) Objects.requireNonNull(row.columns().get("contexts"));
      List<?> continuations = (List<?>) Objects.requireNonNull(row.columns().get("continuations"));
      List<?> logProbs = (List<?>) Objects.requireNonNull(row.columns().get("logProbs"));
      List<?> flags = (List<?>) Objects.requireNonNull(row.columns().get("greedy"));
      List<Score> scores = ((Answer.Likelihoods) result.answer()).options();
      if (contexts.size() != scores.size()) {
        prompts += scores.size();
        return;
      }
      for (int option = 0; option < scores.size(); option++) {
        options++;
        Item.Option own = item.options().get(option);
        if (!own.context().equals(contexts.get(option))
            || !own.continuation().equals(continuations.get(option))) {
          prompts++;
          examples.add(item.id());
        }
        double apart =
            Math.abs(scores.get(option).logProb() - ((Number) logProbs.get(option)).doubleValue());
        largest = Math.max(largest, apart);
        beyond += apart > TOLERANCE ? 1 : 0;
        greedy += Boolean.valueOf(scores.get(option).greedy()).equals(flags.get(option)) ? 0 : 1;
      }
      Map<?, ?> theirs = (Map<?, ?>) Objects.requireNonNull(row.columns().get("metrics"));
      result
          .metrics()
          .forEach((name, metric) -> {
            double their = ((Number) Objects.requireNonNull(theirs.get(name))).doubleValue();
            metrics.merge(name, Math.abs(metric.value() - their), Math::max);
            sums.merge(name, metric.value(), Double::sum);
          });
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d items, %d options, %d prompts differ%s, log-likelihoods differ by at most %.2e (%d by"
              + " more than %.0e), %d greedy flags differ, metrics differ by at most %s, sums %s",
          items,
          options,
          prompts,
          examples.isEmpty() ? "" : " " + examples.subList(0, Math.min(3, examples.size())),
          largest,
          beyond,
          TOLERANCE,
          greedy,
          metrics,
          sums);
    }
  }
}
