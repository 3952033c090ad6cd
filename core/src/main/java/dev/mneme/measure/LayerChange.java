package dev.mneme.measure;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/**
 * How the weights of one layer differ between a base and a tuned model.
 *
 * <pre>  relative = ‖tuned − base‖ / ‖base‖     Euclidean norms over all weights of the layer
 * </pre>
 *
 * Layers that were trained alike differ alike, so what stands out is where the tuning went. No
 * singular values are taken; {@link WeightChange} has those.
 *
 * @param layer {@code layers.3}, or for what belongs to no block its weight's name
 * @param weights how many numbers it has
 * @param change ‖tuned − base‖
 * @param length ‖base‖
 * @param unchanged share of weights whose float32 value is exactly the same
 */
public record LayerChange(
    String layer, long weights, double change, double length, double unchanged) {

  private static final Pattern BLOCK = Pattern.compile("(?:^|\\.)(layers\\.\\d+)\\.");

  /** ‖tuned − base‖ / ‖base‖; NaN where the base is zero. */
  public double relative() {
    return change / length;
  }

  /**
   * Every layer's, in the order of the weights.
   *
   * @throws IllegalArgumentException if names or shapes differ
   */
  public static List<LayerChange> between(Map<String, Tensor> base, Map<String, Tensor> tuned) {
    if (!base.keySet().equals(tuned.keySet())) {
      throw new IllegalArgumentException(
          "models with other weights cannot be compared layer by layer");
    }
    Map<String, Sums> layers = new LinkedHashMap<>();
    base.forEach((name, before) ->
        layers
            .computeIfAbsent(layer(name), unknown -> new Sums())
            .add(name, before, tuned.getOrDefault(name, before)));
    List<LayerChange> changes = new ArrayList<>();
    layers.forEach((layer, sums) -> changes.add(sums.of(layer)));
    return List.copyOf(changes);
  }

  private static String layer(String weight) {
    Matcher block = BLOCK.matcher(weight);
    return block.find()
        ? block.group(1)
        : weight.replaceFirst("^model\\.", "").replaceFirst("\\.weight$", "");
  }

  /** What a layer's weights add up to. */
  private static final class Sums {
    private long weights;
    private double change;
    private double length;
    private double same;

    void add(String name, Tensor before, Tensor after) {
      if (!Arrays.equals(Tensors.shapeOf(before), Tensors.shapeOf(after))) {
        throw new IllegalArgumentException("weight %s has two shapes".formatted(name));
      }
      try (Scope scope = Scope.open()) {
        Tensor wide = Tensors.to(before.detach(), ElementType.F64);
        Tensor other = Tensors.to(after.detach(), ElementType.F64);
        weights += wide.numel();
        change += Tensors.item(other.sub(wide).square().sum());
        length += Tensors.item(wide.square().sum());
        same +=
            Tensors.item(
                Tensors.to(before, ElementType.F32).eq(Tensors.to(after, ElementType.F32)).sum());
      }
    }

    LayerChange of(String layer) {
      return new LayerChange(layer, weights, Math.sqrt(change), Math.sqrt(length), same / weights);
    }
  }
}
