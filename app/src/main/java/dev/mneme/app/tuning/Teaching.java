package dev.mneme.app.tuning;

import dev.mneme.model.DecoderShape;
import dev.mneme.train.DecoderCosts;

/**
 * A model that the rows are shown to for its distributions.
 *
 * @param time tokens of a row as it reads it
 * @param apart whether it has weights of its own
 * @param mixed whether its distributions are mixed with the student's before they are compared
 */
record Teaching(DecoderShape shape, long time, boolean apart, boolean mixed) {

  DecoderCosts costs() {
    return new DecoderCosts(shape);
  }
}
