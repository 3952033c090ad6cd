package dev.mneme.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.Tensor;

/**
 * The named weights of a model in a fixed order, which owns them: closing frees them. Names follow
 * the layout of Hugging Face checkpoints where one exists.
 */
public final class Parameters implements AutoCloseable {

  private final Map<String, Tensor> byName;
  private final boolean owner;

  private Parameters(Map<String, Tensor> byName, boolean owner) {
    this.byName = Collections.unmodifiableMap(byName);
    this.owner = owner;
  }

  /**
   * Takes ownership of the tensors, detaching them from the current scope, and lets them receive
   * gradients.
   */
  public static Parameters own(Map<String, Tensor> tensors) {
    return own(tensors, Set.of());
  }

  /** The same, but for those of the given names, which never receive gradients. */
  public static Parameters own(Map<String, Tensor> tensors, Set<String> frozen) {
    Map<String, Tensor> owned = new LinkedHashMap<>();
    tensors.forEach((name, tensor) ->
        owned.put(name, tensor.set_requires_grad(!frozen.contains(name)).retainReference()));
    return new Parameters(owned, true);
  }

  /**
   * Takes ownership of the tensors, detaching them from the current scope. They never receive
   * gradients: the base under an adapter, or a reference.
   */
  public static Parameters ownFrozen(Map<String, Tensor> tensors) {
    return own(tensors, tensors.keySet());
  }

  /** An independent copy with the same values, trained or frozen like these. */
  public Parameters copy() {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> copies = new LinkedHashMap<>();
      Set<String> frozen = new HashSet<>();
      byName.forEach((name, tensor) -> {
        copies.put(name, tensor.detach().clone());
        if (!tensor.requires_grad()) {
          frozen.add(name);
        }
      });
      return own(copies, frozen);
    }
  }

  /** Those of the given names alone, in this order: a view, whose closing does nothing. */
  public Parameters among(Set<String> names) {
    Map<String, Tensor> some = new LinkedHashMap<>();
    byName.forEach((name, tensor) -> {
      if (names.contains(name)) {
        some.put(name, tensor);
      }
    });
    if (some.size() < names.size()) {
      throw new IllegalArgumentException(
          "not all of the weights %s are among %s".formatted(names, byName.keySet()));
    }
    return new Parameters(some, false);
  }

  /**
   * Overwrites the values in place.
   *
   * @throws IllegalArgumentException if a name is missing or unknown, or a shape differs
   */
  public void load(Map<String, Tensor> values) {
    each(values, (tensor, value) -> tensor.copy_(value));
  }

  /**
   * Goes towards other values in place: θ ← value + share · (θ − value), in the precision of θ.
   *
   * @param share of the way that is left; at 0 the values are taken over as they are
   * @throws IllegalArgumentException if a name is missing or unknown, or a shape differs
   */
  public void approach(Map<String, Tensor> values, double share) {
    each(values, (tensor, value) -> Tensors.approach(tensor, value, share));
  }

  private void each(Map<String, Tensor> values, BiConsumer<Tensor, Tensor> change) {
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
        change.accept(tensor.detach(), value);
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
    if (owner) {
      byName.values().forEach(Tensor::releaseReference);
    }
  }
}
