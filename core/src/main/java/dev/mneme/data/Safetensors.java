package dev.mneme.data;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Named tensors in a file of the safetensors format: eight bytes with the length of the header, the
 * header in JSON, then the bytes of all tensors without gaps, little-endian and row-major.
 *
 * <p>An open file is checked completely before the first tensor is read, so {@link #read} cannot
 * ask for more memory than the file has elements. Reading maps a window of the file at a time into
 * memory and copies, or converts, straight into the tensor: no second copy is ever held, but of one
 * tensor on its way to another device. Tensors read lie on the current {@link
 * dev.mneme.tensor.Device} and belong to the current {@link Scope}. What is wrong with a file is
 * told as an {@link InputException}.
 *
 * <p>Source: huggingface/safetensors, README, section "Format".
 */
public final class Safetensors implements AutoCloseable {

  private static final int CHUNK = 1 << 26;
  private static final int CONVERTED_AT_ONCE = 1 << 20;

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
      requireRegular(file);
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

  /** Bytes of the header. */
  long headerLength() {
    return header.length();
  }

  /** A copy of one tensor. */
  public Tensor read(String name) {
    return read(name, entry(name).type());
  }

  /**
   * A copy of one tensor in another floating type, rounded to nearest.
   *
   * @throws InputException if the tensor is not of floating type, or a finite number in it would
   *     become infinite
   */
  public Tensor read(String name, ElementType wanted) {
    Entry entry = entry(name);
    if (entry.type() != wanted && !(entry.type().isFloating() && wanted.isFloating())) {
      throw new InputException(
          "%s: tensor %s holds elements of type %s, which cannot be taken as %s."
              .formatted(file, SafetensorsHeader.quoted(name), entry.type(), wanted));
    }
    Tensor tensor = Tensors.buffer(wanted, entry.dimensions());
    try {
      if (entry.type() == wanted) {
        copy(name, entry, tensor);
      } else {
        convert(name, entry, tensor);
      }
    } catch (IOException failure) {
      throw unreadable(file, failure);
    }
    return Tensors.placed(tensor);
  }

  private Entry entry(String name) {
    Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new InputException(
          "%s: there is no tensor %s.".formatted(file, SafetensorsHeader.quoted(name)));
    }
    return entry;
  }

  private void copy(String name, Entry entry, Tensor tensor) throws IOException {
    for (long at = entry.begin(); at < entry.end(); at += CHUNK) {
      int count = (int) Math.min(CHUNK, entry.end() - at);
      ByteBuffer window = Tensors.bytes(tensor, at - entry.begin(), count);
      fill(window, at);
      if (entry.type() == ElementType.BOOL) {
        requireBooleans(name, window);
      }
    }
  }

  private void convert(String name, Entry entry, Tensor tensor) throws IOException {
    int width = entry.type().bytes();
    long elements = (entry.end() - entry.begin()) / width;
    try (Scope scope = Scope.open()) {
      Tensor part = Tensors.buffer(entry.type(), Math.min(CONVERTED_AT_ONCE, elements));
      Tensor flat = tensor.view(-1);
      for (long at = 0; at < elements; at += CONVERTED_AT_ONCE) {
        try (Scope inner = Scope.open()) {
          int count = (int) Math.min(CONVERTED_AT_ONCE, elements - at);
          fill(Tensors.bytes(part, 0, count * width), entry.begin() + at * width);
          Tensor source = part.narrow(0, 0, count);
          Tensor target = flat.narrow(0, at, count).copy_(source);
          if (Tensors.overflowed(source, target)) {
            throw new InputException(
                "%s: tensor %s holds numbers too large for %s. Choose another precision, such as BF16 or F32."
                    .formatted(
                        file, SafetensorsHeader.quoted(name), Tensors.typeOf(tensor).name()));
          }
        }
      }
    }
  }

  /** The path of the file. */
  @Override
  public String toString() {
    return file.toString();
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

  /** Writes the bytes of a file, every tensor in its own type. */
  public static void write(
      WritableByteChannel channel, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    write(channel, tensors, metadata, Tensors::typeOf);
  }

  /**
   * Writes the bytes of a file. The header keeps the order of the map; the data is ordered so that
   * every tensor is aligned to its elements.
   *
   * @param stored the type each tensor is written in; conversion holds one tensor at a time
   */
  static void write(
      WritableByteChannel channel,
      Map<String, Tensor> tensors,
      Map<String, String> metadata,
      Function<Tensor, ElementType> stored)
      throws IOException {
    List<Map.Entry<String, Tensor>> order =
        tensors.entrySet().stream()
            .sorted(
                Comparator.comparingInt(
                        (Map.Entry<String, Tensor> e) -> -stored.apply(e.getValue()).bytes())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    byte[] json = SafetensorsHeader.encode(tensors, order, metadata, stored);
    channel.write(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).flip());
    channel.write(ByteBuffer.wrap(json));
    for (Map.Entry<String, Tensor> entry : order) {
      try (Scope scope = Scope.open()) {
        Tensor source = Tensors.onProcessor(entry.getValue().detach());
        Tensor target = Tensors.to(source, stored.apply(source)).contiguous();
        if (Tensors.overflowed(source, target)) {
          throw new InputException(
              "weight %s holds numbers too large for %s. Save in another precision, such as BF16 or F32."
                  .formatted(
                      SafetensorsHeader.quoted(entry.getKey()), Tensors.typeOf(target).name()));
        }
        writeBytes(channel, target);
      }
    }
  }

  private static void writeBytes(WritableByteChannel channel, Tensor tensor) throws IOException {
    long size = tensor.numel() * tensor.element_size();
    for (long at = 0; at < size; at += CHUNK) {
      channel.write(Tensors.bytes(tensor, at, (int) Math.min(CHUNK, size - at)));
    }
  }

  /** Copies from a window of the file mapped into memory for as long as the copy takes. */
  private void fill(ByteBuffer window, long at) throws IOException {
    if (at + window.remaining() > channel.size()) {
      throw shorter(null);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mapped =
          channel.map(FileChannel.MapMode.READ_ONLY, at, window.remaining(), arena);
      MemorySegment.ofBuffer(window).copyFrom(mapped);
    } catch (InternalError fault) { // how the JVM tells of a page that is no longer in the file
      throw shorter(fault);
    }
  }

  private InputException shorter(@Nullable Throwable cause) {
    String message = file + ": the file became shorter while it was read.";
    return cause == null ? new InputException(message) : new InputException(message, cause);
  }

  /** Opening a pipe would wait forever. */
  private static void requireRegular(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new InputException(file + " is not a file but a folder or a device.");
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
