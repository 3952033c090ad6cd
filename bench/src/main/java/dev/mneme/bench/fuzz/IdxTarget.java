package dev.mneme.bench.fuzz;

import dev.mneme.data.ImageSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Images and labels in IDX files, plain or packed: the first byte says which of them is damaged.
 */
final class IdxTarget implements Target {

  private static final byte[] IMAGES =
      ByteBuffer.allocate(24).putInt(0x803).putInt(2).putInt(2).putInt(2).putLong(99).array();
  private static final byte[] LABELS =
      ByteBuffer.allocate(10).putInt(0x801).putInt(2).put((byte) 3).put((byte) 9).array();

  private final Scratch scratch = new Scratch();
  private final List<byte[]> seeds =
      List.of(with(0, IMAGES), with(1, LABELS), with(0, packed(IMAGES)));

  private static byte[] with(int which, byte[] file) {
    return ByteBuffer.allocate(1 + file.length).put((byte) which).put(file).array();
  }

  private static byte[] packed(byte[] file) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return packed.toByteArray();
  }

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of("\u0000\u0000\b\u0003", "\u0000\u0000\b\u0001", "\u0000\u0000\u0000\u0002");
  }

  @Override
  public byte[] framed(byte[] file, int how) {
    return how % 4 == 3 && file.length > 0
        ? with(file[0], packed(Arrays.copyOfRange(file, 1, file.length)))
        : file;
  }

  @Override
  public void read(byte[] file) throws IOException {
    byte[] rest = file.length == 0 ? file : Arrays.copyOfRange(file, 1, file.length);
    boolean first = file.length == 0 || file[0] % 2 == 0;
    Path images = scratch.write("images", first ? rest : IMAGES);
    Path labels = scratch.write("labels", first ? LABELS : rest);
    ImageSet.read(images, labels);
  }
}
