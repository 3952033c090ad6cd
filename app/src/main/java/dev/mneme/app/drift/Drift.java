package dev.mneme.app.drift;

import dev.mneme.measure.LayerChange;
import dev.mneme.measure.LayerDrift;
import dev.mneme.measure.MeasuredKl;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** Of the intervals from which errors are read. */
  static final double CONFIDENCE = 0.95;

  /** The layer whose states the next token is read from. */
  private static final String OUTPUT = "output";

  public Drift {
    weights = List.copyOf(weights);
    activations = List.copyOf(activations);
  }

  /** In single numbers, by their names among {@link TaskDrift#FIGURES}. */
  Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("forward-kl", forward.perToken().value());
    figures.put("forward-kl-error", forward.perToken().interval().normalError(CONFIDENCE));
    figures.put("forward-kl-per-sequence", forward.perSequence().value());
    figures.put("reverse-kl", reverse.perToken().value());
    figures.put("reverse-kl-per-sequence", reverse.perSequence().value());
    figures.put("total-variation", forward.totalVariation().value());
    figures.put("l2", forward.l2().value());
    figures.put(
        "activations",
        activations.stream().mapToDouble(LayerDrift::relative).average().orElse(Double.NaN));
    activations.stream()
        .filter(layer -> layer.layer().equals(OUTPUT))
        .forEach(layer -> {
          figures.put("cka", layer.linearCka());
          figures.put("cknna", layer.cknna());
        });
    return figures;
  }
}
