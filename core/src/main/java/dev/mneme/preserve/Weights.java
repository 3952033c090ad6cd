package dev.mneme.preserve;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much each objective counts in a step, and why.
 *
 * @param values λ, one an objective
 * @param signals what the weights were made of and is worth watching, by name: one an objective
 */
public record Weights(List<Double> values, Map<String, List<Double>> signals) {

  public Weights {
    values = List.copyOf(values);
    signals = Collections.unmodifiableMap(new LinkedHashMap<>(signals));
  }

  /** Every objective counts 1. */
  public static Weights alike(int objectives) {
    return new Weights(Collections.nCopies(objectives, 1.0), Map.of());
  }

  static Weights of(double[] values) {
    return new Weights(list(values), Map.of());
  }

  /** The same, with one more signal. */
  Weights because(String name, double[] signal) {
    Map<String, List<Double>> all = new LinkedHashMap<>(signals);
    all.put(name, list(signal));
    return new Weights(values, all);
  }

  private static List<Double> list(double[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }
}
