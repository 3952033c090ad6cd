package dev.mneme.app.evaluation;

import dev.mneme.app.console.Terminal;
import dev.mneme.run.RunLock;
import dev.mneme.task.benchmark.Answer;
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
 * @param manners in which each is asked, usually one
 * @param cache folder of answers that evaluations share
 * @param chat whether prompts are written in the words of the models' chat templates
 */
public record Evaluation(
    List<EvaluatedModel> models,
    List<TaskItems> tasks,
    List<Manner> manners,
    ElementType precision,
    boolean chat,
    Path folder,
    Path cache) {

  /** What came of it, model by model, in each of them manner by manner, in each task by task. */
  public List<TaskResult> run(Terminal terminal) {
    List<TaskResult> results = new ArrayList<>();
    try (RunLock _ = RunLock.take(folder)) {
      for (EvaluatedModel model : models) {
        String fingerprint = model.fingerprint();
        AnswerCache known = AnswerCache.of(cache, fingerprint);
        try (WhenNeeded loaded = new WhenNeeded(model)) {
          for (Manner manner : manners) {
            Question.Asked asked = new Question.Asked(fingerprint, precision, chat, manner);
            Map<String, Answer> answers = known.answers();
            for (TaskItems task : tasks) {
              results.add(
                  new TaskRun(terminal, model, task, asked, folder, answers)
                      .run(() -> loaded.get().examiner(manner), known));
            }
          }
        }
      }
    }
    return results;
  }

  /** Reads a model when its first answer has to be computed. */
  private final class WhenNeeded implements Supplier<LoadedModel>, AutoCloseable {
    private final EvaluatedModel model;
    private @Nullable LoadedModel loaded;

    WhenNeeded(EvaluatedModel model) {
      this.model = model;
    }

    @Override
    public LoadedModel get() {
      LoadedModel present = loaded;
      if (present == null) {
        present = LoadedModel.of(model, precision, chat);
        loaded = present;
      }
      return present;
    }

    @Override
    public void close() {
      if (loaded != null) {
        loaded.close();
      }
    }
  }
}
