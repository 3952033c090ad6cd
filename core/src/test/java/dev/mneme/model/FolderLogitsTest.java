package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.data.Safetensors;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logits of folders and adapters that transformers and PEFT wrote, beside theirs. */
class FolderLogitsTest {

  private static final double RELATIVE = 1e-5;

  @ParameterizedTest
  @ValueSource(strings = {"sharded", "tied"})
  void aFolderGivesTheLogitsOfTransformers(String name) {
    Path source = Fixture.folder(name);
    try (Scope scope = Scope.open();
        ModelFolder folder = ModelFolder.open(source);
        Decoder decoder = Decoder.of(folder.shape(), folder.loadFrozen(ElementType.F32))) {
      Map<String, Tensor> expected = Safetensors.load(source.resolve("expected.safetensors"));
      assertClose(logits(decoder, expected), of(expected, "logits"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adapter", "adapter-stabilised", "adapter-expression"})
  void anAdapterGivesTheLogitsOfPeftBesideTheBaseAndMergedAndLeavesTheBaseAsItWas(String name) {
    Path source = Fixture.folder(name);
    try (Scope scope = Scope.open();
        ModelFolder folder = ModelFolder.open(Fixture.folder("sharded"));
        Parameters base = folder.loadFrozen(ElementType.F32);
        LoraAdapter adapter = PeftFolder.read(source, folder.shape(), ElementType.F32)) {
      Map<String, Tensor> expected = Safetensors.load(source.resolve("expected.safetensors"));
      Decoder plain = Decoder.of(folder.shape(), base);
      Tensor before = logits(plain, expected);
      Tensor beside = logits(plain.adapted(adapter::over, adapter.parameters()), expected);
      assertClose(beside, of(expected, "logits"));
      assertThat(furthest(beside, before)).isGreaterThan(0.01);
      try (LoraAdapter.Merged merged = adapter.mergeForNow(base)) {
        Tensor after = logits(plain, expected);
        assertClose(after, of(expected, "merged"));
        assertClose(after, beside);
      }
      assertThat(Tensors.sameBits(logits(plain, expected), before)).isTrue();
    }
  }

  private static Tensor logits(Decoder decoder, Map<String, Tensor> expected) {
    return decoder.logits(decoder.hidden(TokenBatch.of(of(expected, "tokens")))).detach();
  }

  private static void assertClose(Tensor found, Tensor expected) {
    assertThat(furthest(found, expected)).isLessThan(RELATIVE * expected.abs().max().item_double());
  }

  private static double furthest(Tensor a, Tensor b) {
    return a.sub(b).abs().max().item_double();
  }

  private static Tensor of(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }
}
