package dev.mneme.preserve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The numbers that a weighting remembers, each array under its name. */
final class Memory {

  private final Map<String, double[]> arrays = new LinkedHashMap<>();

  /** So many zeros to be remembered; the array is the live one. */
  double[] zeros(String name, int length) {
    double[] array = new double[length];
    arrays.put(name, array);
    return array;
  }

  Map<String, double[]> state() {
    Map<String, double[]> state = new LinkedHashMap<>();
    arrays.forEach((name, array) -> state.put(name, array.clone()));
    return state;
  }

  void restore(Map<String, double[]> state) {
    if (!state.keySet().equals(arrays.keySet())) {
      throw new IllegalArgumentException(
          "the saved weighting has %s instead of %s"
              .formatted(state.keySet().stream().sorted().toList(), arrays.keySet()));
    }
    arrays.forEach((name, array) -> {
      int saved = Objects.requireNonNull(state.get(name)).length;
      if (saved != array.length) {
        throw new IllegalArgumentException(
            "the saved weighting has %d numbers of %s instead of %d"
                .formatted(saved, name, array.length));
      }
    });
    arrays.forEach((name, array) ->
        System.arraycopy(Objects.requireNonNull(state.get(name)), 0, array, 0, array.length));
  }
}
