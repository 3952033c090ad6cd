package dev.mneme.app.report;

import dev.mneme.data.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Further copies of results, in places that users name. */
public final class Copies {

  private Copies() {}

  /**
   * Looks for the place before anything is computed: hours of work are no time to learn that their
   * result has none.
   *
   * @param option by which it was named
   * @throws InputException if a file is named in a folder that does not exist
   */
  public static void requireFolder(String option, @Nullable Path file) {
    Path place = file == null ? null : file.toAbsolutePath().getParent();
    if (place != null && !Files.isDirectory(place)) {
      throw InputException.of(
          "%s: there is no folder %s. Make it, or choose another place.", option, place);
    }
  }
}
