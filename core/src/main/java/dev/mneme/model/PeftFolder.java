package dev.mneme.model;

import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.Safetensors;
import dev.mneme.data.SourceFolder;
import dev.mneme.data.WeightFiles;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Adapters as PEFT keeps them: {@code adapter_config.json} and {@code adapter_model.safetensors}
 * with names such as {@code base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight}.
 *
 * <p>PEFT's dropout acts during its training only and is not taken over; every other option that
 * would change the result is refused.
 */
public final class PeftFolder {

  private static final String STEM = "adapter_model";
  private static final String PREFIX = "base_model.model.";

  private PeftFolder() {}

  /** Reads an adapter for a decoder of that shape, checking all names and shapes first. */
  public static LoraAdapter read(Path folder, DecoderShape shape, ElementType precision) {
    SourceFolder source = SourceFolder.open(folder);
    Lora lora = PeftConfig.read(source);
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    lora.weights(shape).forEach((name, sizes) -> expected.put(PREFIX + name, sizes));
    if (expected.isEmpty()) {
      throw InputException.of(
          "%s: target_modules names no linear layer of this model. Use the model that the adapter was made for.",
          folder.resolve(PeftConfig.FILE));
    }
    try (Scope scope = Scope.open();
        WeightFiles files = WeightFiles.open(source, STEM)) {
      Map<String, Safetensors.Entry> found = files.entries();
      ExpectedWeights.require(
          folder.toString(), expected, found, "Use the model that the adapter was made for.");
      Map<String, Tensor> read = new LinkedHashMap<>();
      lora.weights(shape)
          .keySet()
          .forEach(name -> read.put(name, files.read(PREFIX + name, precision)));
      return LoraAdapter.of(lora, shape, Parameters.own(read));
    }
  }

  /**
   * Writes a folder that PEFT loads, whole or not at all.
   *
   * @param base the path or name of the model it belongs to, for the config
   * @throws InputException if the folder exists and is not empty, or cannot be written
   */
  public static void write(
      DurableFiles files, Path folder, LoraAdapter adapter, String base, ElementType precision) {
    ModelFolder.requireFree(folder);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    adapter.parameters().byName().forEach((name, weight) -> weights.put(PREFIX + name, weight));
    files.writeFolder(
        folder,
        inside -> {
          files.write(inside.resolve(PeftConfig.FILE), PeftConfig.write(adapter.lora(), base));
          WeightFiles.write(files, inside, STEM, weights, precision, Long.MAX_VALUE);
        });
  }
}
