package dev.mneme.task.benchmark;

import dev.mneme.data.InputException;

/** How many solved examples can be shown. */
final class Shots {

  private Shots() {}

  static void requireNone(String benchmark, int shots) {
    requireAtMost(benchmark, shots, 0);
  }

  static void requireAtMost(String benchmark, int shots, int most) {
    if (shots > most) {
      throw InputException.of(
          "%s shows at most %d solved examples, not %d. Ask for fewer.", benchmark, most, shots);
    }
  }
}
