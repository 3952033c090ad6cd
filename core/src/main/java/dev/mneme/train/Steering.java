package dev.mneme.train;

import dev.mneme.policy.Policy;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks at a run between two steps and may take its model back, or a part of the way, to what it
 * was, or end it. It sets the pace of the learning rate and may move weights of the run's terms,
 * but neither touches the model nor draws from the run's streams.
 */
public interface Steering {

  /** Lets every run go on. */
  Steering NONE =
      new Steering() {
        @Override
        public Move after(long done, Policy policy, Consumer<Event> tell) {
          return new Move.GoOn(false);
        }
      };

  /** What becomes of the run. */
  sealed interface Move {

    /**
     * It goes on.
     *
     * @param keep whether its model is to be kept, for going back to it
     */
    record GoOn(boolean keep) implements Move {}

    /**
     * Its weights, and those of the policies that follow it, go towards what they were; then the
     * run is looked at again. All else goes on: the optimizer, steps, random streams, what sources
     * and weights remember.
     *
     * @param step one of {@link #needs}
     * @param share of the way from there to the present weights that is left, in [0, 1)
     */
    record GoBack(long step, double share) implements Move {}

    /**
     * It is over.
     *
     * @param step one of {@link #needs} whose model it ends with, or the present one
     */
    record End(long step) implements Move {}
  }

  /** Called before the first step with 0, after every update, and after every going back. */
  Move after(long done, Policy policy, Consumer<Event> tell);

  /** Factor of the learning rate in the step that comes. */
  default double pace() {
    return 1;
  }

  /** Whether it has ended the run. */
  default boolean isOver() {
    return false;
  }

  /** The steps whose models it may go back to. */
  default Set<Long> needs() {
    return Set.of();
  }

  /** Called once the model is what the run leaves. */
  default void last(long done, Policy policy, Consumer<Event> tell) {}

  /** A copy of all that it remembers, by name. */
  default Map<String, double[]> state() {
    return Map.of();
  }

  /** Goes on, bit for bit, from where {@link #state()} was taken. */
  default void restore(Map<String, double[]> state) {}
}
