package dev.mneme.text;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for a pattern in an untrusted text without ever looking long. Java's patterns try again and
 * again: {@code (a+)+b} needs 2ⁿ looks at n letters {@code a}. So looks are counted, and searches
 * that need more than there are, or deeper recursion than the thread has, end without a result. For
 * one thread.
 */
public final class BoundedSearch {

  /** Looks at characters for one text: some tenths of a second. */
  private static final long USUAL = 20_000_000;

  private long left;

  /**
   * @param looks at characters, for all searches together
   */
  public BoundedSearch(long looks) {
    this.left = looks;
  }

  /** The search takes too long. */
  public static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1;

    private TooLong(Throwable cause) {
      super("the pattern takes too long on this text", cause);
    }
  }

  /** One search with as many looks as is usual. */
  public static <T> T once(String text, Pattern pattern, Function<Matcher, T> search) {
    return new BoundedSearch(USUAL).in(text, pattern, search);
  }

  /**
   * What is found with a matcher on the text.
   *
   * @throws TooLong where the search is given up
   */
  public <T> T in(String text, Pattern pattern, Function<Matcher, T> search) {
    try {
      return search.apply(pattern.matcher(new Counted(text)));
    } catch (OutOfLooks | StackOverflowError e) {
      throw new TooLong(e);
    }
  }

  /** Leaves a search. */
  private static final class OutOfLooks extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutOfLooks() {
      super(null, null, false, false);
    }
  }

  /** A text that lets itself be looked at only so often. */
  private final class Counted implements CharSequence {
    private final String text;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new OutOfLooks();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
