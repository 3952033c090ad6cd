package dev.mneme.lab.parity;

import dev.mneme.measure.DiagonalFisher;
import dev.mneme.policy.Classifier;
import dev.mneme.task.Examples;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;

/**
 * The policy before the tuning with all that trials compare themselves with, computed once for all
 * trials of a seed and read by all threads. Owns everything in it.
 */
final class Base implements AutoCloseable {

  private static final int FISHER_INPUTS = 500;

  private final Classifier policy;
  private final Examples newInputs;
  private final Examples oldInputs;
  private final Probed onNew;
  private final Probed onOld;
  private final CosineInputs cosineInputs;
  private final Parameters newFisher;
  private final Parameters oldFisher;

  /** Takes the policy over. */
  Base(Classifier policy, ParityWorld world, int testImages, long seed) {
    this.policy = policy;
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(seed)) {
      this.newInputs = owned(ParityWorld.spread(world.parity().test(), testImages));
      this.oldInputs = owned(ParityWorld.spread(world.garments().test(), testImages));
      this.onNew = Probed.of(policy, newInputs).owned();
      this.onOld = Probed.of(policy, oldInputs).owned();
      this.cosineInputs = CosineInputs.of(policy, newInputs, oldInputs).owned();
      Examples someNew = ParityWorld.spread(newInputs, FISHER_INPUTS);
      Examples someOld = ParityWorld.spread(oldInputs, FISHER_INPUTS);
      this.newFisher = DiagonalFisher.of(policy, someNew.inputs(), streams.get("fisher"));
      this.oldFisher = DiagonalFisher.of(policy, someOld.inputs(), streams.get("fisher"));
    }
  }

  /** Keeps the examples beyond the scope, until they are {@linkplain #release released}. */
  static Examples owned(Examples examples) {
    examples.inputs().features().retainReference();
    examples.labels().retainReference();
    return examples;
  }

  static void release(Examples examples) {
    examples.inputs().features().releaseReference();
    examples.labels().releaseReference();
  }

  Classifier policy() {
    return policy;
  }

  /** The parity test images that all is measured on. */
  Examples newInputs() {
    return newInputs;
  }

  /** The garment test images that all is measured on. */
  Examples oldInputs() {
    return oldInputs;
  }

  Probed onNew() {
    return onNew;
  }

  Probed onOld() {
    return onOld;
  }

  /** A part of both, for the probe that looks often. */
  CosineInputs cosineInputs() {
    return cosineInputs;
  }

  Parameters newFisher() {
    return newFisher;
  }

  Parameters oldFisher() {
    return oldFisher;
  }

  @Override
  public void close() {
    onNew.close();
    onOld.close();
    newFisher.close();
    oldFisher.close();
    policy.close();
    cosineInputs.close();
    release(newInputs);
    release(oldInputs);
  }
}
