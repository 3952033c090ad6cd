package dev.mneme.run;

import dev.mneme.data.InputException;
import java.util.Locale;

/**
 * A mistake in what the user gave came to light after steps were taken, such as a bad row whose
 * turn had come. Once it is put right the run can go on.
 */
public final class Halted extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param kept steps that the newest checkpoint has done
   */
  Halted(InputException mistake, long kept) {
    super(
        String.format(
            Locale.ROOT,
            "%s Once that is put right, --resume goes on from step %d.",
            mistake.getMessage(),
            kept + 1),
        mistake);
  }
}
