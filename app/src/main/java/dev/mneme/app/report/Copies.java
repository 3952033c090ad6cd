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
   * @param file to be put there whole, in place of one that it replaces
   * @throws InputException if its folder does not exist or may not be written to, or if it is
   *     something else than a file
   */
  public static void requirePlace(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    Path place = file.toAbsolutePath().getParent();
    if (place != null && !Files.isDirectory(place)) {
      throw InputException.of(
          "%s: there is no folder %s. Make it, or choose another place.", option, place);
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw InputException.of(
          "%s: %s is %s. Name a file.",
          option, file, Files.isDirectory(file) ? "a folder" : "no file but a device or pipe");
    }
    if (place != null && !Files.isWritable(place)) {
      throw InputException.of(
          "%s: the folder %s may not be written to. Choose another place.", option, place);
    }
  }
}
