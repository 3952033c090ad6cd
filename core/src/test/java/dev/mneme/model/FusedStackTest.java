package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gradient by hand against that of the library, operator by operator. */
class FusedStackTest {

  /** Looks and changes nothing, but keeps the decoder from fusing. */
  private static final Taps WATCHING = (site, activation) -> activation;

  @ParameterizedTest
  @CsvSource({
    "llama,false", "llama,true", "llama-tied,false", "llama-biased,false", "llama-biased,true",
    "llama-yarn,false", "mistral,true", "qwen2,false", "qwen2-window,false", "qwen2-window,true",
    "smollm,false"
  })
  void valuesAndGradientsAreTheLibrarys(String name, boolean packed) {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read(name);
        RandomStreams streams = new RandomStreams(4)) {
      Decoder decoder = reference.decoder();
      Tensor ids =
          Tensors.longs(
              new Random(3).longs(2 * 12, 0, decoder.shape().vocabulary()).toArray(), 2, 12);
      TokenBatch batch =
          packed
              ? TokenBatch.packed(ids, List.of(new long[] {5, 7}, new long[] {3, 4, 2}))
              : TokenBatch.of(ids);
      Tensor direction = streams.get("direction").normal(0, 1, 2, 12, decoder.shape().width());
      List<Tensor> weights = learning(decoder);
      Tensor fused = decoder.hidden(batch);
      Tensor plain = decoder.hidden(batch, WATCHING);
      assertThat(Close.difference(fused, plain)).isLessThan(1e-5);
      List<Tensor> found = Gradients.of(fused.mul(direction).sum(), weights);
      List<Tensor> wanted = Gradients.of(plain.mul(direction).sum(), weights);
      for (int i = 0; i < weights.size(); i++) {
        assertThat(Close.difference(found.get(i), wanted.get(i))).as("%d", i).isLessThan(2e-5);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"llama", "llama-tied", "llama-biased", "mistral", "qwen2", "qwen2-window", "smollm"})
  void branchesOfAPromptAreFusedAsTheLibraryHasThem(String name) {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read(name);
        RandomStreams streams = new RandomStreams(4)) {
      Decoder decoder = reference.decoder();
      Tensor branches =
          Tensors.longs(
              new Random(3).longs(6 * 5, 0, decoder.shape().vocabulary()).toArray(), 6, 5);
      TokenBatch batch =
          TokenBatch.forked(List.of(new int[] {3, 1, 4, 1}, new int[] {5, 9}), branches);
      Tensor fused = decoder.hidden(batch);
      Tensor plain = decoder.hidden(batch, WATCHING);
      assertThat(Close.difference(fused, plain)).isLessThan(1e-5);
      Tensor direction =
          streams.get("direction").normal(0, 1, 1, fused.size(1), decoder.shape().width());
      List<Tensor> weights = learning(decoder);
      List<Tensor> found = Gradients.of(decoder.hidden(batch).mul(direction).sum(), weights);
      List<Tensor> wanted =
          Gradients.of(decoder.hidden(batch, WATCHING).mul(direction).sum(), weights);
      for (int i = 0; i < weights.size(); i++) {
        assertThat(Close.difference(found.get(i), wanted.get(i))).as("%d", i).isLessThan(2e-5);
      }
    }
  }

  @Test
  void aGradientCanBeTakenTwice() {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read("llama")) {
      Decoder decoder = reference.decoder();
      List<Tensor> weights = learning(decoder);
      Tensor loss = decoder.hidden(TokenBatch.of(reference.ids())).square().sum();
      List<Tensor> first = Gradients.of(loss, weights, true);
      List<Tensor> second = Gradients.of(loss, weights);
      for (int i = 0; i < weights.size(); i++) {
        assertThat(Tensors.sameBits(first.get(i), second.get(i))).isTrue();
      }
    }
  }

  /** All weights that the states depend on. */
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
