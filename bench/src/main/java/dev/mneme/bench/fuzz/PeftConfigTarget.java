package dev.mneme.bench.fuzz;

import dev.mneme.model.DecoderShape;
import dev.mneme.model.PeftFolder;
import dev.mneme.tensor.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** An adapter_config.json beside the sound weights of an adapter. */
final class PeftConfigTarget implements Target {

  private final DecoderShape shape = DecoderShape.llama(5, 4, 1, 2, 1, 6, 16);
  private final Scratch scratch = new Scratch();
  private final List<byte[]> seeds =
      Stream.of(
              "{\"peft_type\":\"LORA\",\"r\":1,\"lora_alpha\":2,\"target_modules\":[\"q_proj\"],\"bias\":\"none\",\"use_rslora\":true}",
              "{\"peft_type\":\"LORA\",\"r\":8,\"target_modules\":\".*\\\\.q_proj\",\"rank_pattern\":{\"q_proj\":1},\"alpha_pattern\":{\"layers.0.*\":0.5},\"init_lora_weights\":\"gaussian\"}",
              "{\"peft_type\":\"LORA\",\"r\":1,\"target_modules\":[\"self_attn.q_proj\"],\"lora_dropout\":0.1,\"modules_to_save\":null}")
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .toList();

  PeftConfigTarget() {
    String prefix = "base_model.model.model.layers.0.self_attn.q_proj.lora_";
    byte[] header =
        ("{\"%1$sA.weight\":{\"dtype\":\"F32\",\"shape\":[1,4],\"data_offsets\":[0,16]},"
                + "\"%1$sB.weight\":{\"dtype\":\"F32\",\"shape\":[4,1],\"data_offsets\":[16,32]}}")
            .formatted(prefix)
            .getBytes(StandardCharsets.UTF_8);
    try {
      scratch.write(
          "adapter_model.safetensors",
          ByteBuffer.allocate(40 + header.length)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(header.length)
              .put(header)
              .array());
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "peft_type",
        "LORA",
        "r",
        "lora_alpha",
        "use_rslora",
        "target_modules",
        "rank_pattern",
        "alpha_pattern",
        "bias",
        "none",
        "init_lora_weights",
        "all-linear",
        "q_proj",
        "gate_proj",
        "(",
        ")",
        "|",
        "*",
        "+",
        "?",
        "[",
        "]",
        "{9}",
        "\\\\d",
        "(a+)+",
        "(?=",
        "\\\\1",
        "$",
        "^",
        "\\\\Q",
        "use_dora",
        "null",
        ".*",
        "layers.0.");
  }

  @Override
  public void read(byte[] file) throws IOException {
    scratch.write("adapter_config.json", file);
    PeftFolder.read(scratch.folder(), shape, ElementType.F32).close();
  }
}
