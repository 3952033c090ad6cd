package dev.mneme.bench.fuzz;

import dev.mneme.data.WeightFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** An index of two sound shards. */
final class WeightIndexTarget implements Target {

  private final Scratch scratch = new Scratch();
  private final List<byte[]> seeds =
      Stream.of(
              "{\"metadata\":{\"total_size\":8},\"weight_map\":{\"a\":\"s1.safetensors\",\"b\":\"s2.safetensors\"}}",
              "{\"weight_map\":{\"a\":\"s1.safetensors\"}}")
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .toList();

  WeightIndexTarget() {
    try {
      scratch.write("s1.safetensors", shard("a"));
      scratch.write("s2.safetensors", shard("b"));
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static byte[] shard(String name) {
    byte[] header =
        "{\"%s\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
            .formatted(name)
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(12 + header.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "weight_map",
        "metadata",
        "s1.safetensors",
        "s2.safetensors",
        "../s1.safetensors",
        "/dev/zero",
        "..",
        ".",
        "\\u0000",
        "\\ud800",
        "a",
        "b",
        "\"",
        ":",
        ",",
        "{",
        "}",
        "[",
        "]");
  }

  @Override
  public void read(byte[] file) throws IOException {
    scratch.write("model.safetensors.index.json", file);
    WeightFiles.open(scratch.folder()).close();
  }
}
