package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.WeightFiles;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.ModelFolder;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderCostsTest {

  /** 11 tokens, width 8, 2 layers, 2 heads of 4 that share keys and values, MLP 12. */
  private static final DecoderShape SMALL = DecoderShape.llama(11, 8, 2, 2, 1, 12, 32);

  private static final int BLOCK = 8 * 8 + 2 * 4 * 8 + 8 * 8 + 3 * 8 * 12 + 2 * 8;

  private final DecoderCosts costs = new DecoderCosts(SMALL);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"model_type\": \"llama\", \"tie_word_embeddings\": true",
        "\"model_type\": \"qwen2\", \"tie_word_embeddings\": false",
        "\"model_type\": \"qwen3\", \"head_dim\": 6, \"tie_word_embeddings\": false"
      })
  void theBytesOfTheWeightsAreTheSumOverTheHeaderOfASavedModel(
      String kind, @TempDir Path temporary) {
    DecoderShape shape =
        DecoderShape.parse(
            """
            {%s, "vocab_size": 13, "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 4,
             "num_key_value_heads": 2, "intermediate_size": 12, "max_position_embeddings": 32,
             "rms_norm_eps": 1e-6, "torch_dtype": "float32"}
            """
                .formatted(kind),
            "the test's shape");
    Path folder = temporary.resolve("model");
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        Decoder decoder = Decoder.initialised(shape, streams.get("init"))) {
      ModelFolder.save(
          new DurableFiles(Disk.real()),
          folder,
          shape,
          decoder.parameters(),
          new ModelFolder.Saving(ElementType.F32, Long.MAX_VALUE, null));
      try (WeightFiles files = WeightFiles.open(folder)) {
        long bytes =
            files.entries().values().stream().mapToLong(entry -> entry.end() - entry.begin()).sum();
        assertThat(new DecoderCosts(shape).weightBytes()).isEqualTo(bytes);
      }
      assertThat(new DecoderCosts(shape).parameters()).isEqualTo(decoder.parameters().count());
    }
  }

  @Test
  void aCacheHoldsKeysAndValuesOfEverySlotAndTheBlocksOnceMore() {
    long keysAndValues = 2L * 2 * 3 * 4 * 10;
    assertThat(costs.cacheBytes(3, 10)).isEqualTo(4 * (keysAndValues + 2L * BLOCK));
  }

  @Test
  void activationsAreCountedTensorByTensor() {
    DecoderCosts adapted = new DecoderCosts(SMALL, false);
    int norms = 4 * 8; // normalised and scaled, twice
    int projections = 8 + 4 + 4; // queries, keys, values
    int turned = 4 * (8 + 4); // rolled, two products and a sum
    int shared = 8 + 8; // keys and values once a query head
    int mixed = 8 + 8 + 8; // what heads say, projected, added
    int mlp = 4 * 12 + 8 + 8; // gate, its silu, up, their product; projected, added
    int token = norms + projections + turned + shared + mixed + mlp;
    assertThat(adapted.activationBytes(5)).isEqualTo(4L * 5 * 2 * token);
    assertThat(adapted.passBytes(5)).isEqualTo(4L * 5 * 2 * token);
    DecoderCosts unshared = new DecoderCosts(DecoderShape.llama(11, 8, 2, 2, 2, 12, 32), false);
    int keysOfTheirOwn = 2 * 4 + 4 * 4;
    assertThat(unshared.activationBytes(5))
        .isEqualTo(4L * 5 * 2 * (token + keysOfTheirOwn - shared));
  }

  @Test
  void whatIsKeptForAGradientByHandIsCountedTensorByTensor() {
    int states = 4 * 8; // both norms, both sums
    int heads = 8 + 4 + 4 + 8; // queries, keys, values, what heads say
    int sums = 2 * 2; // of each head's weights
    int mlp = 2 * 12; // gate and up
    int kept = states + heads + sums + mlp;
    int back = 3 * 12 + 8 + 8; // their gradients and their product; what went in and came out
    int turnedBack = 8 + (8 + 4 + 4) + 8 + 8; // what heads said, what they read, both states
    assertThat(costs.activationBytes(5)).isEqualTo(4L * 5 * (2 * kept + back + turnedBack));
    assertThat(costs.passBytes(5)).isEqualTo(4L * 5 * (2 * 8 + kept));
    assertThat(costs.checkpointedBytes(5)).isEqualTo(4L * 5 * (2 * 8 + kept + back + turnedBack));
  }

  @Test
  void productsAreTwoFlopsAWeightAndTokenAndThreeTimesThatWithGradients() {
    double attention = 2.0 * 8 * 7 * 21 * 2;
    assertThat(costs.forwards(3, 7).flops()).isEqualTo(2.0 * 2 * BLOCK * 21 + attention);
    assertThat(costs.learning(3, 7).flops()).isEqualTo(6.0 * 2 * BLOCK * 21 + 3.5 * attention);
    assertThat(costs.chosen(21).flops()).isEqualTo(2.0 * 21 * 8 * 11);
    assertThat(costs.chosenLearning(21).flops()).isEqualTo(4 * costs.chosen(21).flops());
  }

  @Test
  void theLogitsOfManyTokensAreHeldInChunks() {
    DecoderCosts wide = new DecoderCosts(DecoderShape.llama(100_000, 8, 2, 2, 1, 12, 32));
    long states = 2L * 4 * 900 * 8;
    assertThat(wide.chosenBytes(1000) - wide.chosenBytes(100)).isEqualTo(states);
    long others = 4L * 900 * (20 + 2 * 8);
    assertThat(wide.divergenceBytes(1000, 20, false) - wide.divergenceBytes(100, 20, false))
        .isEqualTo(others);
    long rows = (1 << 22) / 100_000;
    assertThat(wide.divergenceBytes(1000, 20, true))
        .isEqualTo(4L * (12 * rows * 100_000 + 1000 * (20 + 2 * 8)));
    assertThat(wide.lastLayerBytes()).isEqualTo(4L * 100_000 * 8);
    // Both are read forwards twice; ours gives back gradients to states and weights.
    assertThat(wide.divergence(10, 20).flops()).isEqualTo(10.0 * 100_000 * (8 * 8 + 4 * 20));
    assertThat(wide.wholeBytes(1000)).isEqualTo(2L * 4 * 1000 * 100_000);
  }

  @Test
  void aTimeIsTheSumOfWhatIsMultipliedWrittenAndCalled() {
    Speed speed = new Speed(1e9, 1e8, 1e-3);
    Work work = new Work(2e9, 1e8, 10).plus(Work.NONE).times(2);
    assertThat(speed.seconds(work)).isCloseTo(2 * (2 + 1 + 0.01), within(1e-9));
  }

  @Test
  void aMachineIsMeasuredWithoutKeepingAnything() {
    Speed speed = Speed.measure(64, 32);
    assertThat(speed.flopsPerSecond()).isPositive().isFinite();
    assertThat(speed.elementsPerSecond()).isPositive().isFinite();
    assertThat(speed.secondsPerOperator()).isPositive().isLessThan(1);
  }
}
