package dev.mneme.run;

import dev.mneme.data.InputException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A mistake in what the user gave came to light after steps were taken, such as a bad row whose
 * turn had come. Once it is put right the run can go on, if its owner says that other data are
 * meant.
 */
public final class Halted extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param kept steps that the newest checkpoint has done
   * @param provenance tells what the run was begun with
   */
  Halted(InputException mistake, long kept, Path provenance) {
    super(
        String.format(
            Locale.ROOT,
            "%s Put it right and delete %s, which tells of the data before; resumed, the run goes on from step %d.",
            mistake.getMessage(),
            provenance,
            kept + 1),
        mistake);
  }
}
