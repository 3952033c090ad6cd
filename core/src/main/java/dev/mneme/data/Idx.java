package dev.mneme.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An IDX file of unsigned bytes, the format of MNIST, plain or compressed with gzip.
 *
 * <pre>  0 0 type rank | rank sizes, 4 bytes each, big-endian | content, last dimension fastest
 * </pre>
 *
 * The header is believed only where the file can hold what it promises: memory is taken after that
 * check, and of a compressed file no more is unpacked than the header announces.
 *
 * <p>Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", section "File formats".
 */
final class Idx {

  private static final int UNSIGNED_BYTE = 0x08;
  private static final long MOST_BYTES = 1L << 29; // ten times MNIST
  private static final long MOST_DEFLATE_CAN_SHRINK = 1032; // 258 bytes in two bits

  private final List<Integer> sizes;
  private final byte[] content;

  private Idx(List<Integer> sizes, byte[] content) {
    this.sizes = sizes;
    this.content = content;
  }

  /**
   * Reads the whole file.
   *
   * @param rank how many dimensions it must have
   * @param what what it should hold, for messages: {@code "images"}
   * @throws InputException when the file is missing, is not such a file, or is cut short
   */
  static Idx read(Path file, int rank, String what) {
    if (Files.isDirectory(file)) {
      throw InputException.of("%s: is a folder. Name the file with the %s.", file, what);
    }
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      boolean packed = isGzip(raw);
      long room = Files.size(file) * (packed ? MOST_DEFLATE_CAN_SHRINK : 1);
      try (DataInputStream in =
          new DataInputStream(packed ? new GZIPInputStream(raw, 1 << 16) : raw)) {
        return read(in, file, rank, what, room);
      }
    } catch (NoSuchFileException e) {
      throw new InputException(file + ": there is no such file.", e);
    } catch (EOFException e) {
      throw new InputException(
          file + ": the file is cut short: it ends too early. Download it again.", e);
    } catch (ZipException e) {
      throw new InputException(
          file + ": damaged gzip data (" + e.getMessage() + "). Download the file again.", e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** The size of that dimension. */
  int size(int dimension) {
    return sizes.get(dimension);
  }

  /** All bytes, last dimension fastest. */
  byte[] content() {
    return content;
  }

  private static Idx read(DataInputStream in, Path file, int rank, String what, long room)
      throws IOException {
    checkMagic(in.readInt(), file, rank, what);
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      sizes.add(Integer.toUnsignedLong(in.readInt()));
    }
    String shape =
        sizes.stream()
            .map(size -> String.format(Locale.ROOT, "%,d", size))
            .collect(Collectors.joining(" × "));
    int total = total(sizes, file, shape, what);
    if (4 + 4L * rank + total > room) {
      throw InputException.of(
          "%s: the file is cut short: the header announces %s bytes and %,d in the file cannot"
              + " hold them. Download it again.",
          file, shape, Files.size(file));
    }
    byte[] content = in.readNBytes(total);
    if (content.length < total) {
      throw InputException.of(
          "%s: the file is cut short: the header announces %s bytes and %,d are there."
              + " Download it again.",
          file, shape, content.length);
    }
    if (in.read() != -1) {
      throw InputException.of(
          "%s: more bytes follow than the %s that the header announces. Header and content"
              + " disagree; download the file again.",
          file, shape);
    }
    return new Idx(sizes.stream().map(Long::intValue).toList(), content);
  }

  private static void checkMagic(int magic, Path file, int rank, String what) {
    if (magic >>> 16 != 0) {
      throw InputException.of(
          "%s: not an IDX file: it begins with %08x, not with two zero bytes. Look into it: a"
              + " web page or another archive may have its name.",
          file, magic);
    }
    int type = (magic >> 8) & 0xff;
    if (type != UNSIGNED_BYTE) {
      throw InputException.of(
          "%s: IDX type 0x%02x where %s need 0x08, unsigned bytes. Use the original file.",
          file, type, what);
    }
    int found = magic & 0xff;
    if (found != rank) {
      throw InputException.of(
          "%s: the file has %d dimension%s where %s need %d. Are the files of images and labels"
              + " swapped?",
          file, found, found == 1 ? "" : "s", what, rank);
    }
  }

  private static int total(List<Long> sizes, Path file, String shape, String what) {
    long total = 1;
    for (long size : sizes) {
      if (size == 0) {
        throw InputException.of(
            "%s: no %s in it: its size is %s. Use another file.", file, what, shape);
      }
      total = size > MOST_BYTES ? Long.MAX_VALUE : total * size;
      if (total > MOST_BYTES) {
        throw InputException.of(
            "%s: the header announces %s bytes; at most %,d are read. The header is damaged, or"
                + " the file must be split.",
            file, shape, MOST_BYTES);
      }
    }
    return (int) total;
  }

  private static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    boolean packed = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return packed;
  }
}
