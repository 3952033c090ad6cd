package dev.mneme.train;

import java.util.Map;

/**
 * Something that happened in a run, in the order it happened. Screen, report and loggers read
 * events and nothing else. Events depend only on recipe, seed, data and code, never on the clock,
 * so that two equal runs write equal logs.
 *
 * <p>Every event has the number of optimizer steps done when it happened. Values are by metric
 * name.
 */
public sealed interface Event {

  /** Optimizer steps done so far. */
  long step();

  /** The figures of one optimizer step: losses, signals, learning rate, gradient norm. */
  record Stepped(long step, Map<String, Double> values) implements Event {}

  /** What a probe found. */
  record Measured(long step, String probe, Map<String, Double> values) implements Event {}

  /** A controller changed a declared knob, and why. */
  record Decided(long step, String controller, Map<String, Double> values, String reason)
      implements Event {}

  /** A checkpoint is safely on disk. */
  record Saved(long step, String checkpoint) implements Event {}

  /** The run did all its steps. */
  record Finished(long step) implements Event {}
}
