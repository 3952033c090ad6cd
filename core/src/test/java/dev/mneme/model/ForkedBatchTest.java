package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Branches that share a prompt against each sequence computed alone. */
class ForkedBatchTest {

  private static final List<int[]> PROMPTS =
      List.of(new int[] {3, 1, 4, 1, 5, 9, 2}, new int[] {6}, new int[] {5, 3, 5});
  private static final int GROUP = 2;
  private static final int TIME = 4;

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
      int vocabulary = decoder.shape().vocabulary();
      long[] taken =
          new Random(3).longs((long) PROMPTS.size() * GROUP * TIME, 0, vocabulary).toArray();
      int rows = PROMPTS.size() * GROUP;
      Tensor branches = Tensors.longs(taken, rows, TIME);
      long width = decoder.shape().width();
      Tensor direction = streams.get("direction").normal(0, 1, (TIME + 1L) * rows, width);
      List<Tensor> weights = learning(decoder);

      Tensor together = together(decoder, branches);
      List<Tensor> alone = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        int[] prompt = PROMPTS.get(row / GROUP);
        long[] ids = new long[prompt.length + TIME];
        for (int i = 0; i < prompt.length; i++) {
          ids[i] = prompt[i];
        }
        System.arraycopy(taken, row * TIME, ids, prompt.length, TIME);
        Tensor hidden = decoder.hidden(TokenBatch.of(Tensors.longs(ids, 1, ids.length)));
        alone.add(hidden.select(0, 0).narrow(0, prompt.length - 1L, TIME + 1L));
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

  /** States that predict each token of a branch and the one behind it. */
  private static Tensor together(Decoder decoder, Tensor branches) {
    TokenBatch batch = TokenBatch.forked(PROMPTS, branches);
    TokenBatch.Fork fork = Objects.requireNonNull(batch.fork());
    long[] places = new long[fork.branches() * (TIME + 1)];
    for (int i = 0; i < places.length; i++) {
      places[i] = fork.place(i / (TIME + 1), i % (TIME + 1));
    }
    Tensor hidden = decoder.hidden(batch).select(0, 0); // [tokens, width]
    return hidden.index_select(0, Tensors.longs(places, places.length));
  }

  @Test
  void aBranchDoesNotChangeItsNeighbours() {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read("llama")) {
      long[] taken = new Random(3).longs(6 * TIME, 0, 8).toArray();
      Tensor before = together(reference.decoder(), Tensors.longs(taken, 6, TIME));
      taken[0] = (taken[0] + 1) % 8;
      Tensor after = together(reference.decoder(), Tensors.longs(taken, 6, TIME));
      assertThat(Close.difference(before.narrow(0, 0, 1), after.narrow(0, 0, 1))).isZero();
      assertThat(Close.difference(before.narrow(0, 1, 1), after.narrow(0, 1, 1))).isPositive();
      long others = before.size(0) - TIME - 1;
      assertThat(
              Tensors.sameBits(
                  before.narrow(0, TIME + 1L, others).contiguous(),
                  after.narrow(0, TIME + 1L, others).contiguous()))
          .isTrue();
    }
  }

  @Test
  void branchesThatDoNotFitTheirPromptsAreRefused() {
    try (Scope scope = Scope.open()) {
      Tensor five = Tensors.longs(new long[5], 5, 1);
      assertThatThrownBy(() -> TokenBatch.forked(PROMPTS, five))
          .hasMessage("5 branches of 1 tokens cannot go on from 3 prompts");
    }
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
