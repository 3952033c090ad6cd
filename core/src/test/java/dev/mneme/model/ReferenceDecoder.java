package dev.mneme.model;

import dev.mneme.data.Safetensors;
import dev.mneme.tensor.Parameters;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * A tiny random model and what transformers computes from it; made by bench/fixtures/decoder.py.
 */
record ReferenceDecoder(Decoder decoder, String config, Tensor ids, Tensor logits, Tensor greedy)
    implements AutoCloseable {

  static final List<String> NAMES =
      List.of(
          "llama",
          "llama-tied",
          "llama-biased",
          "llama-linear",
          "llama-dynamic",
          "llama-llama3",
          "llama-yarn",
          "mistral",
          "qwen2",
          "qwen2-window",
          "qwen3",
          "smollm");

  static ReferenceDecoder read(String name) {
    try (Safetensors file = Safetensors.open(resource(name + ".safetensors"))) {
      String config = Objects.requireNonNull(file.metadata().get("config"));
      DecoderShape shape = DecoderShape.parse(config, name);
      Map<String, Tensor> weights = new LinkedHashMap<>();
      for (String weight : shape.weights().keySet()) {
        weights.put(weight, file.read("weights." + weight));
      }
      return new ReferenceDecoder(
          Decoder.of(shape, Parameters.own(weights)),
          config,
          file.read("ids"),
          file.read("logits"),
          file.read("greedy"));
    }
  }

  private static Path resource(String name) {
    URL url = Objects.requireNonNull(ReferenceDecoder.class.getResource(name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public void close() {
    decoder.close();
  }
}
