package dev.mneme.app.comparison;

import dev.mneme.data.InputException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The thresholds of the verdict, in points where a task's score is meant. */
final class ThresholdOptions {

  private static final double MAX_DROP = 2;
  private static final double ALPHA = 0.05;
  private static final double POWER = 0.8;

  @Option(
      names = "--max-drop",
      paramLabel = "POINTS",
      description =
          "the largest drop of a prior task that is tolerated (default: ${DEFAULT-VALUE} points)",
      defaultValue = "2")
  private double maxDrop = MAX_DROP;

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
  private double alpha = ALPHA;

  @Option(
      names = "--power",
      paramLabel = "P",
      description =
          "chance with which the smallest drop that is stated would be found (default: ${DEFAULT-VALUE})",
      defaultValue = "0.8")
  private double power = POWER;

  Thresholds thresholds() {
    try {
      return new Thresholds(maxDrop / 100, minGain / 100, alpha, power);
    } catch (IllegalArgumentException outside) {
      throw new InputException("--" + outside.getMessage() + ".", outside);
    }
  }

  /** Those that are not as by default, as they are given. */
  List<String> unusual() {
    List<String> words = new ArrayList<>();
    add(words, "--max-drop", maxDrop, MAX_DROP);
    add(words, "--min-gain", minGain, 0);
    add(words, "--alpha", alpha, ALPHA);
    add(words, "--power", power, POWER);
    return words;
  }

  private static void add(List<String> words, String name, double value, double usual) {
    if (value != usual) {
      words.addAll(List.of(name, "" + value));
    }
  }
}
