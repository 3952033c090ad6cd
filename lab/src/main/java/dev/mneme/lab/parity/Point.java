package dev.mneme.lab.parity;

import java.util.Map;

/**
 * One measured checkpoint of one trial.
 *
 * @param trial the trial's name
 * @param figures by name: {@code new.…} on parity inputs, {@code old.…} on garments, {@code
 *     weights.…} without inputs
 */
public record Point(
    String trial, Method method, ParityRecipe recipe, long step, Map<String, Double> figures) {

  /** The probe whose measurements are points. */
  public static final String PROBE = "drift";

  public static final String NEW_ACCURACY = "new.accuracy";
  public static final String OLD_ACCURACY = "old.accuracy";
  public static final String BASE_NEW_ACCURACY = "base.new-accuracy";
  public static final String BASE_OLD_ACCURACY = "base.old-accuracy";
  public static final String FORWARD_KL = "new.forward-kl";

  /** Accuracy on the new task, in [0, 1]. */
  public double newAccuracy() {
    return figures.getOrDefault(NEW_ACCURACY, Double.NaN);
  }

  /** Accuracy on the old task, in [0, 1]. */
  public double oldAccuracy() {
    return figures.getOrDefault(OLD_ACCURACY, Double.NaN);
  }

  /** Drop of old-task accuracy from the base, in percentage points. */
  public double forgetting() {
    return 100 * (figures.getOrDefault(BASE_OLD_ACCURACY, Double.NaN) - oldAccuracy());
  }

  /** KL(π0 ‖ π) on new-task inputs, in nats. */
  public double forwardKl() {
    return figures.getOrDefault(FORWARD_KL, Double.NaN);
  }
}
