package dev.mneme.task.contamination;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Cuts a text into words as it comes, character by character: runs of letters, digits and the marks
 * on them, in small letters; an ideograph is a word of its own. Words are told by 64-bit hashes.
 */
final class Words {

  private static final long START = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private final LongConsumer words;
  private long hash = START;
  private boolean inside;
  private char high;

  Words(LongConsumer words) {
    this.words = words;
  }

  void add(String text) {
    for (int i = 0; i < text.length(); i++) {
      add(text.charAt(i));
    }
  }

  void add(char sign) {
    if (Character.isHighSurrogate(sign)) {
      high = sign;
    } else if (Character.isLowSurrogate(sign) && high != 0) {
      addPoint(Character.toCodePoint(high, sign));
      high = 0;
    } else {
      addPoint(sign);
    }
  }

  private void addPoint(int point) {
    boolean own = Character.isIdeographic(point);
    if (own || !belongs(point)) {
      end();
    }
    if (belongs(point)) {
      // FNV-1a over code points
      hash = (hash ^ Character.toLowerCase(point)) * PRIME;
      inside = true;
    }
    if (own) {
      end();
    }
  }

  /** The text is over. */
  void end() {
    if (inside) {
      words.accept(hash);
      hash = START;
      inside = false;
    }
  }

  private static boolean belongs(int point) {
    return Character.isLetterOrDigit(point)
        || Character.getType(point) == Character.NON_SPACING_MARK
        || Character.getType(point) == Character.COMBINING_SPACING_MARK;
  }

  /** Their hashes. */
  static long[] hashes(String text) {
    List<Long> hashes = new ArrayList<>();
    Words words = new Words(hashes::add);
    words.add(text);
    words.end();
    return hashes.stream().mapToLong(Long::longValue).toArray();
  }

  /** A few of them as they are written, parted by blanks. */
  static String shown(String text, int from, int count) {
    List<String> found = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    Words words =
        new Words(_ -> {
          found.add(word.toString());
          word.setLength(0);
        });
    text.codePoints()
        .forEach(point -> {
          boolean own = Character.isIdeographic(point);
          if (own) {
            words.end();
          }
          if (belongs(point)) {
            word.appendCodePoint(Character.toLowerCase(point));
          }
          for (char sign : Character.toChars(point)) {
            words.add(sign);
          }
        });
    words.end();
    return String.join(" ", found.subList(from, Math.min(found.size(), from + count)));
  }
}
