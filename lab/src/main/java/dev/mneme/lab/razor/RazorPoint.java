package dev.mneme.lab.razor;

import dev.mneme.measure.TradeoffCurve;
import java.util.Map;

/**
 * One tuned model as it was measured.
 *
 * @param run its name
 * @param task that it learnt
 * @param rate learning rate, or, where weights are averaged, the share of the tuned ones
 * @param steps how long it learnt, as the study counts: steps of a method that imitates, of which
 *     one that learns from rewards takes a quarter
 * @param scores of the tuned model
 * @param base scores of the model that it was tuned from
 * @param seconds of its training, and of what was made for it alone; NaN if they are not known
 * @param drift how far it went, by name; {@value #FORWARD_KL} among them
 */
public record RazorPoint(
    String run,
    RazorMethod method,
    String task,
    double rate,
    long seed,
    int steps,
    Scores scores,
    Scores base,
    double seconds,
    Map<String, Double> drift) {

  /** KL(base ‖ tuned) on the new task's prompts, in nats a token. */
  public static final String FORWARD_KL = "forward-kl";

  /** Its standard error. */
  public static final String FORWARD_KL_ERROR = "forward-kl-error";

  /** CKNNA of the last states on neutral texts. */
  public static final String CKNNA = "cknna";

  /**
   * What a model can do.
   *
   * @param newTask score on the new task, in [0, 1]
   * @param prior mean score over the prior tasks, in [0, 1]
   */
  public record Scores(double newTask, double prior) {}

  public RazorPoint {
    drift = Map.copyOf(drift);
  }

  /** Drop of the mean prior score, in points. */
  public double forgetting() {
    return 100 * (base.prior() - scores.prior());
  }

  /** Rise of the new task's score, in points. */
  public double gain() {
    return 100 * (scores.newTask() - base.newTask());
  }

  /** KL(base ‖ tuned) in nats a token; NaN if it was not measured. */
  public double forwardKl() {
    return drift(FORWARD_KL);
  }

  /** A measure of drift; NaN if there is none of that name. */
  double drift(String name) {
    return drift.getOrDefault(name, Double.NaN);
  }

  /** Whether both say of one trial. */
  public boolean sameTrial(RazorPoint other) {
    return method == other.method
        && task.equals(other.task)
        && seed == other.seed
        && steps == other.steps
        && Double.compare(rate, other.rate) == 0;
  }

  TradeoffCurve.Outcome outcome() {
    return new TradeoffCurve.Outcome(scores.newTask(), scores.prior());
  }
}
