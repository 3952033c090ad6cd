package dev.mneme.app.comparison;

import dev.mneme.app.evaluation.TaskItems;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Benchmark;
import dev.mneme.task.benchmark.ChoiceMetric;
import dev.mneme.task.benchmark.Item;
import dev.mneme.task.benchmark.ItemResult;
import java.util.ArrayList;
import java.util.List;

/**
 * An item whose score changed, with what both models said.
 *
 * @param question what was asked
 * @param wanted the right answer; empty where only the verifier knows
 * @param scoreBefore in [0, 1]
 */
public record ItemPair(
    String task,
    String id,
    String question,
    String wanted,
    String before,
    String after,
    double scoreBefore,
    double scoreAfter) {

  private static final String ANSWER = "answer";

  boolean lost() {
    return scoreAfter < scoreBefore;
  }

  /** All items of a task whose score changed, those lost first, in the order of the data. */
  static List<ItemPair> of(TaskScores before, TaskScores after) {
    List<ItemPair> lost = new ArrayList<>();
    List<ItemPair> gained = new ArrayList<>();
    TaskItems task = before.task();
    for (int i = 0; i < before.items(); i++) {
      if (before.value(i) != after.value(i)) {
        Item item = task.items().get(i);
        ItemPair pair =
            new ItemPair(
                task.name(),
                item.id(),
                question(item),
                wanted(item),
                said(task, before.metric(), item, before.shown(i)),
                said(task, after.metric(), item, after.shown(i)),
                before.value(i),
                after.value(i));
        (pair.lost() ? lost : gained).add(pair);
      }
    }
    lost.addAll(gained);
    return lost;
  }

  private static String question(Item item) {
    return switch (item) {
      case Item.Prompt prompt -> prompt.prompt();
      case Item.Choice choice -> choice.options().getFirst().context();
    };
  }

  private static String wanted(Item item) {
    return switch (item) {
      case Item.Prompt prompt ->
          prompt.columns().get(ANSWER) instanceof String answer ? answer : "";
      case Item.Choice choice -> choice.options().get(choice.right().indexOf(true)).answer();
    };
  }

  private static String said(TaskItems task, String metric, Item item, ItemResult result) {
    return switch (result.answer()) {
      case Answer.Response response -> response.text();
      case Answer.Likelihoods likelihoods -> {
        Item.Choice choice = (Item.Choice) item;
        ChoiceMetric by = metric(task, metric);
        int chosen = by.chosen(choice, likelihoods.options());
        yield choice.options().get(chosen).answer();
      }
    };
  }

  private static ChoiceMetric metric(TaskItems task, String label) {
    return ((Benchmark.Scoring.ByLikelihood) task.entry().benchmark().scoring())
        .metrics().stream()
            .filter(metric -> metric.label().equals(label))
            .findFirst()
            .orElse(ChoiceMetric.ACCURACY);
  }
}
