package dev.mneme.model;

import dev.mneme.tensor.Maths;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What a decoder keeps of a text that many others begin with: keys and values, turned to their
 * positions. Belongs to the scope in which {@link Decoder#begin} made it.
 *
 * @param keys of each layer [1, keyValueHeads, length, headWidth]
 * @param values the same
 */
public record Beginning(List<Tensor> keys, List<Tensor> values) {

  public Beginning {
    keys = List.copyOf(keys);
    values = List.copyOf(values);
  }

  /** Tokens in it. */
  public long length() {
    return keys.getFirst().size(2);
  }

  /** [rows, keyValueHeads, time, headWidth] → [rows, keyValueHeads, length + time, headWidth] */
  Tensor beforeKeys(int layer, Tensor own) {
    return before(keys.get(layer), own);
  }

  Tensor beforeValues(int layer, Tensor own) {
    return before(values.get(layer), own);
  }

  private static Tensor before(Tensor shared, Tensor own) {
    return Maths.concatenate(List.of(shared.expand(own.size(0), -1, -1, -1), own), 2);
  }
}
