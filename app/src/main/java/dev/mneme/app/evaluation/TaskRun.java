package dev.mneme.app.evaluation;

import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Terminal;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.run.LineLog;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Examiner;
import dev.mneme.task.benchmark.Item;
import dev.mneme.task.benchmark.ItemResult;
import dev.mneme.task.benchmark.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * One model asked one task. Items are asked in portions that depend on the items alone, and a
 * portion of which one answer is unknown is asked as a whole: so its answers have the same bits
 * whenever it is asked.
 */
final class TaskRun {

  /** As many as may be lost when a process is killed. */
  private static final int PORTION = 128;

  private final Terminal terminal;
  private final EvaluatedModel model;
  private final TaskItems task;
  private final List<Question> questions;
  private final Path file;
  private final Map<String, Answer> answers;
  private final Map<String, ItemResult> results = new HashMap<>();
  private double sum;
  private double weights;

  /**
   * @param asked who is asked, and how
   * @param folder of the results
   * @param cached answers of the model that are known, by question
   */
  TaskRun(
      Terminal terminal,
      EvaluatedModel model,
      TaskItems task,
      Question.Asked asked,
      Path folder,
      Map<String, Answer> cached) {
    this.terminal = terminal;
    this.model = model;
    this.task = task;
    this.questions = task.items().stream().map(asked::question).toList();
    this.file =
        folder
            .resolve(model.name())
            .resolve(asked.manner().folder())
            .resolve(task.name() + ".jsonl");
    this.answers = AnswerLines.read(file);
    cached.forEach(answers::putIfAbsent);
  }

  /**
   * Asks what is not known yet and writes all results, whole.
   *
   * @param examiner asked for when the first item has to be computed
   */
  TaskResult run(Supplier<Examiner> examiner, AnswerCache cache) {
    List<List<Question>> unknown = new ArrayList<>();
    for (int from = 0; from < questions.size(); from += PORTION) {
      List<Question> portion = questions.subList(from, Math.min(questions.size(), from + PORTION));
      if (portion.stream().allMatch(question -> answers.containsKey(question.key()))) {
        portion.forEach(this::judge);
      } else {
        unknown.add(portion);
      }
    }
    DurableFiles files = new DurableFiles(Disk.real());
    files.makeFolder(Objects.requireNonNull(file.getParent()));
    if (!unknown.isEmpty()) {
      ask(unknown, examiner.get(), cache);
    }
    files.write(file, String.join("\n", lines(questions)) + "\n");
    List<ItemResult> inOrder =
        questions.stream()
            .map(question -> Objects.requireNonNull(results.get(question.item().id())))
            .toList();
    return new TaskResult(model, task, inOrder, file, unknown.stream().mapToInt(List::size).sum());
  }

  private void ask(List<List<Question>> unknown, Examiner examiner, AnswerCache cache) {
    int items = unknown.stream().mapToInt(List::size).sum();
    try (Progress progress =
            Progress.start(terminal, model.name() + ": " + task.name(), "items", items);
        LineLog log = LineLog.open(Disk.real(), file)) {
      for (List<Question> portion : unknown) {
        Map<String, Question> byId = new HashMap<>();
        portion.forEach(question -> byId.put(question.item().id(), question));
        examiner.ask(
            portion.stream().map(Question::item).toList(),
            (item, answer) -> {
              Question question = Objects.requireNonNull(byId.get(item.id()));
              answers.putIfAbsent(question.key(), answer);
              judge(question);
              progress.step(figure());
              goOnUnlessInterrupted();
            });
        List<String> lines = lines(portion);
        lines.forEach(log::append);
        log.sync();
        cache.keep(lines);
        goOnUnlessInterrupted();
      }
    }
  }

  private static void goOnUnlessInterrupted() {
    if (Thread.interrupted()) {
      throw new CancellationException("interrupted");
    }
  }

  private void judge(Question question) {
    Item item = question.item();
    Answer answer = Objects.requireNonNull(answers.get(question.key()));
    ItemResult result = task.entry().judge(item, answer);
    results.put(item.id(), result);
    Metric metric =
        result.metrics().get(task.entry().metric(List.copyOf(result.metrics().keySet())));
    if (metric != null) {
      sum += metric.weight() * metric.value();
      weights += metric.weight();
    }
  }

  private String figure() {
    return String.format(Locale.ROOT, "%.1f %%", 100 * sum / weights);
  }

  private List<String> lines(List<Question> some) {
    return some.stream()
        .map(question ->
            AnswerLines.line(
                question.key(), Objects.requireNonNull(results.get(question.item().id()))))
        .toList();
  }
}
