package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;

/** {@link LayerChange} and {@link LayerDrift}: of three layers the middle one is changed. */
class LayersTest {

  private static final DecoderShape SHAPE = DecoderShape.llama(6, 8, 3, 2, 2, 12, 16);

  @Test
  void onlyTheChangedLayersWeightsDiffer() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        Decoder base = Decoder.initialised(SHAPE, streams.get("init"));
        Decoder tuned = changed(base)) {
      List<LayerChange> changes =
          LayerChange.between(base.parameters().byName(), tuned.parameters().byName());
      assertThat(changes)
          .extracting(LayerChange::layer)
          .contains("embed_tokens", "layers.0", "layers.1", "layers.2", "norm");
      for (LayerChange change : changes) {
        boolean middle = change.layer().equals("layers.1");
        assertThat(change.relative()).isEqualTo(middle ? 0.1 : 0, within(1e-6));
        assertThat(change.unchanged()).isEqualTo(middle ? 0 : 1, within(0.01));
      }
    }
  }

  @Test
  void activationsDifferFromTheChangedLayerOnAndLieAlikeBelow() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        Decoder base = Decoder.initialised(SHAPE, streams.get("init"));
        Decoder tuned = changed(base)) {
      List<int[]> texts = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        texts.add(new int[] {i % 5, 1 + i % 3, 4, i / 3, 2});
      }
      List<LayerDrift> layers = LayerDrift.between(base, tuned, texts, 30);
      assertThat(layers)
          .extracting(LayerDrift::layer)
          .containsExactly("embeddings", "layers.0", "layers.1", "layers.2", "output");
      assertThat(layers.get(1).relative()).isZero();
      assertThat(layers.get(1).linearCka()).isEqualTo(1, within(1e-9));
      assertThat(layers.get(1).cknna()).isEqualTo(1, within(1e-9));
      assertThat(layers.get(2).relative()).isPositive();
      assertThat(layers.get(2).linearCka()).isLessThan(1);
      assertThat(LayerDrift.between(base, base, texts, 30))
          .allSatisfy(layer -> assertThat(layer.relative()).isZero());
    }
  }

  private static Decoder changed(Decoder base) {
    Decoder tuned = base.copy();
    Gradients.without(() ->
        tuned
            .parameters()
            .byName()
            .forEach((name, weight) -> {
              if (name.contains("layers.1.")) {
                weight.mul_(new Scalar(1.1));
              }
            }));
    return tuned;
  }
}
