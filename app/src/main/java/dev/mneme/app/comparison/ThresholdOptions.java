package dev.mneme.app.comparison;

import dev.mneme.data.InputException;
import picocli.CommandLine.Option;

/** The thresholds of the verdict, in points where a task's score is meant. */
final class ThresholdOptions {

  @Option(
      names = "--max-drop",
      paramLabel = "POINTS",
      description =
          "the largest drop of a prior task that is tolerated (default: ${DEFAULT-VALUE} points)",
      defaultValue = "2")
  private double maxDrop = 2;

  @Option(
      names = "--min-gain",
      paramLabel = "POINTS",
      description =
          "by how much the new task must have gained at least (default: ${DEFAULT-VALUE}: any gain that is"
              + " shown)",
      defaultValue = "0")
  private double minGain;

  @Option(
      names = "--alpha",
      paramLabel = "A",
      description =
          "chance of a false alarm over all prior tasks; intervals are of 1 - A (default: ${DEFAULT-VALUE})",
      defaultValue = "0.05")
  private double alpha = 0.05;

  @Option(
      names = "--power",
      paramLabel = "P",
      description =
          "chance with which the smallest drop that is stated would be found (default: ${DEFAULT-VALUE})",
      defaultValue = "0.8")
  private double power = 0.8;

  Thresholds thresholds() {
    try {
      return new Thresholds(maxDrop / 100, minGain / 100, alpha, power);
    } catch (IllegalArgumentException outside) {
      throw new InputException("--" + outside.getMessage() + ".", outside);
    }
  }
}
