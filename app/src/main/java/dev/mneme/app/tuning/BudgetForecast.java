package dev.mneme.app.tuning;

import dev.mneme.app.evaluation.PriorTasks;
import dev.mneme.task.benchmark.Item;
import dev.mneme.text.Tokenizer;
import dev.mneme.train.DecoderCosts;
import dev.mneme.train.Work;
import java.util.List;

/**
 * What keeping a budget takes beside the run, as {@link Budgeting} does it. Questions are taken to
 * be as long as those of the first probe, written answers as long as they may be.
 *
 * @param probe questions of one probe on the way; 0 where no prior task is asked before the end
 * @param portions probes before all questions come again
 * @param last questions of the last probe, the same
 * @param check questions at the end
 * @param read tokens read for a question, all its options together
 * @param written tokens written for one
 */
record BudgetForecast(int probe, int portions, int last, int check, double read, double written) {

  /** Texts that an examiner writes at once. */
  private static final int TOGETHER = 16;

  /** Without prior tasks. */
  static final BudgetForecast NO_TASKS = new BudgetForecast(0, 1, 0, 0, 0, 0);

  /** Of a recipe whose prior tasks these are. */
  static BudgetForecast of(PriorTasks tasks, boolean onTheWay, Tokenizer tokenizer) {
    List<PriorTasks.Asked> first = tasks.probe(0);
    double read = 0;
    double written = 0;
    for (PriorTasks.Asked asked : first) {
      switch (asked.item()) {
        case Item.Choice choice -> {
          for (Item.Option option : choice.options()) {
            read += tokenizer.encode(option.context() + option.continuation()).length;
          }
        }
        case Item.Prompt prompt -> {
          read += tokenizer.encode(prompt.prompt()).length;
          written += prompt.maxTokens();
        }
      }
    }
    return new BudgetForecast(
        onTheWay ? first.size() : 0,
        tasks.portions(),
        onTheWay ? tasks.lastProbe().size() : 0,
        tasks.heldOut().size(),
        read / first.size(),
        written / first.size());
  }

  /** Questions asked in a run, those to the base among them. */
  long questions(int probes) {
    long before = probes - 1L;
    return probe * (Math.min(portions, before) + before) + 2L * last + 2L * check;
  }

  /** All of them. */
  Work asking(DecoderCosts costs, int vocabulary, int probes) {
    Work question = costs.forwards(1, Math.max(1, Math.round(read)));
    if (written >= 1) {
      long tokens = Math.round(written);
      question =
          question.plus(
              DriftForecast.writing(costs, vocabulary, TOGETHER, Math.round(read), tokens)
                  .times(1.0 / TOGETHER));
    }
    return question.times((double) questions(probes));
  }
}
