package dev.mneme.run;

import dev.mneme.train.Snapshot;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What a run continues from: the weights, every other tensor it needs (moments, random states,
 * running figures), and facts as texts, longs, doubles, truth values, lists and maps. The tensors
 * belong to the scope in which the checkpoint was loaded.
 */
public record Checkpoint(
    long step,
    Path folder,
    Map<String, Tensor> weights,
    Map<String, Tensor> state,
    Map<String, Object> facts) {

  /** What a trainer restores. */
  public Snapshot snapshot() {
    return new Snapshot(step, weights, state);
  }
}
