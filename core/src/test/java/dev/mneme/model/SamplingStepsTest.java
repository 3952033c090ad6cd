package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways to compute a step, over texts that come, are copied and go. */
class SamplingStepsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"llama", "llama-biased", "llama-dynamic", "qwen2-window", "qwen3", "smollm"})
  void vectorsAndTheLibraryAgree(String name) {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read(name);
        SamplingSteps library =
            Gradients.without(() -> new LibrarySteps(reference.decoder(), 4, 30));
        SamplingSteps vectors =
            Gradients.without(() -> new VectorSteps(reference.decoder(), 4, 30))) {
      Decoder decoder = reference.decoder();
      Gradients.without(() -> {
        fill(decoder, library, 9, 0, 2, 3);
        fill(decoder, vectors, 9, 0, 2, 3);
        library.copyStart(0, 9, 1);
        vectors.copyStart(0, 9, 1);
        long[] lengths = {9, 9, 3, 5};
        Random random = new Random(2);
        for (int step = 0; step < 20; step++) {
          int rows = 4 - step / 7;
          long[] given = Arrays.copyOf(lengths, rows);
          Tensor ids =
              Tensors.longs(random.longs(rows, 0, decoder.shape().vocabulary()).toArray(), rows);
          assertThat(Close.difference(vectors.step(ids, given), library.step(ids, given)))
              .isLessThan(1e-5);
          for (int row = 0; row < rows; row++) {
            lengths[row]++;
          }
        }
      });
    }
  }

  /** Long enough for vectors to read what is alike in one place. */
  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2-window", "smollm"})
  void textsThatBeginAlikeGoTheirOwnWays(String name) {
    try (Scope scope = Scope.open();
        ReferenceDecoder reference = ReferenceDecoder.read(name);
        SamplingSteps library =
            Gradients.without(() -> new LibrarySteps(reference.decoder(), 5, 80));
        SamplingSteps vectors =
            Gradients.without(() -> new VectorSteps(reference.decoder(), 5, 80))) {
      Decoder decoder = reference.decoder();
      Random random = new Random(3);
      Gradients.without(() -> {
        for (SamplingSteps steps : List.of(library, vectors)) {
          fill(decoder, steps, 50, 0, 4);
          steps.copyStart(0, 50, 1);
          steps.copyStart(1, 37, 2);
          steps.copyStart(4, 50, 3);
        }
        long[] lengths = agree(decoder, library, vectors, random, 50, 50, 37, 50, 50);
        for (SamplingSteps steps : List.of(library, vectors)) {
          steps.copyStart(4, lengths[4], 1); // the last text goes into a gap
          steps.copyStart(0, 50, 3); // a new one from a prompt that is being continued
        }
        lengths = agree(decoder, library, vectors, random, lengths[0], lengths[4], lengths[2], 50);
        for (SamplingSteps steps : List.of(library, vectors)) {
          fill(decoder, steps, 33, 0);
        }
        lengths = agree(decoder, library, vectors, random, 33, lengths[1], lengths[2], lengths[3]);
        agree(decoder, library, vectors, random, lengths[0], lengths[1], 0, lengths[3]);
      });
    }
  }

  /** Seven steps from texts of given lengths on; their lengths then. */
  private static long[] agree(
      Decoder decoder,
      SamplingSteps library,
      SamplingSteps vectors,
      Random random,
      long... lengths) {
    int rows = lengths.length;
    for (int step = 0; step < 7; step++) {
      Tensor ids =
          Tensors.longs(random.longs(rows, 0, decoder.shape().vocabulary()).toArray(), rows);
      assertThat(Close.difference(vectors.step(ids, lengths), library.step(ids, lengths)))
          .isLessThan(1e-5);
      for (int row = 0; row < rows; row++) {
        lengths[row]++;
      }
    }
    return lengths;
  }

  /** The same random keys and values for whoever is asked. */
  private static void fill(Decoder decoder, SamplingSteps steps, int time, long... slots) {
    DecoderShape shape = decoder.shape();
    try (RandomStreams streams = new RandomStreams(8)) {
      Tensor places = Tensors.longs(slots, slots.length);
      for (int layer = 0; layer < shape.layers(); layer++) {
        Tensor keys = some(streams, shape, slots.length, time);
        steps.fill(layer, places, keys, some(streams, shape, slots.length, time));
      }
    }
  }

  private static Tensor some(RandomStreams streams, DecoderShape shape, int texts, int time) {
    return streams.get("cache").normal(0, 1, texts, shape.keyValueHeads(), time, shape.headWidth());
  }
}
