package dev.mneme.train;

import java.util.Locale;

/**
 * Training left the numbers behind: a loss or a gradient is not finite. The weights are still those
 * of the last step.
 */
public final class Diverged extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Diverged(long step, double loss, double norm, double rate) {
    super(
        String.format(
            Locale.ROOT,
            "step %d: the loss is %s and its gradient's length %s. Lower the learning rate (now %.3g) or clip the gradient.",
            step + 1,
            loss,
            norm,
            rate));
  }
}
