package dev.mneme.model;

import dev.mneme.tensor.Layers;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import org.bytedeco.pytorch.Tensor;

/** The weights as they are, without adapters. */
record PlainLinears(Parameters parameters) implements Linears {

  @Override
  public Tensor apply(String module, Tensor input) {
    Tensor weight = parameters.get(module + ".weight");
    Tensor bias = parameters.byName().get(module + ".bias");
    return bias == null ? Layers.linear(input, weight) : Maths.linear(input, weight, bias);
  }

  @Override
  public Tensor merged(String module) {
    return parameters.get(module + ".weight").detach();
  }
}
