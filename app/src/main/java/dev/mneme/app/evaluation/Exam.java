package dev.mneme.app.evaluation;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.language.ModelSource;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.Sha256;
import dev.mneme.task.benchmark.BenchmarkResult;
import dev.mneme.tensor.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The items of a suite, read once, that several models are asked one after the other, each into a
 * folder of its own as {@code mneme eval} leaves it. Owns what its verifiers run code in.
 */
public final class Exam implements AutoCloseable {

  /** The mean over tasks of the figure that stands for each. */
  public static final String MEAN = "mean";

  private static final long DRAW = 0;

  private final Suites suites;
  private final Suite suite;
  private final List<TaskItems> items;
  private final boolean chat;
  private final String fingerprint;

  private Exam(Suites suites, Suite suite, List<TaskItems> items, boolean chat) {
    this.suites = suites;
    this.suite = suite;
    this.items = items;
    this.chat = chat;
    this.fingerprint =
        Sha256.of(
            chat + items.stream().map(TaskItems::fingerprint).collect(Collectors.joining("\n")));
  }

  /**
   * Reads a suite and its items.
   *
   * @param suite by name or file
   * @param limit items of each task; 0 for as many as the suite says
   * @param data folder with one folder of data a benchmark
   * @param chat whether written answers are asked for in the words of the models' chat templates
   * @throws InputException in one line, if there is no such suite or its data are not in order
   */
  public static Exam of(String suite, int limit, Path data, boolean chat) {
    Suites suites = new Suites();
    try {
      Suite found = suites.suite(suite);
      List<TaskItems> items =
          found.entries().stream()
              .map(entry -> TaskItems.read(entry, data, limit > 0 ? limit : entry.limit(), DRAW))
              .toList();
      return new Exam(suites, found, items, chat);
    } catch (RuntimeException failure) {
      suites.close();
      throw failure;
    }
  }

  @Override
  public void close() {
    suites.close();
  }

  /** A hash of what is asked. */
  public String fingerprint() {
    return fingerprint;
  }

  /** Names of the figures that stand for the whole and for each task. */
  public List<String> figures() {
    List<String> names = new ArrayList<>(List.of(MEAN));
    items.forEach(task -> names.add(task.name()));
    return names;
  }

  /**
   * Asks a model, or goes on asking it; one model at a time, as verifiers are shared.
   *
   * @param folder of the answers
   * @return shares in [0, 1]: those of {@link #figures}, and every figure of a task as {@code
   *     TASK.METRIC}
   */
  public synchronized Map<String, Double> ask(
      Path model, @Nullable Path adapter, Path folder, Terminal terminal) {
    List<EvaluatedModel> asked =
        List.of(new EvaluatedModel("model", ModelSource.in(model), adapter));
    DurableFiles files = new DurableFiles(Disk.real());
    files.makeFolder(folder);
    List<TaskResult> results =
        new Evaluation(
                asked,
                items,
                List.of(Manner.USUAL),
                ElementType.F32,
                chat,
                folder,
                folder.resolve("answers"))
            .run(terminal);
    files.write(
        folder.resolve("evaluation.json"),
        new Comparison(suite, asked, items, results).json(DRAW, chat, 0));
    return figures(results);
  }

  private static Map<String, Double> figures(List<TaskResult> results) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(MEAN, Double.NaN);
    double sum = 0;
    for (TaskResult result : results) {
      Map<String, BenchmarkResult.Mean> means = result.means().metrics();
      double standing = Objects.requireNonNull(means.get(result.metric())).value();
      figures.put(result.task().name(), standing);
      means.forEach(
          (metric, mean) -> figures.put(result.task().name() + "." + metric, mean.value()));
      sum += standing;
    }
    figures.put(MEAN, sum / results.size());
    return figures;
  }
}
