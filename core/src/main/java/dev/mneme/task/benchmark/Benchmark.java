package dev.mneme.task.benchmark;

import dev.mneme.data.InputException;
import dev.mneme.policy.ContinuationScorer.Score;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A set of questions that is asked the same way everywhere.
 *
 * @param name such as {@code hellaswag}; also that of its folder of data
 * @param description one line for a person
 * @param origin where its data come from
 * @param shots how many solved examples are shown before each question, usually
 * @param reader makes its items
 * @param scoring what answers are worth
 */
public record Benchmark(
    String name, String description, Origin origin, int shots, Reader reader, Scoring scoring) {

  /**
   * Where data come from.
   *
   * @param source where users get them
   * @param licence as upstream states it
   * @param files what the folder must hold, for messages; empty where no data are read
   */
  public record Origin(String source, String licence, String files) {}

  /** Makes items from a folder of data. */
  @FunctionalInterface
  public interface Reader {

    /**
     * All items, in the order of the data: the same for the same data.
     *
     * @param folder the benchmark's own
     * @param shots how many solved examples are shown before each question
     * @throws InputException in one line, if data are missing or not what they should be
     */
    List<Item> read(Path folder, int shots);
  }

  /** What answers are worth. */
  public sealed interface Scoring {

    /** By likelihood, for items that are choices. */
    record ByLikelihood(List<ChoiceMetric> metrics) implements Scoring {

      public ByLikelihood {
        metrics = List.copyOf(metrics);
      }
    }

    /**
     * By a verifier, for items that are prompts.
     *
     * @param metric what the reward is called; the verdict's parts are metrics of their own names
     */
    record ByVerifier(String metric, TextVerifier verifier) implements Scoring {}

    /**
     * By how many instructions are followed, for items that are prompts: the four figures of
     * IFEval. The parts of a verdict are the instructions, 1 where one is followed.
     */
    record ByInstructions(TextVerifier strict, TextVerifier loose) implements Scoring {

      /** The figures' names, the first of which usually stands for all. */
      public static final List<String> METRICS =
          List.of(
              "prompt_level_strict_acc",
              "inst_level_strict_acc",
              "prompt_level_loose_acc",
              "inst_level_loose_acc");
    }
  }

  /** Whether its items come from a folder of data. */
  public boolean readsData() {
    return !origin.files().isEmpty();
  }

  /** The items in {@code data/name}, with the usual number of examples shown. */
  public List<Item> items(Path data) {
    return items(data, shots);
  }

  /**
   * The items in {@code data/name}.
   *
   * @param data the folder that holds one folder a benchmark
   * @throws InputException in one line, if data are missing or not what they should be
   */
  public List<Item> items(Path data, int shown) {
    if (shown < 0) {
      throw InputException.of("%s: %d examples cannot be shown; ask for 0 or more.", name, shown);
    }
    List<Item> items = reader.read(data.resolve(name), shown);
    if (items.isEmpty()) {
      throw InputException.of(
          "%s: there is no item in it. Get the data again: %s.",
          data.resolve(name), origin.source());
    }
    return List.copyOf(items);
  }

  /** What an answer to one of its items is worth. */
  public ItemResult judge(Item item, Answer answer) {
    Map<String, Metric> metrics = new LinkedHashMap<>();
    String reason = "";
    if (scoring instanceof Scoring.ByLikelihood byLikelihood
        && item instanceof Item.Choice choice
        && answer instanceof Answer.Likelihoods likelihoods) {
      requireOptions(choice, likelihoods.options());
      for (ChoiceMetric metric : byLikelihood.metrics()) {
        metrics.put(metric.label(), new Metric(metric.of(choice, likelihoods.options())));
      }
    } else if (scoring instanceof Scoring.ByVerifier byVerifier
        && item instanceof Item.Prompt prompt
        && answer instanceof Answer.Response response) {
      Verdict verdict = byVerifier.verifier().judge(response.text(), prompt.columns());
      metrics.put(byVerifier.metric(), new Metric(verdict.reward()));
      verdict.parts().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(part -> metrics.putIfAbsent(part.getKey(), new Metric(part.getValue())));
      reason = verdict.reason();
    } else if (scoring instanceof Scoring.ByInstructions byInstructions
        && item instanceof Item.Prompt prompt
        && answer instanceof Answer.Response response) {
      Verdict strict = byInstructions.strict().judge(response.text(), prompt.columns());
      Verdict loose = byInstructions.loose().judge(response.text(), prompt.columns());
      List<Metric> values =
          List.of(wholePrompt(strict), each(strict), wholePrompt(loose), each(loose));
      for (int i = 0; i < values.size(); i++) {
        metrics.put(Scoring.ByInstructions.METRICS.get(i), values.get(i));
      }
      reason = strict.reason();
    } else {
      throw new IllegalArgumentException(
          "%s cannot judge such an answer to item %s".formatted(name, item.id()));
    }
    return new ItemResult(item.id(), item.group(), answer, metrics, reason);
  }

  private static Metric wholePrompt(Verdict verdict) {
    return new Metric(verdict.parts().values().stream().allMatch(part -> part == 1) ? 1 : 0);
  }

  /** Each instruction counts alike, whatever prompt it is part of. */
  private static Metric each(Verdict verdict) {
    double followed = verdict.parts().values().stream().mapToDouble(part -> part).sum();
    return new Metric(followed / verdict.parts().size(), verdict.parts().size());
  }

  private static void requireOptions(Item.Choice choice, List<Score> scores) {
    if (scores.size() != choice.options().size()) {
      throw new IllegalArgumentException(
          "item %s has %d options, not %d"
              .formatted(choice.id(), choice.options().size(), scores.size()));
    }
  }
}
