package dev.mneme.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

  @TempDir Path folder;
  Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("model.safetensors");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void tensorsOfEveryTypeAndRandomShapesComeBackBitForBitInTheirOrder(long seed) {
    Random random = new Random(seed);
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (ElementType type : ElementType.values()) {
        for (int i = 0; i < 3; i++) {
          long[] shape = random.longs(random.nextInt(4), 0, 5).toArray();
          tensors.put(
              "%d.%s \"ä\n".formatted(random.nextInt(), type), randomBits(random, type, shape));
        }
      }
      Map<String, String> metadata = Map.of("format", "pt", "note", "line\nline");
      Safetensors.write(new DurableFiles(Disk.real()), file, tensors, metadata);

      Map<String, Tensor> loaded = Safetensors.load(file);
      assertThat(loaded.keySet()).containsExactlyElementsOf(tensors.keySet());
      tensors.forEach((name, tensor) ->
          assertThat(Tensors.sameBits(tensor, of(loaded, name))).as(name).isTrue());
      try (Safetensors open = Safetensors.open(file)) {
        assertThat(open.metadata()).isEqualTo(metadata);
        open.entries()
            .values()
            .forEach(entry -> assertThat(entry.begin() % entry.type().bytes()).isZero());
      }
    }
  }

  @Test
  void aViewOfATensorIsWrittenAsItsOwnElements() {
    try (Scope scope = Scope.open()) {
      Tensor matrix = Tensors.floats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
      Safetensors.write(new DurableFiles(Disk.real()), file, Map.of("t", matrix.t()), Map.of());
      Tensor loaded = of(Safetensors.load(file), "t");
      assertThat(Tensors.shapeOf(loaded)).containsExactly(3, 2);
      assertThat(Tensors.toFloats(loaded)).containsExactly(1, 4, 2, 5, 3, 6);
    }
  }

  @Test
  void aFileWrittenByTheReferenceLibraryIsRead() throws IOException {
    try (InputStream stream = SafetensorsTest.class.getResourceAsStream("reference.safetensors")) {
      Files.write(file, stream.readAllBytes());
    }
    try (Scope scope = Scope.open();
        Safetensors open = Safetensors.open(file)) {
      assertThat(open.metadata()).containsExactly(Map.entry("made by", "safetensors"));
      assertThat(open.entries().keySet())
          .containsExactlyInAnyOrder(
              "f64", "f32", "f16", "i64", "i32", "u8", "bool", "empty", "scalar");
      assertThat(Tensors.toDoubles(open.read("f64"))).containsExactly(0.1, -1e300);
      assertThat(Tensors.shapeOf(open.read("f32"))).containsExactly(2, 3);
      assertThat(Tensors.toFloats(open.read("f32"))).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(Tensors.toFloats(open.read("f16"))).containsExactly(0.5f, -65504);
      assertThat(Tensors.toLongs(open.read("i64"))).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
      assertThat(Tensors.toLongs(open.read("i32"))).containsExactly(Integer.MIN_VALUE, 7);
      assertThat(Tensors.toLongs(open.read("u8"))).containsExactly(0, 255, 3);
      assertThat(Tensors.toLongs(open.read("bool"))).containsExactly(1, 0, 1);
      assertThat(Tensors.shapeOf(open.read("empty"))).containsExactly(0, 4);
      assertThat(Tensors.shapeOf(open.read("scalar"))).isEmpty();
    }
  }

  @Test
  void aShortenedFileIsRefusedWhereverItEnds() throws IOException {
    try (Scope scope = Scope.open()) {
      Safetensors.write(
          new DurableFiles(Disk.real()), file, Map.of("w", Tensors.zeros(3)), Map.of());
      byte[] whole = Files.readAllBytes(file);
      for (int size = 0; size < whole.length; size++) {
        Files.write(file, Arrays.copyOf(whole, size));
        assertThatThrownBy(() -> Safetensors.load(file))
            .isInstanceOf(InputException.class)
            .hasMessageContaining("The file is cut short; download it again.");
      }
    }
  }

  @Test
  void theMessageForAShortenedFileSaysWhichTensorIsMissing() throws IOException {
    String header =
        "{\"lm_head.weight\":{\"dtype\":\"F32\",\"shape\":[1000],\"data_offsets\":[0,4000]}}";
    write(header, 1000);
    assertThatThrownBy(() -> Safetensors.load(file))
        .hasMessage(
            "%s: header says tensor \"lm_head.weight\" ends at byte 4,081 but the file has 1,081. The file is cut short; download it again."
                .formatted(file));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // header | bytes of data | what the message says
        "[] | 0 | not a JSON object",
        "nonsense | 0 | not valid JSON",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]} | 1 | not valid JSON",
        "{} {} | 0 | something follows",
        "{\"a\":7} | 0 | no object for \"a\"",
        "{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}} | 1 | lacks one of",
        "{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}} | 1 | lacks one of",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}} | 1 | lacks one of",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1]}} | 1 | lacks one of",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,2]}} | 1 | more than 2 numbers",
        "{\"a\":{\"dtype\":\"F8_E5M2\",\"shape\":[1],\"data_offsets\":[0,1]}} | 1 | elements of type \"F8_E5M2\"",
        "{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,1]}} | 1 | elements of type \"7\"",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":1,\"data_offsets\":[0,1]}} | 1 | shape of tensor \"a\" is not a list",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[0,1]}} | 1 | other than a number from 0",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1.5],\"data_offsets\":[0,1]}} | 1 | other than a number from 0",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[\"1\"],\"data_offsets\":[0,1]}} | 1 | other than a number from 0",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[[1]],\"data_offsets\":[0,1]}} | 1 | other than a number from 0",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[18446744073709551617],\"data_offsets\":[0,1]}} | 1 | other than a number from 0",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[-1,0]}} | 1 | other than a number from 0",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,0]}} | 1 | before it begins",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,9223372036854775807]}} | 1 | ends at byte 9,223,372,036,854,775,",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4],\"data_offsets\":[0,0]}} | 0 | larger than any memory",
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[2305843009213693952],\"data_offsets\":[0,0]}} | 0 | larger than any memory",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | 4 | needs 8 bytes but the header gives it 4",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,8]}} | 8 | needs 4 bytes but the header gives it 8",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}} | 2 | belong to no tensor",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[2,3]}} | 3 | belong to no tensor",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}} | 3 | inside the one before it",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}} | 1 | inside the one before it",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}} | 2 | but the file has",
        "{} | 5 | but the file has",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}} | 0 | not valid JSON (Duplicate",
        "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,1]}} | 1 | not valid JSON (Duplicate",
        "{\"__metadata__\":{\"a\":1}} | 0 | may hold only texts",
        "{\"__metadata__\":[]} | 0 | no object for",
        "{\"a\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[0,1]}} | 1 | holds the byte 7",
      })
  void aHostileHeaderIsRefusedInOneLine(String header, int bytes, String message)
      throws IOException {
    write(header, bytes);
    assertRefused(message);
  }

  @Test
  void aShapeOfTooManyDimensionsIsRefused() throws IOException {
    String ones = "1,".repeat(64) + "1";
    write("{\"a\":{\"dtype\":\"U8\",\"shape\":[" + ones + "],\"data_offsets\":[0,1]}}", 1);
    assertRefused("more than 64 numbers");
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    write("{\"a\":{\"x\":" + "[".repeat(100_000), 0);
    assertRefused("not valid JSON");
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() throws IOException {
    Files.write(file, new byte[] {2, 0, 0, 0, 0, 0, 0, 0, (byte) 0xc3, 0x28});
    assertRefused("not valid UTF-8");
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void aHeaderOfMonstrousLengthIsRefusedBeforeMemoryIsTaken(long length) throws IOException {
    Files.write(
        file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    assertRefused("more than the 100,000,000 allowed");
  }

  @Test
  void aNameThatWouldFillTheScreenIsCutAndKeptOnOneLine() throws IOException {
    write("{\"" + "x\\n".repeat(5000) + "\":7}", 0);
    assertRefused("no object for \"x");
    assertThatThrownBy(() -> Safetensors.load(file))
        .satisfies(thrown -> assertThat(thrown.getMessage()).hasSizeLessThan(400));
  }

  @Test
  void aMissingFileIsToldAsSuch() {
    assertThatThrownBy(() -> Safetensors.load(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + " does not exist.");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Safetensors.load(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message)
        .satisfies(thrown -> assertThat(thrown.toString().lines()).hasSize(1));
  }

  /** A file with that header and as many data bytes, each 7. */
  private void write(String header, int bytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    byte[] data = new byte[bytes];
    Arrays.fill(data, (byte) 7);
    Files.write(
        file,
        ByteBuffer.allocate(8 + json.length + bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .put(data)
            .array());
  }

  private static Tensor of(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name));
  }

  private static Tensor randomBits(Random random, ElementType type, long... shape) {
    Tensor tensor = Tensors.empty(type, shape);
    ByteBuffer bytes = Tensors.bytes(tensor);
    while (bytes.hasRemaining()) {
      bytes.put((byte) (type == ElementType.BOOL ? random.nextInt(2) : random.nextInt()));
    }
    return tensor;
  }
}
