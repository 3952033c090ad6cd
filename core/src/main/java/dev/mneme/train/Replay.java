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
 * Rows of old tasks that are imitated beside a new one, as many learnt tokens as are owed ({@link
 * ReplayDebt}), exactly:
 *
 * <pre>  learnt of the old up to step s = ⌊ ratio · Σ_{t ≤ s} f(t) · learnt of the new in step t ⌋
 * </pre>
 *
 * A row that does not fit into a step is cut and goes on in the next one, where what comes before
 * is read again.
 */
public final class Replay implements Source<Batch.Demonstrations> {

  /** An endless sequence of rows, each with a token to learn at least. */
  @FunctionalInterface
  public interface Rows {
    Tokens at(long position);
  }

  private final Rows rows;
  private final ReplayDebt debt;
  private long position; // of the row that comes next
  private int begun; // tokens of it that are learnt already
  private long now; // tokens of the last step

  /**
   * @param debt told of the new task, and paid here alone
   */
  public Replay(Rows rows, ReplayDebt debt) {
    this.rows = rows;
    this.debt = debt;
  }

  @Override
  public double share(long step) {
    return debt.share(step);
  }

  @Override
  public Batch.Demonstrations next(long step, RandomStreams streams) {
    now = debt.owed();
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
    debt.pay(now);
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
    debt.putInto(state);
    return state;
  }

  @Override
  public void restore(Map<String, double[]> state) {
    double[] place = Objects.requireNonNull(state.get("place"), "place");
    position = (long) place[0];
    begun = (int) place[1];
    debt.restore(state);
  }
}
