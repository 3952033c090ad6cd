package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecoderTest {

  private final RandomStreams streams = new RandomStreams(3);
  private final Scope scope = Scope.open();
  private final Decoder decoder = decoder();

  @AfterEach
  void close() {
    decoder.close();
    scope.close();
    streams.close();
  }

  private static Decoder decoder() {
    DecoderShape shape = DecoderShape.llama(40, 16, 3, 4, 2, 24, 64);
    try (RandomStreams streams = new RandomStreams(1)) {
      return Decoder.initialised(shape, streams.get("init"));
    }
  }

  @Test
  void newWeightsStartAsTransformersStartsThem() {
    double[] embeddings = Tensors.toDoubles(decoder.parameters().get("model.embed_tokens.weight"));
    double squares = 0;
    for (double number : embeddings) {
      squares += number * number;
    }
    assertThat(Math.sqrt(squares / embeddings.length)).isBetween(0.018, 0.022);
    assertThat(Tensors.toFloats(decoder.parameters().get("model.norm.weight"))).containsOnly(1);
  }

  @Test
  void weightsThatDoNotFitTheShapeAreRefused() {
    try (Parameters wrong = Parameters.own(new LinkedHashMap<>())) {
      assertThatThrownBy(() -> Decoder.of(decoder.shape(), wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("are not those of the shape");
    }
  }

  @Test
  void checkpointingChangesNoBitOfValuesAndGradients() {
    TokenBatch batch = TokenBatch.of(tokens(2, 9));
    Tensor plain = decoder.hidden(batch);
    Tensor kept = decoder.hiddenCheckpointed(batch);
    assertThat(Tensors.sameBits(kept.detach(), plain.detach())).isTrue();
    List<Tensor> expected = gradients(plain.mul(plain).sum());
    List<Tensor> found = gradients(kept.mul(kept).sum());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Tensors.sameBits(found.get(i), expected.get(i)))
          .as(new ArrayList<>(decoder.parameters().byName().keySet()).get(i))
          .isTrue();
    }
  }

  @Test
  void logProbsOfChosenTokensAndTheirGradientsAreThoseOfAllLogits() {
    Tensor ids = tokens(2, 9);
    Tensor next = tokens(2, 9);
    Tensor hidden = decoder.hidden(TokenBatch.of(ids));
    Tensor weights = streams.get("weights").uniform(-1, 1, 2, 9);
    Tensor plain = Maths.logSoftmax(decoder.logits(hidden)).gather(2, next.unsqueeze(2)).squeeze(2);
    Tensor chosen = decoder.chosenLogProbs(hidden, next);
    assertThat(Close.difference(chosen, plain)).isLessThan(1e-6);
    List<Tensor> expected = gradients(plain.mul(weights).sum());
    List<Tensor> found = gradients(decoder.chosenLogProbs(hidden, next).mul(weights).sum());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Close.difference(found.get(i), expected.get(i))).isLessThan(1e-5);
    }
  }

  @Test
  void gradientsOfSeveralSmallBatchesAddUpToThatOfABigOne() {
    Tensor ids = tokens(4, 8);
    List<Tensor> big = gradients(loss(ids));
    List<Tensor> first = gradients(loss(ids.narrow(0, 0, 1)));
    List<Tensor> rest = gradients(loss(ids.narrow(0, 1, 3)));
    for (int i = 0; i < big.size(); i++) {
      assertThat(Close.difference(first.get(i).add(rest.get(i)), big.get(i))).isLessThan(1e-5);
    }
  }

  @Test
  void aCopiedPromptIsContinuedLikeTheFirst() {
    Tensor prompt = tokens(1, 6);
    try (KeyValueCache cache = decoder.cache(3, 16)) {
      decoder.prefill(prompt, new long[] {6}, cache, new int[] {2});
      cache.copy(2, 0, 1);
      Tensor logits = decoder.step(Tensors.longs(new long[] {5, 5, 5}, 3), cache);
      assertThat(Close.difference(logits.narrow(0, 0, 1), logits.narrow(0, 2, 1))).isLessThan(1e-6);
      assertThat(Close.difference(logits.narrow(0, 1, 1), logits.narrow(0, 2, 1))).isLessThan(1e-6);
    }
  }

  @Test
  void aSlotFilledAgainForgetsWhatItHeld() {
    Tensor prompt = tokens(1, 4);
    Tensor next = Tensors.longs(new long[] {7}, 1);
    try (KeyValueCache used = decoder.cache(1, 16);
        KeyValueCache fresh = decoder.cache(1, 16)) {
      decoder.prefill(tokens(1, 12), new long[] {12}, used, new int[] {0});
      decoder.step(next, used);
      decoder.prefill(prompt, new long[] {4}, used, new int[] {0});
      decoder.prefill(prompt, new long[] {4}, fresh, new int[] {0});
      assertThat(Tensors.sameBits(decoder.step(next, used), decoder.step(next, fresh))).isTrue();
    }
  }

  @Test
  void aCacheTakesOverChangedWeightsWhenToldTo() {
    Tensor prompt = tokens(1, 4);
    Tensor next = Tensors.longs(new long[] {7}, 1);
    try (KeyValueCache cache = decoder.cache(1, 16)) {
      decoder.parameters().tensors().forEach(weight -> weight.detach().mul_(Tensors.scalar(1.5)));
      cache.refresh();
      decoder.prefill(prompt, new long[] {4}, cache, new int[] {0});
      Tensor all = Maths.concatenate(List.of(prompt, next.unsqueeze(0)), 1);
      Tensor full = decoder.logits(decoder.hidden(TokenBatch.of(all))).select(1, 4);
      assertThat(Close.difference(decoder.step(next, cache), full)).isLessThan(1e-5);
    }
  }

  @Test
  void whatDoesNotFitACacheIsRefused() {
    try (KeyValueCache cache = decoder.cache(1, 4)) {
      assertThatThrownBy(() -> decoder.prefill(tokens(1, 5), new long[] {5}, cache, new int[] {0}))
          .hasMessageContaining("prompts of 5 tokens do not fit slots of 4");
      decoder.prefill(tokens(1, 4), new long[] {4}, cache, new int[] {0});
      assertThatThrownBy(() -> decoder.step(Tensors.longs(new long[] {1}, 1), cache))
          .hasMessageContaining("slot 0 is full with 4 tokens");
    }
  }

  @Test
  void tapsSeeEverySiteAndChangeWhatFollows() {
    Map<String, List<Long>> seen = new LinkedHashMap<>();
    TokenBatch batch = TokenBatch.of(tokens(2, 5));
    Taps watching =
        (site, activation) -> {
          seen.put(site, LongStream.of(Tensors.shapeOf(activation)).boxed().toList());
          return site.equals("layers.2.residual") ? Tensors.zerosLike(activation) : activation;
        };
    Tensor logits = decoder.logits(decoder.hidden(batch, watching), watching);
    assertThat(seen)
        .hasSize(1 + 3 * 4 + 2)
        .containsEntry("embeddings", List.of(2L, 5L, 16L))
        .containsEntry("layers.1.heads", List.of(2L, 5L, 4L, 4L))
        .containsEntry("layers.1.attention", List.of(2L, 5L, 16L))
        .containsEntry("layers.1.mlp", List.of(2L, 5L, 16L))
        .containsEntry("logits", List.of(2L, 5L, 40L));
    assertThat(Tensors.toFloats(logits)).containsOnly(0);
  }

  @Test
  void theStreamBehindABlockIsTheSumOfWhatWasAdded() {
    List<Tensor> added = new ArrayList<>();
    List<Tensor> streams = new ArrayList<>();
    Taps reading =
        (site, activation) -> {
          boolean adds = List.of("embeddings", "attention", "mlp").contains(kind(site));
          (adds ? added : streams).add(activation.detach());
          return activation;
        };
    decoder.hidden(TokenBatch.of(tokens(2, 5)), reading);
    Tensor sum = added.getFirst();
    for (Tensor next : added.subList(1, added.size())) {
      sum = sum.add(next);
    }
    Tensor last = streams.get(streams.size() - 2); // before "hidden"
    assertThat(Tensors.sameBits(sum, last)).isTrue();
  }

  private static String kind(String site) {
    return site.substring(site.lastIndexOf('.') + 1);
  }

  @Test
  void anAdapterCountsInFullPassesInSamplingAndUnderCheckpointing() {
    Lora lora = Lora.of(2, 4, List.of("q_proj", "down_proj"));
    try (LoraAdapter adapter =
            LoraAdapter.initialised(lora, decoder.shape(), streams.get("adapter"));
        KeyValueCache cache = adapted(adapter).cache(1, 8)) {
      Decoder adapted = adapted(adapter);
      adapter.parameters().tensors().forEach(weight -> weight.detach().add_(Tensors.scalar(0.1)));
      cache.refresh();
      Tensor ids = tokens(1, 6);
      adapted.prefill(ids.narrow(1, 0, 5), new long[] {5}, cache, new int[] {0});
      Tensor step = adapted.step(ids.select(0, 0).narrow(0, 5, 1), cache);
      Tensor full = adapted.logits(adapted.hidden(TokenBatch.of(ids))).select(1, 5);
      assertThat(Close.difference(step, full)).isLessThan(1e-5);
      Tensor base = decoder.logits(decoder.hidden(TokenBatch.of(ids))).select(1, 5);
      assertThat(Close.difference(base, full)).isGreaterThan(1e-2);

      List<Tensor> learnt = adapter.parameters().tensors();
      List<Tensor> plain = Gradients.of(adapted.hidden(TokenBatch.of(ids)).sum(), learnt);
      List<Tensor> again =
          Gradients.of(adapted.hiddenCheckpointed(TokenBatch.of(ids)).sum(), learnt);
      for (int i = 0; i < plain.size(); i++) {
        assertThat(Tensors.sameBits(again.get(i), plain.get(i))).isTrue();
      }
    }
  }

  private Decoder adapted(LoraAdapter adapter) {
    return decoder.adapted(adapter::over, adapter.parameters());
  }

  @Test
  void inFloat64TheStepsAgreeWithTheFullPassToTheLastDigits() {
    Map<String, Tensor> wide = new LinkedHashMap<>();
    decoder
        .parameters()
        .byName()
        .forEach((name, weight) -> wide.put(name, Tensors.to(weight.detach(), ElementType.F64)));
    try (Decoder precise = Decoder.of(decoder.shape(), Parameters.own(wide));
        KeyValueCache cache = precise.cache(1, 8)) {
      Tensor ids = tokens(1, 6);
      precise.prefill(ids.narrow(1, 0, 5), new long[] {5}, cache, new int[] {0});
      Tensor full = precise.logits(precise.hidden(TokenBatch.of(ids))).select(1, 5);
      Tensor step = precise.step(ids.select(0, 0).narrow(0, 5, 1), cache);
      assertThat(Close.difference(step, full)).isLessThan(1e-12);
    }
  }

  private Tensor loss(Tensor ids) {
    Tensor hidden = decoder.hiddenCheckpointed(TokenBatch.of(ids.narrow(1, 0, 7)));
    return decoder.chosenLogProbs(hidden, ids.narrow(1, 1, 7)).sum();
  }

  private Tensor tokens(long rows, long time) {
    return streams.get("tokens").integers(40, rows, time);
  }

  private List<Tensor> gradients(Tensor loss) {
    return Gradients.of(loss, decoder.parameters().tensors());
  }
}
