package dev.mneme.app.evaluation;

import dev.mneme.app.console.Terminal;
import dev.mneme.run.RunLock;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Examiner;
import dev.mneme.tensor.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Several models asked the same tasks, one after the other: each is in memory only while it is
 * asked, and not at all where every answer is known.
 *
 * @param cache folder of answers that evaluations share
 * @param chat whether prompts are written in the words of the models' chat templates
 */
record Evaluation(
    List<EvaluatedModel> models,
    List<TaskItems> tasks,
    ElementType precision,
    boolean chat,
    Path folder,
    Path cache) {

  /** What came of it, model by model, each task by task. */
  List<TaskResult> run(Terminal terminal) {
    List<TaskResult> results = new ArrayList<>();
    try (RunLock _ = RunLock.take(folder)) {
      for (EvaluatedModel model : models) {
        Question.Asked asked = new Question.Asked(model.fingerprint(), precision, chat);
        AnswerCache known = AnswerCache.of(cache, asked.fingerprint());
        Map<String, Answer> answers = known.answers();
        try (WhenNeeded examiner = new WhenNeeded(model)) {
          for (TaskItems task : tasks) {
            results.add(
                new TaskRun(terminal, model, task, asked, folder, answers).run(examiner, known));
          }
        }
      }
    }
    return results;
  }

  /** Reads a model when its first answer has to be computed. */
  private final class WhenNeeded implements Supplier<Examiner>, AutoCloseable {
    private final EvaluatedModel model;
    private @Nullable LoadedModel loaded;

    WhenNeeded(EvaluatedModel model) {
      this.model = model;
    }

    @Override
    public Examiner get() {
      if (loaded == null) {
        loaded = LoadedModel.of(model, precision, chat);
      }
      return loaded.examiner();
    }

    @Override
    public void close() {
      if (loaded != null) {
        loaded.close();
      }
    }
  }
}
