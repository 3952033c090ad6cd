package dev.mneme.app.study;

import dev.mneme.data.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Models of the same study that were made elsewhere: with other seeds, or of other tasks or
 * methods.
 *
 * @param read a {@code points.csv}
 * @param run the name of a model
 * @param sameBase whether it stands beside a base that scores as the one here
 * @param ours whether it is one of those that are trained here
 * @param sameTrial whether two say of one trial
 */
public record Joined<P>(
    Function<Path, List<P>> read,
    Function<P, String> run,
    Predicate<P> sameBase,
    Predicate<P> ours,
    BiPredicate<P, P> sameTrial) {

  /**
   * Reads them.
   *
   * @param base here, for messages
   * @throws InputException in one line, if they are of another base or are here already
   */
  public List<P> of(List<Path> files, Path base) {
    List<P> others = new ArrayList<>();
    for (Path file : files) {
      for (P other : read.apply(file)) {
        if (!sameBase.test(other)) {
          throw InputException.of(
              "%s: the base of %s scores otherwise than %s does here. Join studies of one base that asked the same items.",
              file, run.apply(other), base);
        }
        if (ours.test(other) || others.stream().anyMatch(each -> sameTrial.test(each, other))) {
          throw InputException.of(
              "%s: %s is here already. Join studies with other seeds, which --first-seed begins, or with other tasks or methods.",
              file, run.apply(other));
        }
        others.add(other);
      }
    }
    return others;
  }
}
