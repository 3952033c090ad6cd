package dev.mneme.bench.fuzz;

import dev.mneme.model.DecoderShape;
import dev.mneme.model.GenerationDefaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model's config.json with its rotary positions, or what says {@code do_sample}, a
 * generation_config.json.
 */
final class DecoderConfigTarget implements Target {

  private static final int FEW_LAYERS = 8;

  private final Scratch scratch = new Scratch();
  private final List<byte[]> seeds = made();

  private static List<byte[]> made() {
    String llama = DecoderShape.llama(32, 16, 2, 4, 2, 24, 64).toConfigJson();
    String compact = llama.replaceAll("\\s+", "");
    return Stream.of(
            compact,
            compact.replaceFirst("\"rope_scaling\":null", yarn()),
            compact.replaceFirst("\"rope_scaling\":null", llama3()),
            compact.replaceFirst(
                "\"rope_scaling\":null", "\"rope_scaling\":{\"type\":\"dynamic\",\"factor\":2.0}"),
            compact
                .replace("LlamaForCausalLM", "Qwen2ForCausalLM")
                .replace("\"llama\"", "\"qwen2\"")
                .replaceFirst(
                    "\\{",
                    "{\"use_sliding_window\":true,\"sliding_window\":8,\"layer_types\":[\"full_attention\",\"sliding_attention\"],"),
            "{\"do_sample\":true,\"temperature\":0.7,\"top_k\":20,\"top_p\":0.9,\"min_p\":0.1,\"repetition_penalty\":1.1}")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static String yarn() {
    return "\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":4.0,\"original_max_position_embeddings\":32,"
        + "\"attention_factor\":1.0,\"beta_fast\":32,\"beta_slow\":1,\"mscale\":1.0,\"truncate\":true}";
  }

  private static String llama3() {
    return "\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8.0,\"low_freq_factor\":1.0,"
        + "\"high_freq_factor\":4.0,\"original_max_position_embeddings\":32}";
  }

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "architectures",
        "model_type",
        "hidden_size",
        "head_dim",
        "num_attention_heads",
        "num_key_value_heads",
        "rope_scaling",
        "rope_parameters",
        "rope_theta",
        "rope_type",
        "type",
        "linear",
        "dynamic",
        "yarn",
        "llama3",
        "default",
        "partial_rotary_factor",
        "layer_types",
        "sliding_window",
        "max_window_layers",
        "eos_token_id",
        "torch_dtype",
        "bfloat16",
        "quantization_config",
        "MistralForCausalLM",
        "Qwen3ForCausalLM",
        "do_sample",
        "factor");
  }

  @Override
  public void read(byte[] file) throws IOException {
    String text = new String(file, StandardCharsets.UTF_8);
    if (text.contains("do_sample")) {
      scratch.write("generation_config.json", file);
      GenerationDefaults.of(scratch.folder());
      return;
    }
    DecoderShape shape = DecoderShape.parse(text, "config.json");
    if (!DecoderShape.parse(shape.toConfigJson(), "written").equals(shape)) {
      throw new AssertionError("what is written reads as something else: " + shape);
    }
    if (shape.layers() <= FEW_LAYERS) {
      shape.weights();
    }
  }
}
