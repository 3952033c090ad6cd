package dev.mneme.lab.parity;

import dev.mneme.train.Event;

/**
 * One optimizer step seen from the old task.
 *
 * @param cosine of the old task's gradient with the update; positive where the step raises the old
 *     task's loss
 * @param klChange how much the step raised KL(π0 ‖ π) on new-task inputs, in nats
 */
public record CosinePoint(String trial, Method method, long step, double cosine, double klChange) {

  static CosinePoint of(String trial, Method method, Event.Measured measured) {
    return new CosinePoint(
        trial,
        method,
        measured.step(),
        measured.values().getOrDefault("cosine", Double.NaN),
        measured.values().getOrDefault("kl-change", Double.NaN));
  }
}
