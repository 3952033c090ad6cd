package dev.mneme.app.recap;

import dev.mneme.lab.recap.Aim;
import dev.mneme.train.Event;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the rewards of a run rose and its weights moved, and what RECAP made these of.
 *
 * @param run its name
 * @param steps one for each step that learnt
 */
record RunCurves(String run, List<Step> steps) {

  /** The end of a run, over which weights are averaged, is the last of so many parts. */
  private static final int PARTS = 4;

  /** What events say of an objective. */
  enum Kind {
    REWARD("Mean reward"),
    WEIGHT("Weight λ"),
    CONVERGENCE("Convergence c"),
    INSTABILITY("Instability i");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** What an event calls it. */
    private String of(Aim aim) {
      String reward = "reward." + aim.id();
      String objective = aim == Aim.NEXT_TOKEN ? "replay" : reward;
      return this == REWARD
          ? RecapRecipes.OBJECTIVE + "/" + reward
          : objective + "/" + name().toLowerCase(Locale.ROOT);
    }

    String title() {
      return title;
    }
  }

  /**
   * One step.
   *
   * @param step how many were done, this one included
   */
  record Step(long step, Map<Kind, Map<Aim, Double>> values) {

    /** NaN where there is none. */
    double value(Kind kind, Aim aim) {
      return values.getOrDefault(kind, Map.of()).getOrDefault(aim, Double.NaN);
    }
  }

  RunCurves {
    steps = List.copyOf(steps);
  }

  static RunCurves of(String run, List<Event> events) {
    List<Step> steps = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof Event.Stepped stepped) {
        Map<Kind, Map<Aim, Double>> values = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
          values.put(kind, values(kind, stepped.values()));
        }
        steps.add(new Step(stepped.step(), values));
      }
    }
    return new RunCurves(run, steps);
  }

  private static Map<Aim, Double> values(Kind kind, Map<String, Double> event) {
    Map<Aim, Double> values = new EnumMap<>(Aim.class);
    for (Aim aim : Aim.values()) {
      Double value = event.get(kind.of(aim));
      if (value != null) {
        values.put(aim, value);
      }
    }
    return values;
  }

  /** The means of the last quarter of the steps, at least of one; empty where there are none. */
  Map<Aim, Double> last(Kind kind) {
    List<Step> end = steps.subList(steps.size() - Math.ceilDiv(steps.size(), PARTS), steps.size());
    Map<Aim, Double> last = new EnumMap<>(Aim.class);
    for (Aim aim : Aim.values()) {
      end.stream().mapToDouble(step -> step.value(kind, aim)).average().stream()
          .filter(Double::isFinite)
          .forEach(mean -> last.put(aim, mean));
    }
    return last;
  }
}
