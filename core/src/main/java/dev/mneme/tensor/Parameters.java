package dev.mneme.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * The named weights of a model in a fixed order, which owns them: closing frees them. Names follow
 * the layout of Hugging Face checkpoints where one exists.
 */
public final class Parameters implements AutoCloseable {

  private final Map<String, Tensor> byName;
  private final boolean trained;

  private Parameters(Map<String, Tensor> byName, boolean trained) {
    this.byName = Collections.unmodifiableMap(byName);
    this.trained = trained;
  }

  /**
   * Takes ownership of the tensors, detaching them from the current scope, and lets them receive
   * gradients.
   */
  public static Parameters own(Map<String, Tensor> tensors) {
    return own(tensors, true);
  }

  /**
   * Takes ownership of the tensors, detaching them from the current scope. They never receive
   * gradients: the base under an adapter, or a reference.
   */
  public static Parameters ownFrozen(Map<String, Tensor> tensors) {
    return own(tensors, false);
  }

  private static Parameters own(Map<String, Tensor> tensors, boolean trained) {
    Map<String, Tensor> owned = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> owned.put(name, tensor.set_requires_grad(trained).retainReference()));
    return new Parameters(owned, trained);
  }

  /** An independent copy with the same values, trained or frozen like this. */
  public Parameters copy() {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> copies = new LinkedHashMap<>();
      byName.forEach((name, tensor) -> copies.put(name, tensor.detach().clone()));
      return own(copies, trained);
    }
  }

  /**
   * Overwrites the values in place.
   *
   * @throws IllegalArgumentException if a name is missing or unknown, or a shape differs
   */
  public void load(Map<String, Tensor> values) {
    if (!values.keySet().equals(byName.keySet())) {
      throw new IllegalArgumentException(
          "expected the weights %s but got %s".formatted(byName.keySet(), values.keySet()));
    }
    try (Scope scope = Scope.open()) {
      byName.forEach((name, tensor) -> {
        Tensor value = Objects.requireNonNull(values.get(name));
        if (!Arrays.equals(Tensors.shapeOf(tensor), Tensors.shapeOf(value))) {
          throw new IllegalArgumentException(
              "weight %s has shape %s but %s was given"
                  .formatted(
                      name,
                      Arrays.toString(Tensors.shapeOf(tensor)),
                      Arrays.toString(Tensors.shapeOf(value))));
        }
        tensor.detach().copy_(value);
      });
    }
  }

  /** The tensors by name, in order; they stay owned by this object. */
  public Map<String, Tensor> byName() {
    return byName;
  }

  /** The tensors in order. */
  public List<Tensor> tensors() {
    return new ArrayList<>(byName.values());
  }

  /** The tensor of that name. */
  public Tensor get(String name) {
    Tensor tensor = byName.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "no weight is called " + name + "; there are " + byName.keySet());
    }
    return tensor;
  }

  /** How many numbers there are in all. */
  public long count() {
    return byName.values().stream().mapToLong(Tensor::numel).sum();
  }

  @Override
  public void close() {
    byName.values().forEach(Tensor::releaseReference);
  }
}
