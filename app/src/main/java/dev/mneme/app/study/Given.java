package dev.mneme.app.study;

import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a user gives with the options of a study, held against what there is. */
public final class Given {

  private Given() {}

  /**
   * A number.
   *
   * @param usual where none is given
   */
  public static int count(String option, int least, @Nullable Integer given, int usual) {
    if (given == null) {
      return usual;
    }
    if (given < least) {
      throw InputException.of("%s must be at least %d, was %d.", option, least, given);
    }
    return given;
  }

  /** What is named, each once; the usual where nothing is. */
  public static <T> List<T> named(
      String option,
      List<String> given,
      List<String> known,
      Function<String, Optional<T>> of,
      List<T> usual) {
    return given.isEmpty()
        ? usual
        : new LinkedHashSet<>(given)
            .stream()
                .map(name -> of.apply(name).orElseThrow(() -> unknown(option, name, known)))
                .toList();
  }

  private static InputException unknown(String option, String name, List<String> known) {
    String nearest = Nearest.of(name, known);
    return new InputException(
        "%s: there is no \"%s\". %s"
            .formatted(
                option,
                name,
                nearest == null
                    ? "There are %s.".formatted(String.join(", ", known))
                    : "Did you mean \"%s\"?".formatted(nearest)));
  }
}
