package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Branches that share a prompt against each sequence computed alone. */
class ForkedBatchTest {

  private static final List<int[]> PROMPTS =
      List.of(new int[] {3, 1, 4, 1, 5, 9, 2}, new int[] {6}, new int[] {5, 3, 5});
  private static final int GROUP = 2;
  private static final List<Integer> LENGTHS = List.of(4, 1, 3, 2, 4, 2);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "llama-tied",
        "llama-biased",
        "llama-yarn",
        "mistral",
        "qwen2",
        "qwen2-window",
        "qwen3",
        "smollm"
      })
  void branchesAreWhatTheyWouldBeAlone(String name) {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read(name);
        RandomStreams streams = new RandomStreams(4)) {
      Decoder decoder = reference.decoder();
      List<int[]> branches = branches(decoder.shape().vocabulary());
      int states = branches.stream().mapToInt(branch -> branch.length + 1).sum();
      long width = decoder.shape().width();
      Tensor direction = streams.get("direction").normal(0, 1, states, width);
      List<Tensor> weights = learning(decoder);

      Tensor together = together(decoder, branches);
      List<Tensor> alone = new ArrayList<>();
      for (int row = 0; row < branches.size(); row++) {
        int[] prompt = PROMPTS.get(row / GROUP);
        int[] branch = branches.get(row);
        long[] ids =
            IntStream.concat(IntStream.of(prompt), IntStream.of(branch)).asLongStream().toArray();
        Tensor hidden = decoder.hidden(TokenBatch.of(Tensors.longs(ids, 1, ids.length)));
        alone.add(hidden.select(0, 0).narrow(0, prompt.length - 1L, branch.length + 1L));
      }
      Tensor expected = Maths.concatenate(alone, 0);
      assertThat(Close.difference(together, expected)).isLessThan(1e-5);

      List<Tensor> found = Gradients.of(together.mul(direction).sum(), weights);
      List<Tensor> wanted = Gradients.of(expected.mul(direction).sum(), weights);
      for (int i = 0; i < weights.size(); i++) {
        assertThat(Close.difference(found.get(i), wanted.get(i))).as("%d", i).isLessThan(2e-5);
      }
    }
  }

  private static List<int[]> branches(int vocabulary) {
    Random random = new Random(3);
    return LENGTHS.stream().map(length -> random.ints(length, 0, vocabulary).toArray()).toList();
  }

  /** States that predict each token of a branch and the one behind it. */
  private static Tensor together(Decoder decoder, List<int[]> branches) {
    TokenBatch batch = TokenBatch.forked(PROMPTS, branches);
    int time = Collections.max(LENGTHS) + 1;
    long[] all = Objects.requireNonNull(batch.fork()).places(time);
    long[] places =
        IntStream.range(0, all.length)
            .filter(i -> i % time <= branches.get(i / time).length)
            .mapToLong(i -> all[i])
            .toArray();
    Tensor hidden = decoder.hidden(batch).select(0, 0); // [tokens, width]
    return hidden.index_select(0, Tensors.longs(places, places.length));
  }

  @Test
  void whatStandsBehindTheEndOfABranchIsPredictedAsTheEndIs() {
    TokenBatch.Fork fork = new TokenBatch.Fork(List.of(3, 2), List.of(1, 2, 2, 1));
    assertThat(fork.places(4)).containsExactly(2, 5, 5, 5, 2, 6, 7, 7, 4, 8, 9, 9, 4, 10, 10, 10);
  }

  @Test
  void sharesAreOfFamiliesAndOfNearlyAsManyTokens() {
    try (Scope scope = Scope.open()) {
      List<int[]> prompts = Collections.nCopies(4, new int[] {1, 2});
      List<int[]> branches = Stream.of(9, 1, 1, 1).map(int[]::new).toList();
      TokenBatch batch = TokenBatch.forked(prompts, branches);
      assertThat(batch.parts(1)).hasSize(1);
      assertThat(batch.parts(2).stream().map(ForkedBatchTest::tokens)).containsExactly(11L, 9L);
      assertThat(batch.parts(3).stream().map(ForkedBatchTest::tokens)).containsExactly(11L, 3L, 6L);
      assertThat(batch.parts(9).stream().map(ForkedBatchTest::tokens))
          .containsExactly(11L, 3L, 3L, 3L);
      List<Long> ids =
          batch.parts(2).stream()
              .flatMapToLong(part -> LongStream.of(Tensors.toLongs(part.batch().positions())))
              .boxed()
              .toList();
      assertThat(ids).startsWith(0L, 1L, 2L, 3L, 4L).endsWith(0L, 1L, 2L, 2L, 2L);
    }
  }

  private static long tokens(TokenBatch.Part part) {
    long counted = part.runs().stream().mapToLong(TokenBatch.Run::count).sum();
    assertThat(part.batch().ids().numel()).isEqualTo(counted);
    return counted;
  }

  @Test
  void aBranchDoesNotChangeItsNeighbours() {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read("llama")) {
      List<int[]> branches = branches(8);
      int own = branches.getFirst().length;
      Tensor before = together(reference.decoder(), branches);
      branches.getFirst()[0] = (branches.getFirst()[0] + 1) % 8;
      Tensor after = together(reference.decoder(), branches);
      assertThat(Close.difference(before.narrow(0, 0, 1), after.narrow(0, 0, 1))).isZero();
      assertThat(Close.difference(before.narrow(0, 1, 1), after.narrow(0, 1, 1))).isPositive();
      long others = before.size(0) - own - 1;
      assertThat(
              Tensors.sameBits(
                  before.narrow(0, own + 1L, others).contiguous(),
                  after.narrow(0, own + 1L, others).contiguous()))
          .isTrue();
    }
  }

  @Test
  void branchesThatDoNotFitTheirPromptsAreRefused() {
    assertThatThrownBy(() -> TokenBatch.forked(PROMPTS, Collections.nCopies(5, new int[1])))
        .hasMessage("5 branches cannot go on from 3 prompts");
    assertThatThrownBy(() -> TokenBatch.forked(PROMPTS, Collections.nCopies(3, new int[0])))
        .hasMessage("a prompt or branch of no tokens cannot be read");
  }

  private static List<Tensor> learning(Decoder decoder) {
    List<Tensor> weights = new ArrayList<>();
    decoder
        .parameters()
        .byName()
        .forEach((name, weight) -> {
          if (!name.equals("lm_head.weight")) {
            weights.add(new Tensor(weight.set_requires_grad(true)));
          }
        });
    return weights;
  }
}
