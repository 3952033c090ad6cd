package dev.mneme.bench.fuzz;

import dev.mneme.data.Safetensors;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A safetensors file, whose length of the header and of the data are often put right. */
final class SafetensorsTarget implements Target {

  private static final int LARGEST = 1 << 16;
  private static final Pattern END = Pattern.compile("\\[\\s*\\d{1,6}\\s*,\\s*(\\d{1,6})\\s*\\]");

  private final Scratch scratch = new Scratch();
  private final List<byte[]> seeds =
      Stream.of(
              "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}}",
              "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[0,6]},"
                  + "\"b\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[6,8]},\"c\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]}}",
              "{\"e\":{\"dtype\":\"F16\",\"shape\":[0,7],\"data_offsets\":[0,0]},\"d\":{\"dtype\":\"F64\",\"shape\":[1,1,1],\"data_offsets\":[0,8]}}",
              "{}")
          .map(header -> whole(header.getBytes(StandardCharsets.UTF_8)))
          .toList();

  /** A header with its length in front and as many bytes behind as its tensors need. */
  private static byte[] whole(byte[] header) {
    int data = 0;
    Matcher ends = END.matcher(new String(header, StandardCharsets.ISO_8859_1));
    while (ends.find()) {
      data = Math.max(data, Math.min(LARGEST, Integer.parseInt(ends.group(1))));
    }
    return ByteBuffer.allocate(8 + header.length + data)
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
        "dtype",
        "shape",
        "data_offsets",
        "__metadata__",
        "F64",
        "F32",
        "F16",
        "BF16",
        "I64",
        "I32",
        "U8",
        "BOOL",
        "F8_E4M3",
        "format",
        "a",
        "\"",
        ":",
        ",",
        "[0,0]",
        "[0,4611686018427387904]",
        "[0,9223372036854775807,9223372036854775807]",
        "[4294967296,4294967296,0]");
  }

  @Override
  public byte[] framed(byte[] file, int how) {
    if (how % 2 == 0 || file.length < 8) {
      return file;
    }
    int end = file.length;
    while (end > 8 && file[end - 1] != '}') {
      end--;
    }
    return whole(Arrays.copyOfRange(file, 8, end));
  }

  @Override
  public void read(byte[] file) throws IOException {
    Path path = scratch.write("model.safetensors", file);
    try (Safetensors open = Safetensors.open(path);
        Scope scope = Scope.open()) {
      open.metadata();
      for (Map.Entry<String, Safetensors.Entry> entry : open.entries().entrySet()) {
        open.read(entry.getKey());
        if (entry.getValue().type().isFloating()) {
          open.read(entry.getKey(), ElementType.F16);
        }
      }
    }
  }
}
