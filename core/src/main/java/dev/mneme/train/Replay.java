package dev.mneme.train;

import dev.mneme.data.records.Tokens;
import dev.mneme.objective.Batch;
import dev.mneme.tensor.RandomStreams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Rows of old tasks beside a new one, held to a ratio of tokens exactly:
 *
 * <pre>
 *   learnt of the old up to step s = ⌊ ratio · Σ_{t ≤ s} f(t) · learnt of the new in step t ⌋
 *   f = 1 (constant) or 1 − t / steps (linear) while t &lt; steps, and 0 after
 * </pre>
 *
 * Tokens are counted where they are learnt; those of prompts are only read. A row that does not fit
 * into a step is cut and goes on in the next one, where what comes before is read again. In a
 * linear fade the term counts f in the loss too, so that an old token weighs the same throughout.
 *
 * <p>It has to be told what the new task learns: by {@link Term#counted} for every term before it.
 */
public final class Replay implements Source<Batch.Demonstrations> {

  /** An endless sequence of rows, each with a token to learn at least. */
  @FunctionalInterface
  public interface Rows {
    Tokens at(long position);
  }

  /** How replay goes as the steps go by. */
  public enum Shape {
    CONSTANT,
    LINEAR
  }

  /**
   * How much, and until when.
   *
   * @param ratio learnt tokens of the old for each of the new
   * @param steps after which it is over
   */
  public record Plan(double ratio, long steps, Shape shape) {

    public Plan {
      if (!(ratio > 0 && ratio < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("the ratio of replay must be positive, was " + ratio);
      }
      if (steps < 1) {
        throw new IllegalArgumentException("replay needs a step at least, not " + steps);
      }
    }

    /** f of a step. */
    double at(long step) {
      if (step >= steps) {
        return 0;
      }
      return switch (shape) {
        case CONSTANT -> 1;
        case LINEAR -> 1 - (double) step / steps;
      };
    }
  }

  private final Rows rows;
  private final Plan plan;
  private long position; // of the row that comes next
  private int begun; // tokens of it that are learnt already
  private double seen; // Σ f · tokens of the new task
  private long taken;
  private long now; // tokens of the last step

  public Replay(Rows rows, Plan plan) {
    this.rows = rows;
    this.plan = plan;
  }

  /** Is told what the new task learns in a step. */
  void learnt(long step, long tokens) {
    seen += plan.at(step) * tokens;
  }

  private long due() {
    return (long) Math.floor(plan.ratio() * seen) - taken;
  }

  @Override
  public double share(long step) {
    return due() > 0 ? plan.at(step) : 0;
  }

  @Override
  public Batch.Demonstrations next(long step, RandomStreams streams) {
    now = due();
    List<Tokens> pieces = new ArrayList<>();
    for (long left = now; left > 0; ) {
      Tokens row = rows.at(position);
      int all = row.learnt();
      int to = (int) Math.min(all, begun + left);
      pieces.add(row.learning(begun, to));
      left -= to - begun;
      if (to < all) {
        begun = to;
      } else {
        begun = 0;
        position++;
      }
    }
    taken += now;
    return RecordImitation.batch(pieces);
  }

  /** {@code tokens} learnt in the step. */
  @Override
  public Map<String, Double> signals() {
    return Map.of("tokens", (double) now);
  }

  @Override
  public Map<String, double[]> state() {
    Map<String, double[]> state = new LinkedHashMap<>();
    state.put("place", new double[] {position, begun});
    state.put("tokens", new double[] {seen, taken});
    return state;
  }

  @Override
  public void restore(Map<String, double[]> state) {
    double[] place = Objects.requireNonNull(state.get("place"), "place");
    double[] tokens = Objects.requireNonNull(state.get("tokens"), "tokens");
    position = (long) place[0];
    begun = (int) place[1];
    seen = tokens[0];
    taken = (long) tokens[1];
  }
}
