package dev.mneme.app.drift;

import dev.mneme.app.evaluation.LoadedModel;
import dev.mneme.app.evaluation.Manner;
import dev.mneme.app.evaluation.TaskItems;
import dev.mneme.data.InputException;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.DiagonalFisher;
import dev.mneme.measure.KlMeter;
import dev.mneme.measure.LayerChange;
import dev.mneme.measure.LayerDrift;
import dev.mneme.measure.MeasuredKl;
import dev.mneme.model.Decoder;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Texts;
import dev.mneme.task.benchmark.Item;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/**
 * Measures a {@link Drift}. All samples are drawn at temperature 1 with nothing truncated, whatever
 * the models' own recommendations for writing.
 *
 * @param rule when a KL is known well enough
 * @param tokens the most tokens of a sequence; fewer where nine prompts of ten leave no room for
 *     them
 * @param neutral texts on which activations are compared
 */
public record DriftMeter(
    KlMeter.Rule rule, int tokens, List<String> neutral, ClusterBootstrap bootstrap, long seed) {

  /** Sequences drawn at once. */
  private static final int ROWS = 32;

  /** Scores of a whole vocabulary held at once: 512 MiB of float32. */
  private static final long HELD = 1L << 27;

  /** Tokens at which activations are compared. */
  private static final int COMPARED = 512;

  /** Tokens of a neutral text that are read. */
  private static final int READ = 256;

  /** Measures from the base to the tuned model, of one shape, on the prompts of a task. */
  public Drift between(LoadedModel base, LoadedModel tuned, TaskItems task) {
    Asked asked = asked(base, task);
    int positions = base.decoder().shape().maxPositions();
    int room = asked.writing().maxTokens();
    List<Texts> batches = batches(asked.prompts(), base.decoder().shape().vocabulary(), room);
    try (LanguagePolicy before = LanguagePolicy.over(base.decoder(), asked.writing());
        LanguagePolicy after = LanguagePolicy.over(tuned.decoder(), asked.writing());
        RandomStreams streams = new RandomStreams(seed)) {
      MeasuredKl forward =
          new KlMeter(before, after, bootstrap).measure(batches, rule, streams.get("forward"));
      MeasuredKl reverse =
          new KlMeter(after, before, bootstrap).measure(batches, rule, streams.get("reverse"));
      return new Drift(
          forward,
          reverse,
          room,
          LayerChange.between(
              base.decoder().parameters().byName(), tuned.decoder().parameters().byName()),
          LayerDrift.between(base.decoder(), tuned.decoder(), texts(base, positions), COMPARED));
    }
  }

  /**
   * The diagonal of the base's Fisher information after prompts of a task.
   *
   * @param sequences prompts, each with one answer of the base's own; fewer where the task has
   *     fewer
   * @return one tensor a weight; the caller closes it
   */
  public Parameters fisher(LoadedModel base, TaskItems task, int sequences) {
    Asked asked = asked(base, task);
    List<Texts> single =
        asked.prompts().stream()
            .limit(sequences)
            .map(prompt -> new Texts(List.of(prompt)))
            .toList();
    try (RandomStreams streams = new RandomStreams(seed);
        LanguagePolicy policy = new LanguagePolicy(learning(base.decoder()), asked.writing())) {
      return DiagonalFisher.of(policy, single, streams.get("fisher"));
    }
  }

  /** An independent model whose weights receive gradients. */
  private static Decoder learning(Decoder decoder) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> copies = new LinkedHashMap<>();
      decoder
          .parameters()
          .byName()
          .forEach((name, weight) -> copies.put(name, weight.detach().clone()));
      return Decoder.of(decoder.shape(), Parameters.own(copies));
    }
  }

  /**
   * What is written on from, in an order that depends on the seed alone, and how.
   *
   * @param prompts those that leave room
   */
  private record Asked(List<int[]> prompts, LanguagePolicy.Writing writing) {}

  private Asked asked(LoadedModel base, TaskItems task) {
    int positions = base.decoder().shape().maxPositions();
    List<int[]> all = prompts(base, task);
    int room = Math.min(tokens, positions - usualLength(all));
    List<int[]> prompts =
        new ArrayList<>(all.stream().filter(prompt -> prompt.length + room <= positions).toList());
    if (room < 1 || prompts.size() < 2) {
      throw InputException.of(
          "%s: the model reads %d tokens at once, and too few of its prompts leave room for an"
              + " answer, which a KL needs. Choose shorter prompts.",
          task.name(), positions);
    }
    Collections.shuffle(prompts, new Random(seed));
    return new Asked(prompts, new LanguagePolicy.Writing(room, ends(base), ROWS));
  }

  /** Nine prompts of ten are no longer. */
  private static int usualLength(List<int[]> prompts) {
    int[] lengths = prompts.stream().mapToInt(prompt -> prompt.length).sorted().toArray();
    return lengths.length == 0 ? 0 : lengths[(lengths.length - 1) * 9 / 10];
  }

  /** What the task asks, in tokens, each once. */
  private static List<int[]> prompts(LoadedModel model, TaskItems task) {
    Set<List<Integer>> different = new LinkedHashSet<>();
    for (Item item : task.items()) {
      switch (item) {
        case Item.Prompt prompt ->
            different.add(boxed(model.examiner(Manner.USUAL).prompt(prompt)));
        case Item.Choice choice ->
            choice.options().stream()
                .map(option -> boxed(model.tokenizer().encodeDocument(option.context())))
                .filter(context -> !context.isEmpty())
                .forEach(different::add);
      }
    }
    return different.stream()
        .map(prompt -> prompt.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  private static List<Integer> boxed(int[] tokens) {
    return Arrays.stream(tokens).boxed().collect(Collectors.toList());
  }

  private static List<Texts> batches(List<int[]> prompts, int vocabulary, int room) {
    int rows = Math.clamp(HELD / ((long) vocabulary * room), 1, ROWS);
    List<Texts> batches = new ArrayList<>();
    for (int from = 0; from < prompts.size(); from += rows) {
      batches.add(new Texts(prompts.subList(from, Math.min(prompts.size(), from + rows))));
    }
    return batches;
  }

  /** The tokens that end a text; one that begins another ends this one too. */
  private static Set<Integer> ends(LoadedModel model) {
    Set<Integer> ends = new HashSet<>(model.tokenizer().specialIds().stops());
    ends.addAll(model.decoder().shape().eos());
    model.tokenizer().specialIds().bos().ifPresent(ends::add);
    return ends;
  }

  private List<int[]> texts(LoadedModel model, int positions) {
    return neutral.stream()
        .map(text -> model.tokenizer().encodeDocument(text))
        .filter(text -> text.length > 0)
        .map(text -> Arrays.copyOf(text, Math.min(text.length, Math.min(READ, positions))))
        .toList();
  }
}
