package dev.mneme.lab.multitask;

import dev.mneme.lab.balance.Balance;
import dev.mneme.measure.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the networks of the study say.
 *
 * @param alone each task learnt by itself
 * @param standings each way of weighing, for losses of either size
 */
public record MultitaskFindings(List<Alone> alone, List<Standing> standings) {

  public MultitaskFindings {
    alone = List.copyOf(alone);
    standings = List.copyOf(standings);
  }

  /**
   * A task learnt by itself at the rate that is best for it by validation images.
   *
   * @param score on test images, mean over seeds
   */
  public record Alone(LossSizes sizes, ImageTask task, double rate, int seeds, Figure score) {}

  /**
   * Reads the findings off the networks.
   *
   * @throws IllegalArgumentException if there is nothing to compare
   */
  public static MultitaskFindings of(List<Trained> trained) {
    List<Alone> alone = new ArrayList<>();
    List<Standing> standings = new ArrayList<>();
    for (LossSizes sizes : LossSizes.values()) {
      Map<ImageTask, AtRate> references = references(trained, sizes);
      references.forEach((task, best) ->
          alone.add(
              new Alone(
                  sizes,
                  task,
                  best.rate(),
                  best.networks().size(),
                  Standing.figure(
                      best.networks().stream().mapToDouble(each -> each.test(task)).toArray(),
                      0.95))));
      if (references.size() == ImageTask.values().length) {
        for (Balance balance : Balance.values()) {
          standing(trained, sizes, balance, references).ifPresent(standings::add);
        }
      }
    }
    if (standings.isEmpty()) {
      throw new IllegalArgumentException(
          "findings need networks of all tasks and of each task alone, of one seed");
    }
    return new MultitaskFindings(alone, standings);
  }

  private static Map<ImageTask, AtRate> references(List<Trained> trained, LossSizes sizes) {
    Map<ImageTask, AtRate> references = new EnumMap<>(ImageTask.class);
    for (ImageTask task : ImageTask.values()) {
      List<Trained> own =
          trained.stream()
              .filter(each -> each.recipe().equals(each.recipe().alone(sizes, task)))
              .toList();
      if (!own.isEmpty()) {
        references.put(task, AtRate.best(own, each -> each.validation(task)));
      }
    }
    return references;
  }

  private static Optional<Standing> standing(
      List<Trained> trained, LossSizes sizes, Balance balance, Map<ImageTask, AtRate> references) {
    List<Trained> own =
        trained.stream()
            .filter(each ->
                !each.recipe().isAlone()
                    && each.recipe().data().sizes() == sizes
                    && each.recipe().training().weights() == balance)
            .filter(each -> hasReferences(each, references))
            .toList();
    if (own.isEmpty()) {
      return Optional.empty();
    }
    AtRate best =
        AtRate.best(
            own,
            each ->
                Gain.of(each.validation(), alone(each, references, Trained::validation)).mean());
    return Optional.of(
        new Standing(
            sizes,
            balance,
            best.rate(),
            best.networks().stream()
                .map(each ->
                    new Standing.Seed(
                        each, Gain.of(each.test(), alone(each, references, Trained::test))))
                .toList()));
  }

  private static boolean hasReferences(Trained network, Map<ImageTask, AtRate> references) {
    return references.values().stream()
        .allMatch(each -> each.seed(network.recipe().seed()).isPresent());
  }

  private interface Scores {
    Map<ImageTask, Double> of(Trained network);
  }

  /** The scores of the networks of the same seed that learnt one task each. */
  private static Map<ImageTask, Double> alone(
      Trained network, Map<ImageTask, AtRate> references, Scores scores) {
    Map<ImageTask, Double> alone = new EnumMap<>(ImageTask.class);
    references.forEach(
        (task, best) -> alone.putAll(scores.of(best.seed(network.recipe().seed()).orElseThrow())));
    return alone;
  }

  /** A task by itself, if it was tried. */
  public Optional<Alone> alone(LossSizes sizes, ImageTask task) {
    return alone.stream().filter(each -> each.sizes() == sizes && each.task() == task).findFirst();
  }

  /** A way of weighing, if it was tried. */
  public Optional<Standing> standing(LossSizes sizes, Balance balance) {
    return standings.stream()
        .filter(each -> each.sizes() == sizes && each.balance() == balance)
        .findFirst();
  }

  /** How much more one has than another in points of the measure, paired over seeds. */
  public Optional<Figure> beyond(
      LossSizes sizes, Balance one, Balance other, Standing.Measure measure) {
    return beyond(sizes, one, other, measure, 0.95);
  }

  Optional<Figure> beyond(
      LossSizes sizes, Balance one, Balance other, Standing.Measure measure, double confidence) {
    return standing(sizes, one)
        .flatMap(first ->
            standing(sizes, other).map(second -> first.beyond(second, measure, confidence)));
  }

  /** The ways of weighing other than one that were tried. */
  List<Balance> others(LossSizes sizes, Balance than) {
    return Arrays.stream(Balance.values())
        .filter(each -> each != than && standing(sizes, each).isPresent())
        .toList();
  }
}
