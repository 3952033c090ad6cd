package dev.mneme.text.jinja;

import java.time.Duration;

/** What one rendering may spend; whoever makes or visits something pays for it here. */
final class Budget {

  static final int LONGEST_TEXT = 1 << 24;
  static final int LONGEST_LIST = 1 << 20;

  /** What one more round of a loop costs, with its scope. */
  static final int LOOP = 5;

  private static final long STEPS = 4_000_000;
  private static final long CHARACTERS = 1L << 27;
  private static final int DEEPEST = 600;
  private static final int CLOCK_EVERY = 1 << 10;

  private final long deadline;
  private final long seconds;
  private long steps;
  private long nextLook = CLOCK_EVERY;
  private long characters;
  private int depth;

  Budget(Duration time) {
    this.seconds = time.toSeconds();
    this.deadline = System.nanoTime() + time.toNanos();
  }

  void step() {
    steps(1);
  }

  void steps(long count) {
    steps += count;
    if (steps > STEPS) {
      throw new TemplateError("it takes more than %,d steps".formatted(STEPS));
    }
    if (steps >= nextLook) {
      nextLook = steps + CLOCK_EVERY;
      if (System.nanoTime() - deadline > 0) {
        throw new TemplateError("it takes longer than " + seconds + " seconds");
      }
    }
  }

  /** Pays for a text before it is made. */
  void text(long length) {
    if (length > LONGEST_TEXT) {
      throw new TemplateError("a text would have more than %,d characters".formatted(LONGEST_TEXT));
    }
    characters += length;
    if (characters > CHARACTERS) {
      throw new TemplateError("it makes more than %,d characters".formatted(CHARACTERS));
    }
    steps(1 + length / 64);
  }

  String made(String text) {
    text(text.length());
    return text;
  }

  /** Pays for a list before it is made. */
  void list(long size) {
    if (size > LONGEST_LIST) {
      throw new TemplateError("a list would have more than %,d items".formatted(LONGEST_LIST));
    }
    text(4 * size);
    steps(size / 4);
  }

  /** Pays for small things, each of which takes about as much memory as 32 characters. */
  void objects(long count) {
    characters += 32 * count;
    if (characters > CHARACTERS) {
      throw new TemplateError("it makes more than %,d characters".formatted(CHARACTERS));
    }
    steps(count / 4);
  }

  /** Pays for looking for a part, which may be compared with the text at every place. */
  void search(String text, String part) {
    steps(1 + (long) text.length() * part.length() / 512);
  }

  void enter() {
    step();
    if (++depth > DEEPEST) {
      throw new TemplateError("more than " + DEEPEST + " calls and parts within each other");
    }
  }

  void leave() {
    depth--;
  }
}
