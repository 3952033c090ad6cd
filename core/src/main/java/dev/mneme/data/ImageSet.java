package dev.mneme.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Gray images of one size, each with one of ten labels.
 *
 * <p>Whoever hands out or receives the arrays leaves them unchanged; a set may share them.
 */
public final class ImageSet {

  /** Labels are {@code 0 … CLASSES-1}. */
  public static final int CLASSES = 10;

  private final int rows;
  private final int columns;
  private final byte[] pixels;
  private final byte[] labels;

  /**
   * Takes the arrays over.
   *
   * @param pixels unsigned, 0 is background, 255 is full ink. // [count, rows, columns]
   * @param labels 0 … 9. // [count]
   * @throws InputException when the counts differ or a label is not one of the ten
   */
  public ImageSet(int rows, int columns, byte[] pixels, byte[] labels) {
    if (rows < 1 || columns < 1 || pixels.length != (long) labels.length * rows * columns) {
      throw InputException.of(
          "%,d labels do not fit %,d bytes of images of %d × %d pixels.",
          labels.length, pixels.length, rows, columns);
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= CLASSES) {
        throw InputException.of(
            "the label of image %,d is %d; labels are 0 to %d.", i, labels[i] & 0xff, CLASSES - 1);
      }
    }
    this.rows = rows;
    this.columns = columns;
    this.pixels = pixels;
    this.labels = labels;
  }

  /**
   * Reads a pair of IDX files, plain or gzip.
   *
   * @throws InputException when one is missing or damaged, or they do not belong together
   */
  public static ImageSet read(Path images, Path labels) {
    Idx pictures = Idx.read(images, 3, "images");
    Idx classes = Idx.read(labels, 1, "labels");
    if (pictures.size(0) != classes.size(0)) {
      throw InputException.of(
          "%s holds %,d images and %s %,d labels. Use the two files of one set.",
          images, pictures.size(0), labels, classes.size(0));
    }
    try {
      return new ImageSet(
          pictures.size(1), pictures.size(2), pictures.content(), classes.content());
    } catch (InputException e) {
      throw new InputException(labels + ": " + e.getMessage() + " Download the file again.", e);
    }
  }

  /** How many images. */
  public int count() {
    return labels.length;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** Unsigned bytes, 0 is background. // [count, rows, columns] */
  public byte[] pixels() {
    return pixels;
  }

  /** 0 … 9. // [count] */
  public byte[] labels() {
    return labels;
  }

  /**
   * The first images.
   *
   * @throws InputException when there are fewer, or none is asked for
   */
  public ImageSet head(int images) {
    if (images < 1 || images > count()) {
      throw InputException.of(
          "%,d images are asked for; from 1 to %,d can be had.", images, count());
    }
    return new ImageSet(
        rows,
        columns,
        Arrays.copyOf(pixels, images * rows * columns),
        Arrays.copyOf(labels, images));
  }

  /** Of count, rows, columns (4 bytes each, big-endian), pixels and labels; lower-case hex. */
  public String sha256() {
    MessageDigest digest = Sha256.digest();
    digest.update(ByteBuffer.allocate(12).putInt(count()).putInt(rows).putInt(columns).array());
    digest.update(pixels);
    return HexFormat.of().formatHex(digest.digest(labels));
  }
}
