package dev.mneme.text;

import java.util.Arrays;

/**
 * Text of a growing sequence of ids. A character can be spread over several tokens; what is not yet
 * whole is held back, so no piece ends within a character.
 *
 * <p>For text without malformed UTF-8 the pieces, joined, are what {@link Tokenizer#decode} says of
 * all ids. Each id costs a decoding of the few since the last piece and those of that piece, whose
 * text decides how the next one reads.
 */
public final class TextStream {

  /** Ids without a whole character after which this is no text but noise, and goes out as it is. */
  private static final int NOISE = 16;

  private static final int LONGEST_CONTEXT = 16;
  private static final char REPLACEMENT = '\uFFFD';

  private final Tokenizer tokenizer;

  /** The ids of the last piece, or the end of what came before the first. */
  private int[] context;

  private int[] held = {};

  TextStream(Tokenizer tokenizer, int[] before) {
    this.tokenizer = tokenizer;
    this.context = contextIn(tokenizer, before);
  }

  /** The fewest last ids that read as something whole. */
  private static int[] contextIn(Tokenizer tokenizer, int[] before) {
    int longest = Math.min(before.length, LONGEST_CONTEXT);
    for (int count = 1; count < longest; count++) {
      int[] tail = Arrays.copyOfRange(before, before.length - count, before.length);
      String text = tokenizer.decode(tail);
      if (!text.isEmpty() && text.indexOf(REPLACEMENT) < 0) {
        return tail;
      }
    }
    return Arrays.copyOfRange(before, before.length - longest, before.length);
  }

  /** The text that one more id makes whole; empty while there is none. */
  public String add(int id) {
    held = Arrays.copyOf(held, held.length + 1);
    held[held.length - 1] = id;
    String piece = heldText();
    boolean whole = !piece.isEmpty() && piece.charAt(piece.length() - 1) != REPLACEMENT;
    if (!whole && held.length < NOISE) {
      return "";
    }
    if (!piece.isEmpty()) {
      context = held;
    }
    held = new int[0];
    return piece;
  }

  /** What is still held back, at the end of the sequence. */
  public String finish() {
    String rest = heldText();
    held = new int[0];
    return rest;
  }

  private String heldText() {
    int[] all = Arrays.copyOf(context, context.length + held.length);
    System.arraycopy(held, 0, all, context.length, held.length);
    int known = tokenizer.decode(context).length();
    String text = tokenizer.decode(all);
    return text.substring(Math.min(known, text.length()));
  }
}
