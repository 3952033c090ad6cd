package dev.mneme.model;

import dev.mneme.data.InputException;
import dev.mneme.model.DecoderShape.Biases;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * Models of llama2.c, version 0: seven 32-bit numbers (width, MLP width, layers, heads, key/value
 * heads, vocabulary, positions), then all weights as float32, each kind for all layers together,
 * little-endian. A negative vocabulary means that the last layer is stored apart from the
 * embeddings.
 *
 * <p>llama2.c turns neighbours (2i, 2i+1) of a head by the angle of frequency i, Hugging Face
 * checkpoints turn (i, i + d/2). So the rows of the query and key matrices move, head by head:
 *
 * <pre>  row i ← row 2i     row i + d/2 ← row 2i + 1     for i &lt; d/2 </pre>
 *
 * Scores are sums over these rows, in which both orders agree. The tables of sines and cosines in
 * the file are passed over, as llama2.c does; its base is 10,000 and its epsilon 1e-5.
 *
 * <p>Source: karpathy/llama2.c, export.py (legacy_export) and run.c (memory_map_weights).
 */
public final class Llama2c {

  private static final int HEADER_BYTES = 28;
  private static final int MAGIC = 0x616b3432;
  private static final int CHUNK = 1 << 26;
  private static final int BOS = 1;
  private static final int EOS = 2;

  private Llama2c() {}

  /** A model read from a file; its receiver closes the parameters. */
  public record Imported(DecoderShape shape, Parameters parameters) {}

  /** Reads a file whose size is exactly what its header announces. */
  public static Imported read(Path file) {
    try (FileChannel channel = open(file);
        Scope scope = Scope.open()) {
      DecoderShape shape = shape(file, channel);
      Map<String, Tensor> read = new Weights(file, channel, shape).read();
      Map<String, Tensor> ordered = new LinkedHashMap<>();
      shape
          .weights()
          .keySet()
          .forEach(name -> ordered.put(name, Objects.requireNonNull(read.get(name), name)));
      return new Imported(shape, Parameters.own(ordered));
    } catch (IOException failure) {
      throw unreadable(file, failure);
    }
  }

  /** The shape that a file's header announces, once its size is right; no weight is read. */
  public static DecoderShape shape(Path file) {
    try (FileChannel channel = open(file)) {
      return shape(file, channel);
    } catch (IOException failure) {
      throw unreadable(file, failure);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new InputException(file + " is not a file but a folder or a device.");
    }
    return FileChannel.open(file);
  }

  private static InputException unreadable(Path file, IOException failure) {
    return failure instanceof NoSuchFileException
        ? new InputException(file + " does not exist.", failure)
        : new InputException(file + " could not be read: " + failure.getMessage(), failure);
  }

  private static DecoderShape shape(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < HEADER_BYTES) {
      throw InputException.of(
          "%s: a llama2.c model has at least %d bytes, this one has %,d. The file is cut short; download it again.",
          file, HEADER_BYTES, size);
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    fill(file, channel, header, 0);
    header.flip();
    if (header.getInt(0) == MAGIC) {
      throw InputException.of(
          "%s is a llama2.c model of version %d; only version 0 (legacy) can be read. Export it with --version 0.",
          file, header.getInt(4));
    }
    int width = within(file, "width", header.getInt(), 2, 1 << 17);
    int mlpWidth = within(file, "MLP width", header.getInt(), 1, 1 << 20);
    int layers = within(file, "number of layers", header.getInt(), 1, 1024);
    int heads = within(file, "number of heads", header.getInt(), 1, 4096);
    int keyValueHeads = within(file, "number of key/value heads", header.getInt(), 1, heads);
    int stored = header.getInt();
    int vocabulary = within(file, "vocabulary", Math.abs(stored), 1, 1 << 24);
    int positions = within(file, "number of positions", header.getInt(), 1, 1 << 28);
    if (width % heads != 0 || width / heads % 2 != 0 || heads % keyValueHeads != 0) {
      throw InputException.of(
          "%s: a width of %,d, %,d heads and %,d key/value heads do not fit together. It is probably not a llama2.c model.",
          file, width, heads, keyValueHeads);
    }
    DecoderShape shape =
        new DecoderShape(
            Architecture.LLAMA,
            vocabulary,
            width,
            layers,
            heads,
            keyValueHeads,
            width / heads,
            mlpWidth,
            1e-5,
            10_000,
            new RopeScaling.None(),
            stored > 0,
            Biases.NONE,
            false,
            Collections.nCopies(layers, 0),
            positions,
            BOS,
            List.of(EOS),
            null,
            ElementType.F32,
            0.02);
    requireSize(file, size, shape);
    return shape;
  }

  private static int within(Path file, String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw InputException.of(
          "%s: the %s is %,d, which is not from %,d to %,d. It is probably not a llama2.c model of version 0.",
          file, what, value, least, most);
    }
    return value;
  }

  private static void requireSize(Path file, long size, DecoderShape shape) {
    long needed = HEADER_BYTES + 2 * rotaryTableBytes(shape);
    for (List<Long> weight : shape.weights().values()) {
      long bytes = Float.BYTES;
      for (long dimension : weight) {
        bytes *= dimension;
      }
      needed += bytes;
    }
    if (needed != size) {
      throw InputException.of(
          "%s: the header announces %,d bytes but the file has %,d. The file is %s.",
          file,
          needed,
          size,
          size < needed
              ? "cut short; download it again"
              : "damaged or not a llama2.c model of version 0");
    }
  }

  /** One of the two tables, of cosines or of sines. // [positions, headWidth / 2] */
  private static long rotaryTableBytes(DecoderShape shape) {
    return (long) shape.maxPositions() * (shape.headWidth() / 2) * Float.BYTES;
  }

  private static void fill(Path file, FileChannel channel, ByteBuffer window, long at)
      throws IOException {
    while (window.hasRemaining()) {
      if (channel.read(window, at + window.position()) < 0) {
        throw new InputException(file + ": the file became shorter while it was read.");
      }
    }
  }

  /** Walks through the weights of one file in their order. */
  private static final class Weights {

    private final Path file;
    private final FileChannel channel;
    private final DecoderShape shape;
    private final Map<String, Tensor> read = new HashMap<>();
    private long at = HEADER_BYTES;

    Weights(Path file, FileChannel channel, DecoderShape shape) {
      this.file = file;
      this.channel = channel;
      this.shape = shape;
    }

    Map<String, Tensor> read() throws IOException {
      long width = shape.width();
      long keys = (long) shape.keyValueHeads() * shape.headWidth();
      read.put("model.embed_tokens.weight", next(shape.vocabulary(), width));
      eachLayer("input_layernorm", width);
      eachLayer("self_attn.q_proj", width, width);
      eachLayer("self_attn.k_proj", keys, width);
      eachLayer("self_attn.v_proj", keys, width);
      eachLayer("self_attn.o_proj", width, width);
      eachLayer("post_attention_layernorm", width);
      eachLayer("mlp.gate_proj", shape.mlpWidth(), width);
      eachLayer("mlp.down_proj", width, shape.mlpWidth());
      eachLayer("mlp.up_proj", shape.mlpWidth(), width);
      read.put("model.norm.weight", next(width));
      at += 2 * rotaryTableBytes(shape);
      if (!shape.tied()) {
        read.put("lm_head.weight", next(shape.vocabulary(), width));
      }
      return read;
    }

    private void eachLayer(String module, long... dimensions) throws IOException {
      boolean rotary = module.endsWith("q_proj") || module.endsWith("k_proj");
      for (int layer = 0; layer < shape.layers(); layer++) {
        Tensor weight = next(dimensions);
        read.put(
            "model.layers.%d.%s.weight".formatted(layer, module), rotary ? halves(weight) : weight);
      }
    }

    /** From neighbours to halves. // [heads·d, width] */
    private Tensor halves(Tensor neighbours) {
      long half = shape.headWidth() / 2;
      return neighbours
          .view(-1, half, 2, shape.width()) // [heads, d/2, 2, width]
          .transpose(1, 2)
          .reshape(-1, shape.width());
    }

    private Tensor next(long... dimensions) throws IOException {
      Tensor tensor = Tensors.buffer(ElementType.F32, dimensions);
      long size = tensor.numel() * Float.BYTES;
      for (long done = 0; done < size; done += CHUNK) {
        ByteBuffer window = Tensors.bytes(tensor, done, (int) Math.min(CHUNK, size - done));
        fill(file, channel, window, at + done);
      }
      at += size;
      return Tensors.placed(tensor);
    }
  }
}
