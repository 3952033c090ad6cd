package dev.mneme.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Makes good inputs of the command in a folder, and spoils them. */
final class BadInputs {

  /** Drawn images, so small that it trains in a second; every key that a mistake replaces. */
  static final String RECIPE =
      """
      world: drawn
      base:
        hidden: [8]
        examples: 8
        epochs: 1
      tuning:
        method: sft-1
        examples: 16
        batch: 8
        learning-rate: 1e-3
        group: 4
      probing:
        points: 1
        test-images: 100
      """;

  /** Sixty layers: two steps at this rate and the activations leave the range of a float. */
  static final String EXPLODING =
      RECIPE
          .replace("[8]", Collections.nCopies(60, 64).toString())
          .replace("1e-3", "0.99\n  warmup: 0\n  schedule: constant")
          .replace("examples: 16", "examples: 32");

  private static final int SIDE = 28;
  private static final int IMAGES = 3;

  private final Path folder;

  BadInputs(Path folder) {
    this.folder = folder;
  }

  /** Where something of that name would be. */
  Path place(String name) {
    return folder.resolve(name);
  }

  /** A file, and the folders above it. */
  Path file(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  Path file(String name, String content) throws IOException {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A folder with all eight files of real images, each of three images with so many rows. */
  Path data(int side) throws IOException {
    for (String set : List.of("mnist", "fashion-mnist")) {
      for (String part : List.of("train", "t10k")) {
        file("data/" + set + "/" + part + "-images-idx3-ubyte.gz", images(IMAGES, IMAGES, side));
        file("data/" + set + "/" + part + "-labels-idx1-ubyte.gz", labels(IMAGES));
      }
    }
    return folder.resolve("data");
  }

  /** The same with another content of the training digits. */
  Path dataWith(byte[] digits) throws IOException {
    Path data = data(SIDE);
    file("data/mnist/train-images-idx3-ubyte.gz", digits);
    return data;
  }

  /** So many images, of which the header announces another number. */
  static byte[] images(int announced, int there, int side) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16 + there * side * side);
    bytes.putInt(0x0803).putInt(announced).putInt(side).putInt(side);
    return packed(bytes.array());
  }

  static byte[] labels(int count) throws IOException {
    return packed(ByteBuffer.allocate(8 + count).putInt(0x0801).putInt(count).array());
  }

  static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
