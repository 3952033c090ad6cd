package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.data.InputException;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Llama2cTest {

  private static final int WIDTH = 12;
  private static final int MLP = 5;
  private static final int LAYERS = 2;
  private static final int HEADS = 2;
  private static final int KEYS = 1;
  private static final int VOCABULARY = 7;
  private static final int POSITIONS = 3;
  private static final int HEAD_WIDTH = WIDTH / HEADS;

  @TempDir Path folder;
  Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("model.bin");
  }

  @Test
  void everyWeightHasItsPlaceAndOnlyQueriesAndKeysAreReordered() throws IOException {
    Files.write(file, model(VOCABULARY));
    Llama2c.Imported imported = Llama2c.read(file);
    try (Scope scope = Scope.open();
        Parameters weights = imported.parameters()) {
      DecoderShape shape = imported.shape();
      assertThat(shape.tied()).isTrue();
      assertThat(shape.bos()).isEqualTo(1);
      assertThat(shape.eos()).containsExactly(2);
      assertThat(List.of(shape.width(), shape.mlpWidth(), shape.layers(), shape.heads()))
          .containsExactly(WIDTH, MLP, LAYERS, HEADS);
      assertThat(weights.byName().keySet()).containsExactlyElementsOf(shape.weights().keySet());
      weights
          .byName()
          .forEach((name, weight) ->
              assertThat(boxed(Tensors.shapeOf(weight)))
                  .as(name)
                  .isEqualTo(shape.weights().get(name)));

      // The file counts upwards, so a weight's first number says where it was read.
      int at = VOCABULARY * WIDTH;
      at = assertCounting(weights, "input_layernorm", WIDTH, at);
      at += LAYERS * (WIDTH + KEYS * HEAD_WIDTH) * WIDTH;
      at = assertCounting(weights, "self_attn.v_proj", KEYS * HEAD_WIDTH * WIDTH, at);
      at = assertCounting(weights, "self_attn.o_proj", WIDTH * WIDTH, at);
      at = assertCounting(weights, "post_attention_layernorm", WIDTH, at);
      at = assertCounting(weights, "mlp.gate_proj", MLP * WIDTH, at);
      at = assertCounting(weights, "mlp.down_proj", MLP * WIDTH, at);
      at = assertCounting(weights, "mlp.up_proj", MLP * WIDTH, at);
      assertThat(Tensors.toFloats(weights.get("model.norm.weight"))[0]).isEqualTo(at);
    }
  }

  @Test
  void scoresAreThoseOfNeighboursTurnedAsLlama2cTurnsThem() throws IOException {
    Files.write(file, model(VOCABULARY));
    Llama2c.Imported imported = Llama2c.read(file);
    try (Scope scope = Scope.open();
        Parameters weights = imported.parameters()) {
      float[] stored = numbers(VOCABULARY);
      int queries = VOCABULARY * WIDTH + LAYERS * WIDTH;
      int keys = queries + LAYERS * WIDTH * WIDTH;
      double[] x = {0.3, -1, 0.5, 2, 0.1, -0.7, 1.1, 0.9, -0.2, 0.4, -1.3, 0.6};
      double[] y = {1, 0.2, -0.4, 0.8, -1.5, 0.3, -0.6, 0.7, 1.2, -0.9, 0.5, -0.1};
      float[] q = Tensors.toFloats(weights.get("model.layers.1.self_attn.q_proj.weight"));
      float[] k = Tensors.toFloats(weights.get("model.layers.1.self_attn.k_proj.weight"));
      for (int head = 0; head < HEADS; head++) {
        double expected =
            dot(
                neighboursTurned(
                    rows(stored, queries + WIDTH * WIDTH + head * HEAD_WIDTH * WIDTH, x), 11),
                neighboursTurned(rows(stored, keys + KEYS * HEAD_WIDTH * WIDTH, y), 4));
        double found =
            dot(
                halvesTurned(rows(q, head * HEAD_WIDTH * WIDTH, x), 11),
                halvesTurned(rows(k, 0, y), 4));
        assertThat(found).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
      }
    }
  }

  @Test
  void aNegativeVocabularyMeansALastLayerOfItsOwnBehindTheTables() throws IOException {
    Files.write(file, model(-VOCABULARY));
    Llama2c.Imported imported = Llama2c.read(file);
    try (Scope scope = Scope.open();
        Parameters weights = imported.parameters()) {
      assertThat(imported.shape().tied()).isFalse();
      float[] head = Tensors.toFloats(weights.get("lm_head.weight"));
      assertThat(head).hasSize(VOCABULARY * WIDTH);
      assertThat(head[head.length - 1]).isEqualTo(numbers(-VOCABULARY).length - 1);
    }
  }

  @Test
  void aFileOfAnyOtherSizeIsRefused() throws IOException {
    byte[] whole = model(VOCABULARY);
    for (int size = 0; size < whole.length; size += 101) {
      Files.write(file, Arrays.copyOf(whole, size));
      assertRefused("The file is cut short; download it again.");
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertRefused("damaged or not a llama2.c model of version 0.");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // width, MLP, layers, heads, key/value heads, vocabulary, positions | what the message says
        "0,5,2,2,1,7,3 | the width is 0, which is not from 2 to 131,072",
        "-12,5,2,2,1,7,3 | the width is -12",
        "2147483647,5,2,2,1,7,3 | the width is 2,147,483,647",
        "12,0,2,2,1,7,3 | the MLP width is 0",
        "12,5,0,2,1,7,3 | the number of layers is 0",
        "12,5,2000000,2,1,7,3 | the number of layers is 2,000,000",
        "12,5,2,0,1,7,3 | the number of heads is 0",
        "12,5,2,2,0,7,3 | the number of key/value heads is 0",
        "12,5,2,2,3,7,3 | the number of key/value heads is 3",
        "12,5,2,2,1,0,3 | the vocabulary is 0",
        "12,5,2,2,1,-2147483648,3 | the vocabulary is -2,147,483,648",
        "12,5,2,2,1,7,0 | the number of positions is 0",
        "12,5,2,5,1,7,3 | do not fit together",
        "12,5,2,4,1,7,3 | do not fit together",
        "12,5,2,3,2,7,3 | do not fit together",
        "131072,1048576,1024,2,1,16777216,268435456 | but the file has",
      })
  void aHostileHeaderIsRefusedBeforeMemoryIsTaken(String header, String message)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(5000).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(header.split(",")).mapToInt(Integer::parseInt).forEach(bytes::putInt);
    Files.write(file, bytes.array());
    assertRefused(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void laterVersionsAreToldApart(int version) throws IOException {
    Files.write(
        file,
        ByteBuffer.allocate(256)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0x616b3432)
            .putInt(version)
            .array());
    assertRefused(
        "a llama2.c model of version " + version + "; only version 0 (legacy) can be read");
  }

  @Test
  void aMissingFileAndAFolderAreToldAsSuch() {
    assertRefused("does not exist");
    file = folder;
    assertRefused("is not a file but a folder");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Llama2c.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message)
        .satisfies(thrown -> assertThat(thrown.toString().lines()).hasSize(1));
  }

  private static int assertCounting(Parameters weights, String module, int size, int at) {
    for (int layer = 0; layer < LAYERS; layer++) {
      float[] found =
          Tensors.toFloats(weights.get("model.layers.%d.%s.weight".formatted(layer, module)));
      assertThat(found).hasSize(size);
      assertThat(found[0]).as(module).isEqualTo(at + layer * size);
      assertThat(found[size - 1]).as(module).isEqualTo(at + (layer + 1) * size - 1);
    }
    return at + LAYERS * size;
  }

  /** What one head makes of an input: its rows of the matrix that begins there. */
  private static double[] rows(float[] matrix, int from, double[] input) {
    double[] out = new double[HEAD_WIDTH];
    for (int row = 0; row < HEAD_WIDTH; row++) {
      for (int column = 0; column < WIDTH; column++) {
        out[row] += matrix[from + row * WIDTH + column] * input[column];
      }
    }
    return out;
  }

  private static double[] neighboursTurned(double[] head, int position) {
    double[] turned = new double[HEAD_WIDTH];
    for (int i = 0; i < HEAD_WIDTH / 2; i++) {
      turn(head, turned, 2 * i, 2 * i + 1, position * frequency(i));
    }
    return turned;
  }

  private static double[] halvesTurned(double[] head, int position) {
    double[] turned = new double[HEAD_WIDTH];
    for (int i = 0; i < HEAD_WIDTH / 2; i++) {
      turn(head, turned, i, i + HEAD_WIDTH / 2, position * frequency(i));
    }
    return turned;
  }

  private static void turn(double[] from, double[] to, int a, int b, double angle) {
    to[a] = from[a] * Math.cos(angle) - from[b] * Math.sin(angle);
    to[b] = from[a] * Math.sin(angle) + from[b] * Math.cos(angle);
  }

  private static double frequency(int i) {
    return Math.pow(10_000, -2.0 * i / HEAD_WIDTH);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** A file whose weights are 0, 1, 2, … in its order. */
  private static byte[] model(int vocabulary) {
    float[] numbers = numbers(vocabulary);
    ByteBuffer bytes = ByteBuffer.allocate(28 + 4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int number : new int[] {WIDTH, MLP, LAYERS, HEADS, KEYS, vocabulary, POSITIONS}) {
      bytes.putInt(number);
    }
    for (float number : numbers) {
      bytes.putFloat(number);
    }
    return bytes.array();
  }

  private static float[] numbers(int vocabulary) {
    int embeddings = VOCABULARY * WIDTH;
    int layer = 2 * WIDTH + 2 * WIDTH * WIDTH + 2 * KEYS * HEAD_WIDTH * WIDTH + 3 * MLP * WIDTH;
    int tables = POSITIONS * HEAD_WIDTH;
    float[] numbers =
        new float[embeddings + LAYERS * layer + WIDTH + tables + (vocabulary < 0 ? embeddings : 0)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    return numbers;
  }

  private static List<Long> boxed(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }
}
