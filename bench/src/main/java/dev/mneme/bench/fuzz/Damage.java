package dev.mneme.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A valid file, damaged as the bytes of an input say. So most inputs get past the first checks: one
 * field is wrong, not all.
 *
 * <pre>  input = how, then  file                          if how is even
 *                     or  seed, (kind, at, at, more…)*  if how is odd </pre>
 */
final class Damage {

  private static final int LONGEST = 1 << 16;
  private static final int LONGEST_RANGE = 64;

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "2",
          "255",
          "65536",
          "1e400",
          "-1e400",
          "2147483647",
          "2147483648",
          "-2147483648",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "1e-400",
          "4611686018427387904",
          "18446744073709551616",
          "0.1",
          "1e9",
          "NaN",
          "1E+2147483648");

  private static final List<String> JSON =
      List.of(
          "null",
          "true",
          "false",
          "\"\"",
          "[]",
          "{}",
          "[[]]",
          "{\"a\":1}",
          "\"\\ud800\"",
          "\"\\u0000\"");

  private final byte[] input;
  private int at;
  private byte[] file;

  private Damage(byte[] input, int at, byte[] file) {
    this.input = input;
    this.at = at;
    this.file = file;
  }

  /** The file that an input stands for. */
  static byte[] file(Target target, byte[] input) {
    if (input.length == 0) {
      return input;
    }
    int how = input[0] & 0xff;
    if (how % 2 == 0) {
      return target.framed(Arrays.copyOfRange(input, 1, input.length), how >> 1);
    }
    List<byte[]> seeds = target.seeds();
    int seed = input.length > 1 ? (input[1] & 0xff) % seeds.size() : 0;
    Damage damage = new Damage(input, 2, seeds.get(seed));
    damage.all(target);
    return target.framed(damage.file, how >> 1);
  }

  /** The input that stands for a file as it is. */
  static byte[] plain(byte[] file) {
    byte[] input = new byte[file.length + 1];
    System.arraycopy(file, 0, input, 1, file.length);
    return input;
  }

  private void all(Target target) {
    while (at + 2 < input.length && file.length < LONGEST) {
      int kind = next();
      int place = (next() << 8 | next()) % (file.length + 1);
      one(kind % 11, place, target);
    }
  }

  private int next() {
    return at < input.length ? input[at++] & 0xff : 0;
  }

  private void one(int kind, int place, Target target) {
    switch (kind) {
      case 0 -> replace(place, Math.min(file.length, place + 1), new byte[] {(byte) next()});
      case 1 -> replace(place, range(place), new byte[0]);
      case 2 -> repeat(place);
      case 3 -> replace(place, place, bytes(pick(target.words())));
      case 4 -> replaceNumber(place);
      case 5 -> binary(place);
      case 6 -> nest(place);
      case 7 -> {
        int length = Math.min(next() % LONGEST_RANGE, Math.max(0, input.length - at));
        replace(place, place, Arrays.copyOfRange(input, Math.min(at, input.length), at + length));
        at += length;
      }
      case 8 -> replace(place, file.length, new byte[0]);
      case 9 -> {
        byte[] other = target.seeds().get(next() % target.seeds().size());
        int from = next() * 16 % (other.length + 1);
        replace(
            place,
            place,
            Arrays.copyOfRange(other, from, Math.min(other.length, from + 2 * next())));
      }
      default -> replaceWord(place, target);
    }
  }

  private int range(int place) {
    return Math.min(file.length, place + 1 + next() % LONGEST_RANGE);
  }

  private void repeat(int place) {
    byte[] part = Arrays.copyOfRange(file, place, range(place));
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int times = 1 << next() % 11; times > 0 && many.size() < LONGEST; times--) {
      many.writeBytes(part);
    }
    replace(place, place, many.toByteArray());
  }

  /** The first number from there on becomes another. */
  private void replaceNumber(int place) {
    int from = place;
    while (from < file.length && (file[from] < '0' || file[from] > '9')) {
      from++;
    }
    int to = from;
    while (to < file.length && "0123456789.eE+-".indexOf(file[to]) >= 0) {
      to++;
    }
    replace(from, to, bytes(pick(NUMBERS)));
  }

  /** Whatever stands between signs becomes another word, number or value of JSON. */
  private void replaceWord(int place, Target target) {
    int from = place;
    while (from < file.length && !isWord(file[from])) {
      from++;
    }
    int to = from;
    while (to < file.length && isWord(file[to])) {
      to++;
    }
    if (from > 0
        && to < file.length
        && file[from - 1] == '"'
        && file[to] == '"'
        && next() % 2 == 0) {
      from--;
      to++;
    }
    List<String> words =
        switch (next() % 3) {
          case 0 -> JSON;
          case 1 -> NUMBERS;
          default -> target.words();
        };
    replace(from, to, bytes(pick(words)));
  }

  private static boolean isWord(byte b) {
    return b < 0 || b == '_' || b == '-' || b == '.' || Character.isLetterOrDigit(b);
  }

  private void binary(int place) {
    int kind = next();
    long value =
        kind < 128 ? next() << ((kind % 4) * 8) : (kind % 2 == 0 ? 1L : -1L) << (next() % 64);
    ByteBuffer buffer =
        ByteBuffer.allocate(Long.BYTES)
            .order(kind % 3 == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int size = kind % 5 == 0 ? Long.BYTES : Integer.BYTES;
    if (size == Long.BYTES) {
      buffer.putLong(value);
    } else {
      buffer.putInt((int) value);
    }
    replace(place, Math.min(file.length, place + size), Arrays.copyOf(buffer.array(), size));
  }

  private void nest(int place) {
    int end = range(place);
    int kind = next() % 4;
    int depth = 1 << next() % 11;
    String open = List.of("[", "{\"a\":", "(", "-").get(kind);
    String close = List.of("]", "}", ")", "").get(kind);
    replace(end, end, bytes(close.repeat(depth)));
    replace(place, place, bytes(open.repeat(depth)));
  }

  private String pick(List<String> from) {
    return from.isEmpty() ? "" : from.get(next() % from.size());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void replace(int from, int to, byte[] by) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(file.length + by.length);
    all.write(file, 0, from);
    all.writeBytes(by);
    all.write(file, to, file.length - to);
    file = all.toByteArray();
  }
}
