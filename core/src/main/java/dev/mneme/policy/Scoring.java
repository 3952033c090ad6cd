package dev.mneme.policy;

/**
 * How a language policy computes its scores; what they are does not depend on it but for rounding.
 *
 * @param rows how many rows go through the model at once, 0 for all. With fewer than there are,
 *     each piece is computed once for its value and once more for its gradient, so that memory is
 *     that of one piece, and a loss over the whole batch has the gradient of the whole batch
 * @param packed whether short sequences share a row, each computed as if it were alone
 * @param checkpointed whether blocks are computed again for their gradient, which keeps less
 */
public record Scoring(int rows, boolean packed, boolean checkpointed) {

  /** The whole batch in one pass. */
  public static final Scoring WHOLE = new Scoring(0, false, false);

  public Scoring {
    if (rows < 0) {
      throw new IllegalArgumentException("rows must not be negative, was " + rows);
    }
  }

  public boolean inPieces() {
    return rows > 0 || packed;
  }

  /**
   * Whether rows of so many tokens are read one behind another, in a pass that is not in pieces,
   * rather than filled up to the longest: where a fifth and more would be padding.
   *
   * @param filled tokens with padding
   */
  public static boolean readsNoPadding(double tokens, double filled) {
    return tokens <= 0.8 * filled;
  }
}
