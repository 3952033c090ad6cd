package dev.mneme.bench.fuzz;

import dev.mneme.model.Llama2c;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** A llama2.c model, whose length is often made the one its header asks for. */
final class Llama2cTarget implements Target {

  private static final int LARGEST = 1 << 18;

  private final Scratch scratch = new Scratch();
  private final List<byte[]> seeds =
      List.of(model(4, 6, 1, 2, 1, 5, 3), model(4, 6, 2, 2, 2, -5, 3), model(2, 1, 1, 1, 1, 1, 1));

  private static byte[] model(int... header) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * header.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int number : header) {
      bytes.putInt(number);
    }
    return sized(bytes.array());
  }

  /** As long as its header says, if that is not long. */
  private static byte[] sized(byte[] file) {
    if (file.length < 28) {
      return file;
    }
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long width = header.getInt(0);
    long mlp = header.getInt(4);
    long layers = header.getInt(8);
    long heads = header.getInt(12);
    long keyValueHeads = header.getInt(16);
    long vocabulary = header.getInt(20);
    long positions = header.getInt(24);
    if (heads == 0) {
      return file;
    }
    long keys = keyValueHeads * (width / heads);
    long layer = 2 * width + 2 * width * width + 2 * keys * width + 3 * width * mlp;
    long numbers =
        Math.abs(vocabulary) * width * (vocabulary > 0 ? 1 : 2)
            + layers * layer
            + width
            + 2 * positions * (width / heads / 2);
    long size = 28 + 4 * numbers;
    return size < 28 || size > LARGEST ? file : Arrays.copyOf(file, (int) size);
  }

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of("24ka");
  }

  @Override
  public byte[] framed(byte[] file, int how) {
    return how % 2 == 1 ? sized(file) : file;
  }

  @Override
  public void read(byte[] file) throws IOException {
    Llama2c.read(scratch.write("model.bin", file)).parameters().close();
  }
}
