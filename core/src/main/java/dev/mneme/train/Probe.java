package dev.mneme.train;

import dev.mneme.policy.Policy;
import java.util.Map;

/**
 * Something measured on the way, without touching training: it must not change weights or draw from
 * the run's streams.
 */
public interface Probe {

  /** Its name in events. */
  String name();

  /** Whether to measure around the update that makes {@code done} steps out of {@code done - 1}. */
  boolean due(long done);

  /** Called just before a due update, for probes that compare. */
  default void before(Policy policy) {}

  /**
   * Called after a due update, and where a run ends without one.
   *
   * @return figures by name; none where there is nothing to compare with
   */
  Map<String, Double> after(Policy policy);
}
