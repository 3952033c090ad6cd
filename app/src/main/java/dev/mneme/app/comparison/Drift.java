package dev.mneme.app.comparison;

import dev.mneme.measure.LayerChange;
import dev.mneme.measure.LayerDrift;
import dev.mneme.measure.MeasuredKl;
import java.util.List;

/**
 * How far the tuned model is from the base.
 *
 * @param forward KL(base ‖ tuned) after the new task's prompts, on what the base writes
 * @param reverse KL(tuned ‖ base) there, on what the tuned model writes
 * @param tokens room of a sequence
 * @param weights layer by layer
 * @param activations layer by layer, on neutral texts
 */
public record Drift(
    MeasuredKl forward,
    MeasuredKl reverse,
    int tokens,
    List<LayerChange> weights,
    List<LayerDrift> activations) {

  public Drift {
    weights = List.copyOf(weights);
    activations = List.copyOf(activations);
  }
}
