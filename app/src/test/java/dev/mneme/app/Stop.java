package dev.mneme.app;

import dev.mneme.train.Event;
import dev.mneme.train.Observer;

/** Ends a run in the middle, as if it had been killed there. */
final class Stop extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private Stop(long step) {
    super("stopped at step " + step);
  }

  /** Throws as soon as a step is done. */
  static Observer at(long step) {
    return event -> {
      if (event instanceof Event.Stepped stepped && stepped.step() == step) {
        throw new Stop(step);
      }
    };
  }
}
