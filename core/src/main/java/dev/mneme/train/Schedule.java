package dev.mneme.train;

/**
 * The learning rate over time, as a factor of its peak.
 *
 * <pre>
 *   warm-up over the first w·n of n steps: (t+1)/(w·n), then with u = share of the remaining steps done
 *  constant 1      linear 1 − u      cosine ½(1 + cos πu) </pre>
 *
 * @param warmup share of all steps spent rising, in [0, 1)
 */
public record Schedule(Shape shape, double warmup) {

  /** How the rate moves once it has reached its peak. */
  public enum Shape {
    CONSTANT,
    LINEAR,
    COSINE
  }

  public Schedule {
    if (!(warmup >= 0 && warmup < 1)) {
      throw new IllegalArgumentException("warmup must lie in [0, 1), was " + warmup);
    }
  }

  /** The factor for step {@code step} (from 0) of {@code steps}. */
  public double factor(long step, long steps) {
    double rising = warmup * steps;
    if (step < rising) {
      return Math.min(1, (step + 1) / rising);
    }
    double done = (step - rising) / Math.max(1, steps - rising);
    return switch (shape) {
      case CONSTANT -> 1;
      case LINEAR -> 1 - done;
      case COSINE -> 0.5 * (1 + Math.cos(Math.PI * done));
    };
  }
}
