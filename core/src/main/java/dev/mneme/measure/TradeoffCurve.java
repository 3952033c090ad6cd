package dev.mneme.measure;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a method keeps of its prior tasks as a function of what it reaches on the new task, from
 * many models of one seed.
 *
 * <p>Both readings answer "the prior score of a model that reaches at least this level": above the
 * best model there is no answer, and below the models near the front the answer is that of the
 * leftmost of them. Nothing is extrapolated.
 */
public final class TradeoffCurve {

  /** A model's scores on the new task and on the prior tasks, both better when larger. */
  public record Outcome(double newTask, double priorTasks) {}

  private final TradeoffFront front;
  private final List<Outcome> near;
  private final ExponentialFit fit;

  private TradeoffCurve(TradeoffFront front, List<Outcome> near, ExponentialFit fit) {
    this.front = front;
    this.near = near;
    this.fit = fit;
  }

  /**
   * The curve of some models.
   *
   * @param slack how far from the Pareto front a model may be to take part in the fit, in the unit
   *     of the scores; the literature takes 2 points, that is 0.02
   */
  public static TradeoffCurve of(List<Outcome> models, double slack) {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a trade-off curve needs at least one model");
    }
    List<Outcome> near = ParetoFront.within(slack, models, Outcome::newTask, Outcome::priorTasks);
    ExponentialFit fit =
        ExponentialFit.of(
            near.stream().mapToDouble(Outcome::newTask).toArray(),
            near.stream().mapToDouble(Outcome::priorTasks).toArray());
    return new TradeoffCurve(TradeoffFront.of(models), near, fit);
  }

  /** The models that took part in the fit, ordered by their score on the new task. */
  public List<Outcome> near() {
    return near;
  }

  /** The exponential through {@link #near()}, new task on x and prior tasks on y. */
  public ExponentialFit fit() {
    return fit;
  }

  /** The prior score at a level of the new task, on the fitted curve. */
  public OptionalDouble fittedAt(double level) {
    if (level > near.getLast().newTask()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(fit.at(Math.max(level, near.getFirst().newTask())));
  }

  /** The prior score at a level of the new task, linear between models on the front. */
  public OptionalDouble interpolatedAt(double level) {
    return front.at(level);
  }

  /**
   * The fitted prior score at a level, averaged over seeds. Seeds that never reach the level are
   * left out, so compare {@link Estimate#count()} with the number of curves.
   *
   * @return empty if no seed reaches the level
   */
  public static Optional<Estimate> fittedAt(double level, List<TradeoffCurve> seeds) {
    double[] values =
        seeds.stream()
            .map(seed -> seed.fittedAt(level))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    return values.length == 0 ? Optional.empty() : Optional.of(Estimate.of(values));
  }
}
