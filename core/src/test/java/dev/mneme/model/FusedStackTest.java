package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.tensor.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gradient by hand against that of the library, operator by operator. */
class FusedStackTest {

  /** Looks and changes nothing, but keeps the decoder from fusing. */
  private static final Taps WATCHING = (site, activation) -> activation;

  private static final List<Integer> THREADS = List.of(1, 2, 3);

  private final int before = Threads.inUse();

  @ParameterizedTest
  @CsvSource({
    "llama,false", "llama,true", "llama-tied,false", "llama-biased,false", "llama-biased,true",
    "llama-yarn,false", "mistral,true", "qwen2,false", "qwen2-window,false", "qwen2-window,true",
    "smollm,false"
  })
  void valuesAndGradientsAreTheLibrarys(String name, boolean packed) {
    compare(
        name,
        decoder -> {
          Tensor ids = ids(decoder, 2, 12);
          return packed
              ? TokenBatch.packed(ids, List.of(new long[] {5, 7}, new long[] {3, 4, 2}))
              : TokenBatch.of(ids);
        });
  }

  @ParameterizedTest
  @CsvSource({"llama", "llama-tied", "llama-biased", "mistral", "qwen2", "qwen2-window", "smollm"})
  void branchesOfAPromptAreFusedAsTheLibraryHasThem(String name) {
    compare(
        name,
        decoder ->
            TokenBatch.forked(
                List.of(new int[] {3, 1, 4, 1}, new int[] {5, 9}, new int[] {2}),
                Stream.of(5, 1, 3, 3, 2, 7).map(length -> tokens(decoder, length)).toList()));
  }

  @ParameterizedTest
  @CsvSource({"llama", "llama-biased", "qwen2-window", "smollm"})
  void threadsShareTheHeadsOfASingleRow(String name) {
    compare(name, decoder -> TokenBatch.of(ids(decoder, 1, 40)));
  }

  /** More tokens than the MLP computes at a time, and not a multiple of them. */
  @ParameterizedTest
  @CsvSource({"llama", "llama-biased"})
  void manyTokensGoThroughTheMlpSomeAtATime(String name) {
    compare(name, decoder -> TokenBatch.of(ids(decoder, 15, 40)));
  }

  /** Whether values and gradients are those of the library, for each number of threads. */
  private static void compare(String name, Function<Decoder, TokenBatch> batches) {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read(name);
        RandomStreams streams = new RandomStreams(4)) {
      Decoder decoder = reference.decoder();
      TokenBatch batch = batches.apply(decoder);
      List<Tensor> weights = learning(decoder);
      Tensor plain = decoder.hidden(batch, WATCHING);
      Tensor direction = streams.get("direction").normal(0, 1, Tensors.shapeOf(plain));
      List<Tensor> wanted = Gradients.of(plain.mul(direction).sum(), weights);
      for (int threads : THREADS) {
        Threads.use(threads);
        Tensor fused = decoder.hidden(batch);
        assertThat(Close.difference(fused, plain)).isLessThan(1e-5);
        close(Gradients.of(fused.mul(direction).sum(), weights), wanted);
        Tensor again = decoder.hiddenCheckpointed(batch);
        assertThat(Tensors.sameBits(fused, again)).isTrue();
        close(Gradients.of(again.mul(direction).sum(), weights), wanted);
      }
    }
  }

  private static int[] tokens(Decoder decoder, int length) {
    return new Random(length).ints(length, 0, decoder.shape().vocabulary()).toArray();
  }

  private static Tensor ids(Decoder decoder, int rows, int time) {
    long[] ids = new Random(3).longs((long) rows * time, 0, decoder.shape().vocabulary()).toArray();
    return Tensors.longs(ids, rows, time);
  }

  @Test
  void threadsThatShareABatchGiveTheSameBitsEachTime() {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read("qwen2")) {
      Decoder decoder = reference.decoder();
      Tensor ids =
          Tensors.longs(
              new Random(5).longs(7 * 9, 0, decoder.shape().vocabulary()).toArray(), 7, 9);
      List<Tensor> weights = learning(decoder);
      Threads.use(2);
      List<Tensor> first = chosen(decoder, ids, weights);
      for (int time = 0; time < 5; time++) {
        List<Tensor> again = chosen(decoder, ids, weights);
        for (int i = 0; i < first.size(); i++) {
          assertThat(Tensors.sameBits(first.get(i), again.get(i))).isTrue();
        }
      }
      Threads.use(1);
      close(chosen(decoder, ids, weights), first);
    }
  }

  /** Log-probabilities of a batch's own tokens, then the gradients of their sum. */
  private static List<Tensor> chosen(Decoder decoder, Tensor ids, List<Tensor> weights) {
    Tensor logProbs = decoder.chosenLogProbs(decoder.hidden(TokenBatch.of(ids)), ids);
    List<Tensor> all = new ArrayList<>(List.of(logProbs));
    all.addAll(Gradients.of(logProbs.sum(), weights));
    return all;
  }

  private static void close(List<Tensor> found, List<Tensor> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      assertThat(Close.difference(found.get(i), wanted.get(i))).as("%d", i).isLessThan(2e-5);
    }
  }

  @AfterEach
  void threadsAsBefore() {
    Threads.use(before);
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
