package dev.mneme.data;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Named tensors in a file of the safetensors format: eight bytes with the length of the header, the
 * header in JSON, then the bytes of all tensors without gaps, little-endian and row-major.
 *
 * <p>An open file is checked completely before the first tensor is read, so {@link #read} cannot
 * ask for more memory than the file has bytes. Tensors read belong to the current {@link Scope}.
 * What is wrong with a file is told as an {@link InputException}.
 *
 * <p>Source: huggingface/safetensors, README, section "Format".
 */
public final class Safetensors implements AutoCloseable {

  private static final int CHUNK = 1 << 26;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;

  private Safetensors(Path file, FileChannel channel, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
  }

  /** What the header says about one tensor; bytes are counted from the start of the file. */
  public record Entry(ElementType type, List<Long> shape, long begin, long end) {

    long[] dimensions() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** Opens a file and checks its header against its size. */
  public static Safetensors open(Path file) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      return new Safetensors(file, channel, SafetensorsHeader.read(file, channel));
    } catch (NoSuchFileException missing) {
      throw new InputException(file + " does not exist.", missing);
    } catch (IOException failure) {
      closeAfter(failure, channel);
      throw unreadable(file, failure);
    } catch (RuntimeException failure) {
      closeAfter(failure, channel);
      throw failure;
    }
  }

  /** All tensors of a file, in the order of its header. */
  public static Map<String, Tensor> load(Path file) {
    try (Safetensors open = open(file)) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      open.entries().keySet().forEach(name -> tensors.put(name, open.read(name)));
      return tensors;
    }
  }

  /** What there is to read, in the order of the header. */
  public Map<String, Entry> entries() {
    return header.entries();
  }

  /** The free texts of the header. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** A copy of one tensor. */
  public Tensor read(String name) {
    Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new InputException(
          "%s: there is no tensor %s.".formatted(file, SafetensorsHeader.quoted(name)));
    }
    Tensor tensor = Tensors.empty(entry.type(), entry.dimensions());
    try {
      for (long at = entry.begin(); at < entry.end(); at += CHUNK) {
        int count = (int) Math.min(CHUNK, entry.end() - at);
        ByteBuffer window = Tensors.bytes(tensor, at - entry.begin(), count);
        fill(window, at);
        if (entry.type() == ElementType.BOOL) {
          requireBooleans(name, window.flip());
        }
      }
    } catch (IOException failure) {
      throw unreadable(file, failure);
    }
    return tensor;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw unreadable(file, failure);
    }
  }

  /** Writes a file whole or not at all, replacing one that exists. */
  public static void write(
      DurableFiles files, Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    files.write(file, channel -> write(channel, tensors, metadata));
  }

  /**
   * Writes the bytes of a file. The header keeps the order of the map; the data is ordered so that
   * every tensor is aligned to its elements.
   */
  public static void write(
      WritableByteChannel channel, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    List<Map.Entry<String, Tensor>> order =
        tensors.entrySet().stream()
            .sorted(
                Comparator.comparingInt(
                        (Map.Entry<String, Tensor> e) -> -Tensors.typeOf(e.getValue()).bytes())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    byte[] json = SafetensorsHeader.encode(tensors, order, metadata);
    channel.write(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).flip());
    channel.write(ByteBuffer.wrap(json));
    for (Map.Entry<String, Tensor> entry : order) {
      try (Scope scope = Scope.open()) {
        writeBytes(channel, entry.getValue().detach().cpu().contiguous());
      }
    }
  }

  private static void writeBytes(WritableByteChannel channel, Tensor tensor) throws IOException {
    long size = tensor.numel() * tensor.element_size();
    for (long at = 0; at < size; at += CHUNK) {
      channel.write(Tensors.bytes(tensor, at, (int) Math.min(CHUNK, size - at)));
    }
  }

  private void fill(ByteBuffer window, long at) throws IOException {
    while (window.hasRemaining()) {
      if (channel.read(window, at + window.position()) < 0) {
        throw new InputException(file + ": the file became shorter while it was read.");
      }
    }
  }

  /** Other bytes would be undefined behaviour in native code. */
  private void requireBooleans(String name, ByteBuffer window) {
    while (window.hasRemaining()) {
      byte value = window.get();
      if (value != 0 && value != 1) {
        throw new InputException(
            "%s: tensor %s is of truth values but holds the byte %d. The file is damaged; get it again."
                .formatted(file, SafetensorsHeader.quoted(name), value & 0xff));
      }
    }
  }

  private static void closeAfter(Exception failure, @Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException also) {
        failure.addSuppressed(also);
      }
    }
  }

  private static InputException unreadable(Path file, IOException failure) {
    return new InputException(file + " could not be read: " + failure.getMessage(), failure);
  }
}
