package dev.mneme.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ImageSetTest {

  private static final byte[] PIXELS = {0, 1, 2, 3, 4, (byte) 255};

  @TempDir Path folder;
  private Path images;
  private Path labels;

  @BeforeEach
  void writeAGoodPair() throws IOException {
    images = Files.write(folder.resolve("images"), idx(0x0803, PIXELS, 3, 1, 2));
    labels = Files.write(folder.resolve("labels"), idx(0x0801, new byte[] {7, 0, 9}, 3));
  }

  @Test
  void plainAndPackedFilesGiveTheSameSet() throws IOException {
    ImageSet plain = ImageSet.read(images, labels);
    assertThat(plain.count()).isEqualTo(3);
    assertThat(plain.rows()).isEqualTo(1);
    assertThat(plain.columns()).isEqualTo(2);
    assertThat(plain.pixels()).isEqualTo(PIXELS);
    assertThat(plain.labels()).containsExactly(7, 0, 9);

    Files.write(images, gzip(Files.readAllBytes(images)));
    Files.write(labels, gzip(Files.readAllBytes(labels)));
    ImageSet packed = ImageSet.read(images, labels);
    assertThat(packed.pixels()).isEqualTo(PIXELS);
    assertThat(packed.labels()).containsExactly(7, 0, 9);
    assertThat(packed.sha256()).isEqualTo(plain.sha256());
  }

  @Test
  void theHashCoversShapePixelsAndLabels() {
    ImageSet set = new ImageSet(1, 2, PIXELS, new byte[] {7, 0, 9});
    assertThat(set.sha256())
        .isEqualTo("35137a1da0c325ba6b3574fda1dc33d2007eb655007c6382dc69cd85214fb3d4")
        .isNotEqualTo(new ImageSet(2, 1, PIXELS, new byte[] {7, 0, 9}).sha256())
        .isNotEqualTo(new ImageSet(1, 2, PIXELS, new byte[] {7, 0, 8}).sha256())
        .isNotEqualTo(new ImageSet(1, 2, new byte[6], new byte[] {7, 0, 9}).sha256());
  }

  @Test
  void headIsTheFirstImagesAndNeverMoreThanThereAre() {
    ImageSet set = ImageSet.read(images, labels);
    assertThat(set.head(2).pixels()).containsExactly(0, 1, 2, 3);
    assertThat(set.head(2).labels()).containsExactly(7, 0);
    assertThat(set.head(3).sha256()).isEqualTo(set.sha256());
    assertThatThrownBy(() -> set.head(4))
        .isInstanceOf(InputException.class)
        .hasMessage("4 images are asked for; from 1 to 3 can be had.");
    assertThatThrownBy(() -> set.head(0)).isInstanceOf(InputException.class);
  }

  @Test
  void filesOfDifferentSetsAreRefused() throws IOException {
    Files.write(labels, idx(0x0801, new byte[] {7, 0}, 2));
    assertThatThrownBy(() -> ImageSet.read(images, labels))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "%s holds 3 images and %s 2 labels. Use the two files of one set.", images, labels);
  }

  @Test
  void anEleventhClassIsRefused() throws IOException {
    Files.write(labels, idx(0x0801, new byte[] {7, (byte) 200, 9}, 3));
    assertThatThrownBy(() -> ImageSet.read(images, labels))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "%s: the label of image 1 is 200; labels are 0 to 9. Download the file again.", labels);
  }

  static Stream<Arguments> badFiles() {
    byte[] good = idx(0x0803, PIXELS, 3, 1, 2);
    byte[] packed = gzip(good);
    return Stream.of(
        bad("empty", new byte[0], "the file is cut short: it ends too early."),
        bad("three bytes", Arrays.copyOf(good, 3), "cut short: it ends too early."),
        bad("header cut", Arrays.copyOf(good, 10), "cut short: it ends too early."),
        bad("no content", Arrays.copyOf(good, 16), "announces 3 × 1 × 2 bytes and 16 in the file"),
        bad("last byte gone", Arrays.copyOf(good, 21), "bytes and 21 in the file cannot hold them"),
        bad("a byte more", Arrays.copyOf(good, 23), "more bytes follow than the 3 × 1 × 2"),
        bad("magic", change(good, 0, 0x3c), "not an IDX file: it begins with 3c000803"),
        bad("signed bytes", change(good, 2, 0x09), "IDX type 0x09 where images need 0x08"),
        bad("floats", change(good, 2, 0x0d), "IDX type 0x0d where images need 0x08"),
        bad("labels", idx(0x0801, PIXELS, 6), "has 1 dimension where images need 3. Are the files"),
        bad("four dimensions", change(good, 3, 4), "has 4 dimensions where images need 3"),
        bad("too few images", change(good, 7, 2), "more bytes follow than the 2 × 1 × 2"),
        bad("too many images", change(good, 7, 4), "announces 4 × 1 × 2 bytes"),
        bad("no images", idx(0x0803, new byte[0], 0, 1, 2), "no images in it: its size is 0 × 1"),
        bad("no columns", idx(0x0803, new byte[0], 3, 1, 0), "no images in it"),
        bad("negative count", change(good, 4, 0xff), "at most 536,870,912 are read"),
        bad("overflowing", idx(0x0803, PIXELS, 65536, 65536, 65536), "65,536 × 65,536 × 65,536"),
        bad("wraps to zero", idx(0x0803, PIXELS, 1 << 30, 1 << 30, 16), "at most 536,870,912"),
        bad("promised", idx(0x0803, PIXELS, 500_000, 28, 28), "22 in the file cannot hold them"),
        bad("promised, packed", gzip(idx(0x0803, PIXELS, 500_000, 28, 28)), "cannot hold them"),
        bad("packed, cut content", gzip(Arrays.copyOf(good, 20)), "bytes and 4 are there"),
        bad("packed, a byte more", gzip(Arrays.copyOf(good, 23)), "more bytes follow"),
        bad("gzip bomb", gzip(Arrays.copyOf(good, 50_000_000)), "more bytes follow"),
        bad("gzip cut", Arrays.copyOf(packed, packed.length - 12), "cut short"),
        bad("gzip head only", Arrays.copyOf(packed, 5), "cut short"),
        bad("gzip damaged", change(packed, 10, 0xff), "damaged gzip data"),
        bad(
            "gzip checksum",
            change(packed, packed.length - 8, packed[packed.length - 8] + 1),
            "damaged gzip data"),
        bad(
            "a web page",
            "<!DOCTYPE html>".getBytes(StandardCharsets.US_ASCII),
            "not an IDX file"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badFiles")
  void aBadFileGetsOneLineWithItsNameTheFaultAndWhatToDo(String name, byte[] bytes, String expected)
      throws IOException {
    Files.write(images, bytes);
    assertThatThrownBy(() -> ImageSet.read(images, labels))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(images + ": ")
        .hasMessageContaining(expected)
        .hasMessageMatching("[^\n]{40,300}[.?]");
  }

  @Test
  void aMissingFileAndAFolderAreNamed() {
    assertThatThrownBy(() -> ImageSet.read(folder.resolve("none"), labels))
        .isInstanceOf(InputException.class)
        .hasMessage("%s: there is no such file.", folder.resolve("none"));
    assertThatThrownBy(() -> ImageSet.read(images, folder))
        .isInstanceOf(InputException.class)
        .hasMessage("%s: is a folder. Name the file with the labels.", folder);
  }

  private static Arguments bad(String name, byte[] bytes, String expected) {
    return Arguments.of(name, bytes, expected);
  }

  private static byte[] idx(int magic, byte[] content, int... sizes) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * sizes.length + content.length).putInt(magic);
    Arrays.stream(sizes).forEach(buffer::putInt);
    return buffer.put(content).array();
  }

  private static byte[] change(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
