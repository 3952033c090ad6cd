package dev.mneme.app.tuning;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.Lora;
import dev.mneme.model.LoraTargets;
import dev.mneme.recipe.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Whether an adapter learns in the model's place.
 *
 * @param rank 0 for none: the whole model learns
 * @param targets names of linear layers, or {@code all-linear} alone
 * @param save what the run leaves
 */
record LoraKeys(int rank, double alpha, List<String> targets, boolean rankStabilised, Save save) {

  private static final String ALL = "all-linear";

  static final LoraKeys NONE = new LoraKeys(0, 16, List.of(ALL), false, Save.ADAPTER);

  /** What the run leaves. */
  enum Save {
    ADAPTER,
    MERGED;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  LoraKeys {
    targets = List.copyOf(targets);
    Rule.require(rank >= 0 && rank <= 1 << 16, "rank must lie between 0 and 65536", rank);
    Rule.require(alpha > 0 && Double.isFinite(alpha), "alpha must be a positive number", alpha);
    Rule.require(!targets.isEmpty(), "targets must name a layer", targets);
  }

  boolean wanted() {
    return rank > 0;
  }

  Lora lora() {
    return over(
        targets.equals(List.of(ALL))
            ? new LoraTargets.AllLinear()
            : new LoraTargets.Named(targets));
  }

  /** The same without the layers whose weights are to stay as they are. */
  Lora lora(DecoderShape shape, Set<String> frozen) {
    Lora all = lora();
    List<String> left =
        all.modules(shape).stream().filter(module -> !frozen.contains(module + ".weight")).toList();
    return left.size() == all.modules(shape).size() ? all : over(new LoraTargets.Named(left));
  }

  private Lora over(LoraTargets which) {
    return new Lora(rank, alpha, rankStabilised, which, Map.of(), Map.of());
  }
}
