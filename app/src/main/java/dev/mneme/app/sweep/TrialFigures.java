package dev.mneme.app.sweep;

import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import dev.mneme.run.EventLog;
import dev.mneme.run.RunFolder;
import dev.mneme.train.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a trial's events say: the last of each figure, and the way of one of them. A probe's figure
 * stands before one of the steps that has the same name.
 *
 * @param steps optimizer steps done
 * @param last by name
 */
record TrialFigures(long steps, Map<String, Double> last, List<Measurement> curve) {

  /** The figure after so many steps. */
  record Measurement(long step, double value) {}

  /** Reads the events of a trial; there may be none. */
  static TrialFigures of(Path folder, String figure) {
    Path log = folder.resolve(RunFolder.EVENTS);
    List<Event> events = Files.exists(log) ? EventLog.read(log) : List.of();
    Map<String, Double> stepped = new TreeMap<>();
    Map<String, Double> measured = new TreeMap<>();
    List<Measurement> ofSteps = new ArrayList<>();
    List<Measurement> ofProbes = new ArrayList<>();
    long steps = 0;
    for (Event event : events) {
      steps = Math.max(steps, event.step());
      switch (event) {
        case Event.Stepped step -> {
          stepped.putAll(step.values());
          add(step.step(), step.values(), figure, ofSteps);
        }
        case Event.Measured measurement -> {
          measured.putAll(measurement.values());
          add(measurement.step(), measurement.values(), figure, ofProbes);
        }
        case Event.Decided _, Event.Saved _, Event.Finished _ -> {}
      }
    }
    stepped.putAll(measured);
    return new TrialFigures(steps, stepped, ofProbes.isEmpty() ? ofSteps : ofProbes);
  }

  private static void add(
      long step, Map<String, Double> values, String figure, List<Measurement> curve) {
    Double value = values.get(figure);
    if (value != null) {
      curve.add(new Measurement(step, value));
    }
  }

  /** The best on the way; NaN without any. */
  double best(SweepRecipe.Better better) {
    double best = Double.NaN;
    for (Measurement each : curve) {
      if (Double.isNaN(best) || better.isBetter(each.value(), best)) {
        best = each.value();
      }
    }
    return best;
  }

  /** What is said of a figure that nothing measures. */
  static InputException unknown(String figure, Collection<String> known) {
    String nearest = Nearest.of(figure, known);
    return new InputException(
        "figure: the trials do not measure \"%s\". %s"
            .formatted(
                figure,
                nearest == null
                    ? "They measure %s.".formatted(String.join(", ", known))
                    : "Did you mean \"%s\"?".formatted(nearest)));
  }
}
