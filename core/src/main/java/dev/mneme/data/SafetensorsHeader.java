package dev.mneme.data;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The header of a safetensors file. Nothing in it is believed: every tensor must have a known type,
 * the bytes its shape asks for, and lie inside the file, and the tensors must fill the file without
 * gap or overlap.
 */
record SafetensorsHeader(
    Map<String, Safetensors.Entry> entries, Map<String, String> metadata, long length) {

  private static final String METADATA = "__metadata__";

  /** Most bytes of a header; parsing one takes about ten times as much memory. */
  static final int LONGEST = 100_000_000;

  private static final int MOST_DIMENSIONS = 64;
  private static final int ALIGNMENT = 8;

  private static final JsonFactory STRICT =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
    return new Reader(file, channel.size()).read(channel);
  }

  /**
   * The header in JSON, padded so that the data starts at a multiple of eight bytes.
   *
   * @param stored the type each tensor is written in
   */
  static byte[] encode(
      Map<String, Tensor> tensors,
      List<Map.Entry<String, Tensor>> order,
      Map<String, String> metadata,
      Function<Tensor, ElementType> stored) {
    Map<String, long[]> offsets = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<String, Tensor> entry : order) {
      Tensor tensor = entry.getValue();
      long end = Math.addExact(at, tensor.numel() * stored.apply(tensor).bytes());
      offsets.put(entry.getKey(), new long[] {at, end});
      at = end;
    }
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put(METADATA, metadata);
    }
    tensors.forEach((name, tensor) -> {
      if (name.equals(METADATA)) {
        throw new IllegalArgumentException("a tensor cannot be called " + METADATA);
      }
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", stored.apply(tensor).name());
      entry.put("shape", Tensors.shapeOf(tensor));
      entry.put("data_offsets", offsets.get(name));
      header.put(name, entry);
    });
    byte[] json = JsonMapper.shared().writeValueAsBytes(header);
    byte[] padded = Arrays.copyOf(json, Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    if (padded.length > LONGEST) {
      throw new IllegalArgumentException("the header is longer than " + LONGEST + " bytes");
    }
    return padded;
  }

  /** A name from a file on one line of bearable length. */
  static String quoted(String name) {
    StringBuilder text = new StringBuilder("\"");
    name.codePoints()
        .limit(80)
        .forEach(c -> text.append(Character.isISOControl(c) ? "\uFFFD" : Character.toString(c)));
    return text.append(name.codePointCount(0, name.length()) > 80 ? "…\"" : "\"").toString();
  }

  /** A name that is only quoted once a message needs it: there may be millions of them. */
  private record Quoted(String name) {

    @Override
    public String toString() {
      return quoted(name);
    }
  }

  /** Reads one header of one file. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
  private static final class Reader {

    private final Path file;
    private final long size;
    private long dataStart;

    Reader(Path file, long size) {
      this.file = file;
      this.size = size;
    }

    SafetensorsHeader read(FileChannel channel) throws IOException {
      byte[] json = header(channel);
      try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), text(json))) {
        SafetensorsHeader header = parse(parser);
        requireFilled(header.entries());
        return header;
      } catch (JacksonException broken) {
        String said = String.valueOf(broken.getOriginalMessage());
        throw wrong(broken, "the header is not valid JSON (%s). %s", line(said), DAMAGED);
      }
    }

    private static final String DAMAGED = "The file is damaged; get it again.";

    private byte[] header(FileChannel channel) throws IOException {
      if (size < Long.BYTES) {
        throw wrong(
            null,
            "a safetensors file has at least 8 bytes, this one has %d. The file is cut short; download it again.",
            size);
      }
      long length = bytes(channel, 0, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (length < 0 || length > LONGEST) {
        throw wrong(
            null,
            "the header claims to be %s bytes long, more than the %,d allowed. It is probably not a safetensors file.",
            Long.toUnsignedString(length),
            LONGEST);
      }
      dataStart = Long.BYTES + length;
      if (dataStart > size) {
        throw wrong(
            null,
            "the header ends at byte %,d but the file has %,d. The file is cut short; download it again.",
            dataStart,
            size);
      }
      return bytes(channel, Long.BYTES, (int) length).array();
    }

    private ByteBuffer bytes(FileChannel channel, long at, int count) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(count);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, at + bytes.position()) < 0) {
          throw wrong(null, "the file became shorter while it was read.");
        }
      }
      return bytes.flip();
    }

    private String text(byte[] json) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      } catch (CharacterCodingException broken) {
        throw wrong(broken, "the header is not valid UTF-8. %s", DAMAGED);
      }
    }

    private SafetensorsHeader parse(JsonParser parser) {
      require(parser.nextToken() == JsonToken.START_OBJECT, "the header is not a JSON object.");
      Map<String, Safetensors.Entry> entries = new LinkedHashMap<>();
      Map<String, String> metadata = Map.of();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        require(
            parser.nextToken() == JsonToken.START_OBJECT,
            "the header has no object for %s.",
            new Quoted(name));
        if (name.equals(METADATA)) {
          metadata = metadata(parser);
        } else {
          entries.put(name, entry(parser, name));
        }
      }
      require(parser.nextToken() == null, "something follows the header's JSON object.");
      return new SafetensorsHeader(
          Collections.unmodifiableMap(entries), metadata, dataStart - Long.BYTES);
    }

    private Map<String, String> metadata(JsonParser parser) {
      Map<String, String> metadata = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        require(
            parser.nextToken() == JsonToken.VALUE_STRING,
            "__metadata__ may hold only texts, but %s is none.",
            new Quoted(key));
        metadata.put(key, parser.getString());
      }
      return Collections.unmodifiableMap(metadata);
    }

    private Safetensors.Entry entry(JsonParser parser, String name) {
      ElementType type = null;
      List<Long> shape = null;
      List<Long> offsets = null;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        switch (key) {
          case "dtype" -> type = type(parser, name);
          case "shape" -> shape = numbers(parser, name, key, MOST_DIMENSIONS);
          case "data_offsets" -> offsets = numbers(parser, name, key, 2);
          default -> parser.skipChildren();
        }
      }
      if (type == null || shape == null || offsets == null || offsets.size() != 2) {
        throw wrong(
            null, "tensor %s lacks one of dtype, shape and two data_offsets.", new Quoted(name));
      }
      return checked(name, type, shape, offsets.get(0), offsets.get(1));
    }

    private ElementType type(JsonParser parser, String name) {
      String said = parser.getValueAsString("");
      for (ElementType type : ElementType.values()) {
        if (type.name().equals(said)) {
          return type;
        }
      }
      throw wrong(
          null,
          "tensor %s has elements of type %s; those that can be read are %s. Convert the file to one of them.",
          new Quoted(name),
          new Quoted(said),
          Arrays.toString(ElementType.values()));
    }

    private List<Long> numbers(JsonParser parser, String name, String key, int most) {
      require(
          parser.currentToken() == JsonToken.START_ARRAY,
          "%s of tensor %s is not a list.",
          key,
          new Quoted(name));
      List<Long> numbers = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        require(
            parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && parser.getLongValue() >= 0,
            "%s of tensor %s holds something other than a number from 0 to 2^63-1.",
            key,
            new Quoted(name));
        require(
            numbers.size() < most,
            "%s of tensor %s has more than %d numbers.",
            key,
            new Quoted(name),
            most);
        numbers.add(parser.getLongValue());
      }
      return List.copyOf(numbers);
    }

    private Safetensors.Entry checked(
        String name, ElementType type, List<Long> shape, long begin, long end) {
      require(
          begin <= end,
          "tensor %s ends at %,d before it begins at %,d.",
          new Quoted(name),
          end,
          begin);
      if (end > size - dataStart) {
        throw wrong(
            null,
            "header says tensor %s ends at byte %,d but the file has %,d. The file is cut short; download it again.",
            new Quoted(name),
            plus(dataStart, end),
            size);
      }
      long bytes = type.bytes();
      try {
        for (long dimension : shape) {
          // a side of 0 must not hide that the others are beyond what the library can count
          bytes = Math.multiplyExact(bytes, Math.max(1, dimension));
        }
        bytes = shape.contains(0L) ? 0 : bytes;
      } catch (ArithmeticException overflow) {
        throw wrong(
            overflow,
            "tensor %s of shape %s is larger than any memory. %s",
            new Quoted(name),
            shape,
            DAMAGED);
      }
      require(
          bytes == end - begin,
          "tensor %s of type %s and shape %s needs %,d bytes but the header gives it %,d.",
          new Quoted(name),
          type,
          shape,
          bytes,
          end - begin);
      return new Safetensors.Entry(type, shape, dataStart + begin, dataStart + end);
    }

    /** Data without gaps leaves no room for a second file hidden in the first. */
    private void requireFilled(Map<String, Safetensors.Entry> entries) {
      long at = dataStart;
      List<Map.Entry<String, Safetensors.Entry>> inOrder =
          entries.entrySet().stream()
              .sorted(
                  Comparator.comparingLong(
                          (Map.Entry<String, Safetensors.Entry> e) -> e.getValue().begin())
                      .thenComparingLong(e -> e.getValue().end()))
              .toList();
      for (Map.Entry<String, Safetensors.Entry> entry : inOrder) {
        long begin = entry.getValue().begin();
        require(
            begin >= at,
            "tensor %s begins at byte %,d, inside the one before it, which ends at %,d.",
            new Quoted(entry.getKey()),
            begin,
            at);
        require(
            begin == at,
            "bytes %,d to %,d, before tensor %s, belong to no tensor.",
            at,
            begin,
            new Quoted(entry.getKey()));
        at = entry.getValue().end();
      }
      require(at == size, "the tensors end at byte %,d but the file has %,d.", at, size);
    }

    private void require(boolean right, String otherwise, Object... about) {
      if (!right) {
        throw wrong(null, "%s %s", String.format(Locale.ROOT, otherwise, about), DAMAGED);
      }
    }

    private InputException wrong(@Nullable Throwable cause, String what, Object... about) {
      String message = file + ": " + String.format(Locale.ROOT, what, about);
      return cause == null ? new InputException(message) : new InputException(message, cause);
    }

    /** Both are not negative; their sum may be more than a long holds. */
    private static BigInteger plus(long a, long b) {
      return BigInteger.valueOf(a).add(BigInteger.valueOf(b));
    }

    private static String line(String text) {
      String quoted = quoted(text);
      return quoted.substring(1, quoted.length() - 1);
    }
  }
}
