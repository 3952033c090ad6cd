package dev.mneme.lab.multitask;

import dev.mneme.model.Taps;
import dev.mneme.policy.Classifier;
import dev.mneme.policy.Policy;
import dev.mneme.task.Examples;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.train.Probe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * How well each task that is learnt is done at the end, on validation and test images.
 *
 * <pre>
 *   classes: share of images whose largest output is right     ink: R² = 1 − Σ (ŷ − y)² / Σ (y − ȳ)²
 * </pre>
 *
 * An R² is no less than {@value #LEAST}, about as good as the mean: below it there is no bottom,
 * and one task would drown the others in a mean over tasks.
 */
final class ScoreProbe implements Probe {

  static final String NAME = "scores";
  private static final double LEAST = 0.01;

  private final ImageTasks images;
  private final List<ImageTask> tasks;
  private final InkLoss ink;
  private final long steps;

  /**
   * @param steps after which to look
   */
  ScoreProbe(ImageTasks images, List<ImageTask> tasks, InkLoss ink, long steps) {
    this.images = images;
    this.tasks = tasks;
    this.ink = ink;
    this.steps = steps;
  }

  /** How a score is called in events. */
  static String name(ImageTasks.Part part, ImageTask task) {
    return part.name().toLowerCase(Locale.ROOT) + "." + task.id();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean due(long done) {
    return done == steps;
  }

  @Override
  public Map<String, Double> after(Policy policy) {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (ImageTasks.Part part : List.of(ImageTasks.Part.VALIDATION, ImageTasks.Part.TEST)) {
      Gradients.without(() -> {
        try (Scope scope = Scope.open()) {
          Tensor both = images.examples(part, ImageTask.INK).inputs().features();
          Tensor logProbs = ((Classifier) policy).logProbs(both, Taps.NONE); // [both, outputs]
          tasks.forEach(task -> scores.put(name(part, task), score(part, task, logProbs)));
        }
      });
    }
    return scores;
  }

  /**
   * @param both log-probabilities for digits and garments
   */
  private double score(ImageTasks.Part part, ImageTask task, Tensor both) {
    Examples right = images.examples(part, task);
    int count = right.size();
    return switch (task) {
      case DIGIT, PARITY -> accuracy(task, both.narrow(0, 0, count), right.labels());
      case GARMENT -> accuracy(task, both.narrow(0, both.size(0) - count, count), right.labels());
      case KIND -> accuracy(task, both, right.labels());
      case INK ->
          rSquared(
              Tensors.toDoubles(InkLoss.estimates(both)),
              Tensors.toDoubles(ink.targets(right.labels())));
    };
  }

  private static double accuracy(ImageTask task, Tensor logProbs, Tensor labels) {
    long[] said = Tensors.toLongs(Maths.argmax(ClassLoss.head(logProbs, task), 1));
    long[] right = Tensors.toLongs(labels);
    int count = 0;
    for (int i = 0; i < said.length; i++) {
      count += said[i] + task.first() == right[i] ? 1 : 0;
    }
    return (double) count / said.length;
  }

  static double rSquared(double[] estimates, double[] right) {
    double mean = 0;
    for (double each : right) {
      mean += each / right.length;
    }
    double error = 0;
    double spread = 0;
    for (int i = 0; i < right.length; i++) {
      error += (estimates[i] - right[i]) * (estimates[i] - right[i]);
      spread += (right[i] - mean) * (right[i] - mean);
    }
    return Math.max(1 - error / spread, LEAST);
  }
}
