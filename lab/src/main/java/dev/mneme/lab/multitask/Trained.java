package dev.mneme.lab.multitask;

import dev.mneme.train.Event;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What came of one network.
 *
 * @param validation a score for each task it learnt: accuracy, or R² for the ink
 * @param test the same on test images
 * @param weights of its tasks, means over the run; 1 is the mean of most ways of weighing
 */
public record Trained(
    MultitaskRecipe recipe,
    Map<ImageTask, Double> validation,
    Map<ImageTask, Double> test,
    Map<ImageTask, Double> weights) {

  public Trained {
    validation = Map.copyOf(validation);
    test = Map.copyOf(test);
    weights = Map.copyOf(weights);
  }

  /** Reads it off a run's events. */
  static Trained of(MultitaskRecipe recipe, List<Event> events) {
    Map<ImageTask, Double> validation = new EnumMap<>(ImageTask.class);
    Map<ImageTask, Double> test = new EnumMap<>(ImageTask.class);
    Map<ImageTask, Double> weights = new EnumMap<>(ImageTask.class);
    for (ImageTask task : recipe.training().tasks()) {
      validation.put(task, score(events, ScoreProbe.name(ImageTasks.Part.VALIDATION, task)));
      test.put(task, score(events, ScoreProbe.name(ImageTasks.Part.TEST, task)));
      weights.put(task, weight(events, task));
    }
    return new Trained(recipe, validation, test, weights);
  }

  private static double score(List<Event> events, String name) {
    return events.stream()
        .filter(Event.Measured.class::isInstance)
        .map(Event.Measured.class::cast)
        .filter(measured -> measured.probe().equals(ScoreProbe.NAME))
        .mapToDouble(measured -> measured.values().getOrDefault(name, Double.NaN))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static double weight(List<Event> events, ImageTask task) {
    return events.stream()
        .filter(Event.Stepped.class::isInstance)
        .mapToDouble(event ->
            ((Event.Stepped) event).values().getOrDefault(task.id() + "/weight", Double.NaN))
        .average()
        .orElse(Double.NaN);
  }

  /** How well a task that it learnt is done on test images. */
  double test(ImageTask task) {
    return test.getOrDefault(task, Double.NaN);
  }

  /** The same on validation images. */
  double validation(ImageTask task) {
    return validation.getOrDefault(task, Double.NaN);
  }
}
