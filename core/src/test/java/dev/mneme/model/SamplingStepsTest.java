package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
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
        fill(decoder, library);
        fill(decoder, vectors);
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

  /** The same random keys and values for whoever is asked. */
  private static void fill(Decoder decoder, SamplingSteps steps) {
    DecoderShape shape = decoder.shape();
    try (RandomStreams streams = new RandomStreams(8)) {
      Tensor places = Tensors.longs(new long[] {0, 2, 3}, 3);
      for (int layer = 0; layer < shape.layers(); layer++) {
        Tensor keys = some(streams, shape);
        steps.fill(layer, places, keys, some(streams, shape));
      }
    }
  }

  private static Tensor some(RandomStreams streams, DecoderShape shape) {
    return streams.get("cache").normal(0, 1, 3, shape.keyValueHeads(), 9, shape.headWidth());
  }
}
