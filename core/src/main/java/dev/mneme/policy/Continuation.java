package dev.mneme.policy;

import java.util.Arrays;

/** Tokens to be scored, and those they go on from. */
public final class Continuation {

  private final int[] ids;
  private final int start;

  /**
   * @param context at least one token
   * @param tokens at least one
   */
  public Continuation(int[] context, int[] tokens) {
    if (context.length == 0 || tokens.length == 0) {
      throw new IllegalArgumentException("a context and its continuation need a token each");
    }
    this.start = context.length;
    this.ids = Arrays.copyOf(context, context.length + tokens.length);
    System.arraycopy(tokens, 0, ids, start, tokens.length);
  }

  /** How many tokens are scored. */
  public int length() {
    return ids.length - start;
  }

  /** What the model reads: all but the last token, which nothing is asked about. */
  int[] input() {
    return Arrays.copyOf(ids, ids.length - 1);
  }

  /** Where in the input the first scored token is predicted. */
  int firstPlace() {
    return start - 1;
  }

  /** The scored token that the input's place predicts. */
  int tokenAfter(int place) {
    return ids[place + 1];
  }
}
