package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against transformers; see bench/fixtures/decoder.py. */
class DecoderParityTest {

  static Stream<String> names() {
    return ReferenceDecoder.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void logitsAreThoseOfTransformers(String name) {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read(name)) {
      Decoder decoder = reference.decoder();
      Tensor logits = decoder.logits(decoder.hidden(TokenBatch.of(reference.ids())));
      assertThat(Close.difference(logits, reference.logits())).isLessThan(1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void greedyTextIsThatOfTransformers(String name) {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read(name)) {
      Tensor prompt = reference.ids().narrow(0, 0, 1).narrow(1, 0, 8);
      long[] expected = Tensors.toLongs(reference.greedy());
      assertThat(greedy(reference.decoder(), prompt, expected.length))
          .isEqualTo(LongStream.of(expected).boxed().toList());
    }
  }

  private static List<Long> greedy(Decoder decoder, Tensor prompt, int tokens) {
    List<Long> written = new ArrayList<>();
    try (KeyValueCache cache = decoder.cache(1, 128)) {
      Tensor logits = decoder.prefill(prompt, new long[] {prompt.size(1)}, cache, new int[] {0});
      for (int i = 0; i < tokens; i++) {
        Tensor next = Maths.argmax(logits, 1); // [1]
        written.add(Tensors.toLongs(next)[0]);
        logits = decoder.step(next, cache);
      }
    }
    return written;
  }

  @ParameterizedTest
  @MethodSource("names")
  void aStepGivesWhatAFullPassGives(String name) {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read(name);
        KeyValueCache cache = reference.decoder().cache(3, 20)) {
      Decoder decoder = reference.decoder();
      Tensor ids = reference.ids().narrow(1, 0, 10); // within the positions of every case
      Tensor full = Gradients.without(() -> decoder.logits(decoder.hidden(TokenBatch.of(ids))));
      decoder.prefill(ids.narrow(1, 0, 5), new long[] {2, 5}, cache, new int[] {1, 0});
      for (int i = 0; i < 5; i++) {
        // Slot 0 continues row 1 from place 5 on, slot 1 continues row 0 from place 2 on.
        Tensor next =
            Maths.concatenate(
                List.of(ids.select(0, 1).narrow(0, 5 + i, 1), ids.select(0, 0).narrow(0, 2 + i, 1)),
                0);
        Tensor logits = decoder.step(next, cache); // [2, vocabulary]
        Tensor expected =
            Maths.concatenate(
                List.of(
                    full.select(0, 1).narrow(0, 5 + i, 1), full.select(0, 0).narrow(0, 2 + i, 1)),
                0);
        assertThat(Close.difference(logits, expected)).isLessThan(1e-5);
      }
      assertThat(cache.length(0)).isEqualTo(10);
      assertThat(cache.length(1)).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void paddedAndPackedRowsGiveWhatLoneOnesGive(String name) {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read(name)) {
      Decoder decoder = reference.decoder();
      Tensor row = reference.ids().narrow(0, 0, 1); // [1, 12]
      Tensor first = decoder.hidden(TokenBatch.of(row.narrow(1, 0, 7)));
      Tensor second = decoder.hidden(TokenBatch.of(row.narrow(1, 7, 3)));

      Tensor right = decoder.hidden(TokenBatch.of(row.narrow(1, 0, 9))).narrow(1, 0, 7);
      assertThat(Close.difference(right, first)).isLessThan(1e-5);

      Tensor packed = decoder.hidden(TokenBatch.packed(row, List.of(new long[] {7, 3})));
      assertThat(Close.difference(packed.narrow(1, 0, 7), first)).isLessThan(1e-5);
      assertThat(Close.difference(packed.narrow(1, 7, 3), second)).isLessThan(1e-5);

      Tensor left = decoder.hidden(TokenBatch.leftPadded(row.narrow(1, 0, 10), new long[] {3}));
      assertThat(Close.difference(left.narrow(1, 7, 3), second)).isLessThan(1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theConfigWrittenHereDescribesTheSameModel(String name) {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read(name)) {
      DecoderShape shape = reference.decoder().shape();
      assertThat(DecoderShape.parse(shape.toConfigJson(), "again")).isEqualTo(shape);
    }
  }
}
