package dev.mneme.lab.recap;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * One tuned model as it was measured.
 *
 * @param run its name
 * @param task that it learnt
 * @param rate learning rate
 * @param values of the tuned model: shares in [0, 1], words, nats a token
 * @param base those of the model that it was tuned from
 * @param seconds of its training
 * @param weights mean λ of each objective over the last steps; empty where nothing was weighed
 * @param rewards mean of each reward over the answers that were sampled in the last steps, in [0,
 *     1]; empty where a run has none
 */
public record RecapPoint(
    String run,
    RecapMethod method,
    String task,
    double rate,
    long seed,
    Map<Measure, Double> values,
    Map<Measure, Double> base,
    double seconds,
    Map<Aim, Double> weights,
    Map<Aim, Double> rewards) {

  public RecapPoint {
    values = Collections.unmodifiableMap(copy(values));
    base = Collections.unmodifiableMap(copy(base));
    weights = ofAims(weights);
    rewards = ofAims(rewards);
  }

  private static Map<Aim, Double> ofAims(Map<Aim, Double> values) {
    EnumMap<Aim, Double> copied = new EnumMap<>(Aim.class);
    copied.putAll(values);
    return Collections.unmodifiableMap(copied);
  }

  private static Map<Measure, Double> copy(Map<Measure, Double> values) {
    EnumMap<Measure, Double> copied = new EnumMap<>(Measure.class);
    copied.putAll(values);
    return copied;
  }

  /** A measure of the tuned model in its unit; NaN if it was not measured. */
  public double value(Measure measure) {
    return measure.factor() * values.getOrDefault(measure, Double.NaN);
  }

  /** A measure of the base in its unit; NaN if it was not measured. */
  public double base(Measure measure) {
    return measure.factor() * base.getOrDefault(measure, Double.NaN);
  }

  /** An objective's weight at the end; NaN where it was not weighed. */
  public double weight(Aim aim) {
    return weights.getOrDefault(aim, Double.NaN);
  }

  /** Per cent of what a reward can be, of answers sampled at the end; NaN where it had none. */
  public double sampled(Aim aim) {
    return 100 * rewards.getOrDefault(aim, Double.NaN);
  }

  /** What a rate is chosen by: accuracy on the new task plus that on the prior ones, in points. */
  double both() {
    return value(Measure.NEW) + value(Measure.PRIOR);
  }

  /** Whether both say of one trial. */
  public boolean sameTrial(RecapPoint other) {
    return method == other.method
        && task.equals(other.task)
        && seed == other.seed
        && Double.compare(rate, other.rate) == 0;
  }
}
