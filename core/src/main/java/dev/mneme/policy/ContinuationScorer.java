package dev.mneme.policy;

import dev.mneme.model.Beginning;
import dev.mneme.model.Decoder;
import dev.mneme.model.TokenBatch;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How likely given continuations are, many at once.
 *
 * <pre>  log π(y|x) = Σ_t log π(y_t | x, y_&lt;t) </pre>
 *
 * What texts have in common is computed once: the options of a question share a row that branches
 * (see {@link Fork}), and questions with a long common beginning, such as the examples shown before
 * each, share its keys and values. Rows of like length go through the model together; scores of the
 * vocabulary are computed only where a token is asked about. What comes out is what each
 * continuation alone would give, but for rounding, and the same in every run.
 */
public final class ContinuationScorer {

  /** Logits held at once: 16 MiB of float32. */
  private static final int HELD = 1 << 22;

  /** Fewer tokens in common are not worth a pass of their own. */
  private static final int SHORTEST_BEGINNING = 16;

  /**
   * A continuation's score.
   *
   * @param logProb Σ log π of its tokens, natural logarithm
   * @param greedy whether each of its tokens is the likeliest
   * @param tokens how many it has
   */
  public record Score(double logProb, boolean greedy, int tokens) {}

  /**
   * How it is computed.
   *
   * @param tokens that go through the model at once, unless one row has more
   * @param shared whether what texts have in common is computed once
   */
  public record Batching(int tokens, boolean shared) {

    public static final Batching USUAL = new Batching(2048, true);

    public Batching {
      if (tokens < 1) {
        throw new IllegalArgumentException("a batch needs a token");
      }
    }
  }

  private final Decoder decoder;
  private final Batching batching;

  /**
   * @param decoder borrowed
   */
  public ContinuationScorer(Decoder decoder, Batching batching) {
    this.decoder = decoder;
    this.batching = batching;
  }

  /** The scores of each question's options, in order. */
  public List<List<Score>> score(List<List<Continuation>> questions) {
    Map<Integer, List<Score>> scores = new LinkedHashMap<>();
    score(questions, scores::put);
    return IntStream.range(0, questions.size())
        .mapToObj(number -> Objects.requireNonNull(scores.get(number)))
        .toList();
  }

  /**
   * The same, told batch by batch.
   *
   * @param done hears of each question's number, in no certain order, with its scores
   */
  public void score(List<List<Continuation>> questions, BiConsumer<Integer, List<Score>> done) {
    if (!batching.shared()) {
      for (int number = 0; number < questions.size(); number++) {
        done.accept(number, alone(questions.get(number)));
      }
      return;
    }
    List<Fork> forks =
        IntStream.range(0, questions.size())
            .mapToObj(number -> new Fork(number, questions.get(number)))
            .sorted(Comparator.comparing(Fork::stem, Arrays::compare))
            .toList();
    List<Fork> single = new ArrayList<>();
    for (Family family : Family.among(forks)) {
      if (family.beginning == 0) {
        single.addAll(family.forks);
      } else {
        score(family, done);
      }
    }
    batches(single, 0).forEach(batch -> score(batch, null, 0, done));
  }

  private List<Score> alone(List<Continuation> options) {
    List<Score> scores = new ArrayList<>();
    for (Continuation option : options) {
      score(List.of(new Fork(0, List.of(option))), null, 0, (number, own) -> scores.addAll(own));
    }
    return scores;
  }

  private void score(Family family, BiConsumer<Integer, List<Score>> done) {
    try (Scope scope = Scope.open()) {
      long[] ids =
          Arrays.stream(family.forks.getFirst().stem(), 0, family.beginning)
              .asLongStream()
              .toArray();
      Beginning beginning = decoder.begin(Tensors.longs(ids, 1, ids.length));
      batches(family.forks, family.beginning)
          .forEach(batch -> score(batch, beginning, family.beginning, done));
    }
  }

  /** Forks of like length together, the longest first. */
  private List<List<Fork>> batches(List<Fork> forks, int beginning) {
    List<Fork> byLength =
        forks.stream()
            .sorted(
                Comparator.comparingInt((Fork fork) -> -fork.length(beginning))
                    .thenComparingInt(Fork::number))
            .toList();
    List<List<Fork>> batches = new ArrayList<>();
    int next = 0;
    while (next < byLength.size()) {
      int rows = Math.max(1, batching.tokens() / byLength.get(next).length(beginning));
      int end = Math.min(byLength.size(), next + rows);
      batches.add(byLength.subList(next, end));
      next = end;
    }
    return batches;
  }

  private void score(
      List<Fork> batch,
      @Nullable Beginning beginning,
      int before,
      BiConsumer<Integer, List<Score>> done) {
    int time = batch.stream().mapToInt(fork -> fork.length(before)).max().orElseThrow();
    long[] ids = new long[batch.size() * time];
    for (int row = 0; row < batch.size(); row++) {
      batch.get(row).write(ids, row * time, before);
    }
    Asked asked = new Asked();
    for (int row = 0; row < batch.size(); row++) {
      asked.add(batch.get(row), row * time, before);
    }
    Gradients.without(() -> {
      try (Scope scope = Scope.open()) {
        TokenBatch tokens =
            TokenBatch.branching(
                Tensors.longs(ids, batch.size(), time),
                batch.stream().map(fork -> fork.lengths(before)).toList());
        Tensor hidden =
            beginning == null ? decoder.hidden(tokens) : decoder.hiddenBehind(beginning, tokens);
        asked.answer(hidden.reshape(-1, hidden.size(2)));
      }
    });
    int next = 0;
    for (Fork fork : batch) {
      List<Score> scores = new ArrayList<>();
      for (Continuation option : fork.options()) {
        scores.add(asked.score(next, option.length()));
        next += option.length();
      }
      done.accept(fork.number(), scores);
    }
  }

  /** The tokens asked about in a batch, and what the model thinks of them. */
  private final class Asked {

    private final Map<Integer, Integer> states = new LinkedHashMap<>();
    private final List<Integer> stateOf = new ArrayList<>();
    private final List<Integer> tokens = new ArrayList<>();
    private double[] logProbs = {};
    private boolean[] greedy = {};

    void add(Fork fork, int row, int before) {
      for (int option = 0; option < fork.options().size(); option++) {
        Continuation each = fork.options().get(option);
        for (int i = 0; i < each.length(); i++) {
          int place = each.firstPlace() + i;
          int inBatch = row + fork.inRow(option, place, before);
          stateOf.add(states.computeIfAbsent(inBatch, unknown -> states.size()));
          tokens.add(each.tokenAfter(place));
        }
      }
    }

    /**
     * @param hidden [places, width]
     */
    void answer(Tensor hidden) {
      logProbs = new double[tokens.size()];
      greedy = new boolean[tokens.size()];
      long[] places = states.keySet().stream().mapToLong(Integer::longValue).toArray();
      int vocabulary = decoder.shape().vocabulary();
      int chunk = Math.max(1, HELD / vocabulary);
      List<List<Integer>> byState = byState();
      for (int start = 0; start < places.length; start += chunk) {
        int count = Math.min(chunk, places.length - start);
        List<Integer> questions = new ArrayList<>();
        byState.subList(start, start + count).forEach(questions::addAll);
        try (Scope scope = Scope.open()) {
          Tensor chosen = Tensors.longs(Arrays.copyOfRange(places, start, start + count), count);
          Tensor logits = Tensors.wide(decoder.logits(hidden.index_select(0, chosen)));
          long[] best = Tensors.toLongs(Maths.argmax(logits, -1));
          int from = start;
          long[] flat =
              questions.stream()
                  .mapToLong(q -> (stateOf.get(q) - from) * (long) vocabulary + tokens.get(q))
                  .toArray();
          float[] values =
              Tensors.toFloats(
                  Maths.logSoftmax(logits) // [states, vocabulary]
                      .reshape(-1)
                      .index_select(0, Tensors.longs(flat, flat.length)));
          for (int i = 0; i < values.length; i++) {
            int question = questions.get(i);
            logProbs[question] = values[i];
            greedy[question] = best[stateOf.get(question) - from] == tokens.get(question);
          }
        }
      }
    }

    private List<List<Integer>> byState() {
      List<List<Integer>> byState = new ArrayList<>();
      states.keySet().forEach(place -> byState.add(new ArrayList<>()));
      for (int question = 0; question < stateOf.size(); question++) {
        byState.get(stateOf.get(question)).add(question);
      }
      return byState;
    }

    Score score(int from, int length) {
      double sum = 0;
      boolean all = true;
      for (int i = from; i < from + length; i++) {
        sum += logProbs[i];
        all &= greedy[i];
      }
      return new Score(sum, all, length);
    }
  }

  /** Forks with a common beginning that is read once. */
  private record Family(List<Fork> forks, int beginning) {

    /**
     * Neighbours join as long as that saves as much reading as stopping would.
     *
     * @param sorted by their stems
     */
    static List<Family> among(List<Fork> sorted) {
      List<Family> families = new ArrayList<>();
      int from = 0;
      while (from < sorted.size()) {
        int[] stem = sorted.get(from).stem();
        int beginning = sorted.get(from).longestBeginning();
        int to = from + 1;
        while (to < sorted.size()) {
          Fork next = sorted.get(to);
          int shared =
              Math.min(
                  Math.min(beginning, next.longestBeginning()), Fork.common(stem, next.stem()));
          long saved = (to - from - 1L) * beginning;
          boolean closerToTheNext =
              to + 1 < sorted.size()
                  && Fork.common(next.stem(), sorted.get(to + 1).stem()) > 2 * shared;
          if (shared < SHORTEST_BEGINNING
              || (to - from) * (long) shared < saved
              || closerToTheNext) {
            break;
          }
          beginning = shared;
          to++;
        }
        families.add(new Family(sorted.subList(from, to), to - from > 1 ? beginning : 0));
        from = to;
      }
      return families;
    }
  }
}
