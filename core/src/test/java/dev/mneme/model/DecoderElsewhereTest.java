package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.tensor.Device;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.OtherDevice;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A decoder on a device that takes no tensor of the processor computes what it computes there: all
 * that is made on the way is made on its device.
 */
class DecoderElsewhereTest {

  private static final Device ELSEWHERE = OtherDevice.get();

  /** How a batch goes through the decoder. */
  enum Way {
    ROWS,
    PACKED,
    BRANCHING,
    FORKED,
    CHECKPOINTED
  }

  @ParameterizedTest
  @CsvSource({
    "llama,ROWS",
    "llama,PACKED",
    "llama-dynamic,ROWS",
    "mistral,FORKED",
    "qwen2,CHECKPOINTED",
    "qwen2-window,BRANCHING",
    "qwen3,PACKED"
  })
  void logProbsAndGradientsAreThoseOfTheProcessor(String name, Way way) {
    try (Scope scope = Scope.open()) {
      List<Tensor> here = pass(name, way);
      List<Tensor> there = ELSEWHERE.call(() -> pass(name, way));
      assertThat(here).allMatch(Tensors::isOnProcessor);
      assertThat(there).hasSameSizeAs(here).allMatch(OtherDevice::holds);
      for (int i = 0; i < here.size(); i++) {
        assertThat(Close.difference(there.get(i), here.get(i))).isLessThan(1e-4);
      }
    }
  }

  /** Log-probabilities of tokens, and the gradients of all weights. */
  private static List<Tensor> pass(String name, Way way) {
    ReferenceDecoder reference = ReferenceDecoder.read(name);
    Decoder decoder = reference.decoder();
    Tensor ids = ids(decoder, 4, 6);
    TokenBatch batch = batch(way, ids);
    Tensor hidden =
        way == Way.CHECKPOINTED ? decoder.hiddenCheckpointed(batch) : decoder.hidden(batch);
    Tensor chosen = decoder.chosenLogProbs(hidden, batch.ids());
    List<Tensor> found = new ArrayList<>(List.of(chosen.detach()));
    found.addAll(Gradients.of(chosen.square().mean(), decoder.parameters().tensors()));
    return found;
  }

  private static Tensor ids(Decoder decoder, int rows, int time) {
    int vocabulary = decoder.shape().vocabulary();
    return Tensors.longs(
        new Random(3).longs((long) rows * time, 0, vocabulary).toArray(), rows, time);
  }

  private static TokenBatch batch(Way way, Tensor ids) {
    List<long[]> lengths =
        List.of(new long[] {2, 4}, new long[] {3, 3}, new long[] {6}, new long[] {1, 2});
    return switch (way) {
      case ROWS, CHECKPOINTED -> TokenBatch.of(ids);
      case PACKED -> TokenBatch.packed(ids, lengths);
      case BRANCHING -> TokenBatch.branching(ids, lengths);
      case FORKED ->
          TokenBatch.forked(
              List.of(new int[] {3, 1, 4}, new int[] {5}),
              List.of(
                  new int[] {3, 5, 1, 2}, new int[] {6}, new int[] {2, 2}, new int[] {4, 1, 7}));
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2-window", "qwen3"})
  void itWritesTheSameText(String name) {
    try (Scope scope = Scope.open()) {
      List<Long> here = greedy(name);
      assertThat(ELSEWHERE.call(() -> greedy(name))).isEqualTo(here);
    }
  }

  /** The likeliest text behind two prompts of different lengths, one of which is then copied. */
  private static List<Long> greedy(String name) {
    Decoder decoder = ReferenceDecoder.read(name).decoder();
    List<Long> written = new ArrayList<>();
    Tensor prompts = ids(decoder, 2, 5);
    try (KeyValueCache cache = decoder.cache(3, 30)) {
      Tensor logits = decoder.prefill(prompts, new long[] {2, 5}, cache, new int[] {0, 1});
      cache.copy(1, 2);
      logits = Maths.concatenate(List.of(logits, logits.narrow(0, 1, 1)), 0);
      for (int i = 0; i < 6; i++) {
        Tensor next = Maths.argmax(logits, 1); // [3]
        for (long token : Tensors.toLongs(next)) {
          written.add(token);
        }
        logits = decoder.step(next, cache);
      }
    }
    return written;
  }

  @Test
  void whatManyTextsBeginWithIsReadOnceThereToo() {
    try (Scope scope = Scope.open()) {
      Tensor here = behind();
      Tensor there = ELSEWHERE.call(DecoderElsewhereTest::behind);
      assertThat(OtherDevice.holds(there)).isTrue();
      assertThat(Close.difference(there, here)).isLessThan(1e-5);
    }
  }

  private static Tensor behind() {
    Decoder decoder = ReferenceDecoder.read("llama").decoder();
    Beginning beginning = decoder.begin(ids(decoder, 1, 4));
    return decoder.hiddenBehind(beginning, TokenBatch.of(ids(decoder, 3, 5)));
  }

  @Test
  void adaptersLearnThereAndWeightsMayBeNarrow() {
    try (Scope scope = Scope.open()) {
      List<Tensor> here = adapted();
      List<Tensor> there = ELSEWHERE.call(DecoderElsewhereTest::adapted);
      assertThat(there).hasSameSizeAs(here).allMatch(OtherDevice::holds);
      for (int i = 0; i < here.size(); i++) {
        assertThat(Tensors.typeOf(there.get(i))).isEqualTo(ElementType.F32);
        assertThat(Close.difference(there.get(i), here.get(i))).isLessThan(0.05);
      }
    }
  }

  /** Gradients of the half of an adapter that is not zero, over bfloat16 weights. */
  private static List<Tensor> adapted() {
    Decoder wide = ReferenceDecoder.read("qwen2").decoder();
    Map<String, Tensor> narrow = new LinkedHashMap<>();
    wide.parameters()
        .byName()
        .forEach((name, each) -> narrow.put(name, Tensors.to(each.detach(), ElementType.BF16)));
    Decoder decoder = Decoder.of(wide.shape(), Parameters.ownFrozen(narrow));
    try (RandomStreams streams = new RandomStreams(2)) {
      LoraAdapter adapter =
          LoraAdapter.initialised(
              Lora.of(2, 4, List.of("q_proj", "down_proj")), wide.shape(), streams.get("init"));
      Decoder through = decoder.adapted(adapter::over, adapter.parameters());
      Tensor ids = ids(decoder, 2, 6);
      Tensor chosen = through.chosenLogProbs(through.hiddenCheckpointed(TokenBatch.of(ids)), ids);
      List<Tensor> learnt =
          adapter.parameters().byName().entrySet().stream()
              .filter(each -> each.getKey().contains("lora_B"))
              .map(Map.Entry::getValue)
              .toList();
      return Gradients.of(chosen.mean(), learnt);
    }
  }
}
