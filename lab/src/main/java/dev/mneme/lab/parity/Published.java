package dev.mneme.lab.parity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The figures that <em>RL's Razor</em> (arXiv 2509.04259) and an independent replication of it
 * print, to be shown beside ours. Points were read off a figure, to about half a point of accuracy
 * and a tenth of a nat.
 */
public final class Published {

  private static final Map<String, Double> PAPER_R2 =
      Map.of(
          "new.forward-kl", 0.96,
          "new.reverse-kl", 0.93,
          "new.total-variation", 0.80,
          "new.l2", 0.56,
          "none.weights-l1", 0.34,
          "new.fisher-l2", 0.58,
          "none.weights-spectral", 0.58,
          "new.activation-l1", 0.52,
          "new.activation-l2", 0.55);

  private static final Map<String, Double> REPLICATED_R2 =
      Map.ofEntries(
          Map.entry("new.forward-kl", 0.94),
          Map.entry("new.reverse-kl", 0.90),
          Map.entry("new.total-variation", 0.88),
          Map.entry("new.l2", 0.85),
          Map.entry("none.weights-l1", 0.32),
          Map.entry("none.weights-spectral", 0.31),
          Map.entry("new.fisher-l2", 0.1),
          Map.entry("new.activation-l2", 0.73),
          Map.entry("old.total-variation", 0.99),
          Map.entry("old.l2", 0.99),
          Map.entry("old.reverse-kl", 0.98),
          Map.entry("old.forward-kl", 0.92));

  private static final Map<Method, List<End>> ENDS =
      Map.of(
          Method.SFT_1, List.of(new End(98.6, 17.7, 10)),
          Method.SFT_2, List.of(new End(98.7, 25.9, 5.8)),
          Method.GRPO, List.of(new End(97.8, 39, 3.6)),
          Method.GRPO_KL, List.of(new End(97.85, 60, 1.1)),
          Method.SFT_ORACLE, List.of(new End(98.65, 53.7, 0.6)));

  private static final Map<Method, Double> AT_96 =
      Map.of(
          Method.SFT_1, 28.0,
          Method.SFT_2, 37.0,
          Method.GRPO, 60.0,
          Method.GRPO_KL, 68.0,
          Method.SFT_ORACLE, 69.0);

  private static final Base BASE = new Base(87.8, 68.5);

  private final boolean comparable;

  private Published(boolean comparable) {
    this.comparable = comparable;
  }

  /**
   * What is published about a world: everything for {@code mnist}, nothing for images drawn here.
   */
  public static Published about(String world) {
    return new Published(world.equals("mnist"));
  }

  /** Accuracies of a base, in percent. */
  public record Base(double newAccuracy, double oldAccuracy) {}

  /** Where a method ends up: accuracies in percent, forward KL in nats. */
  public record End(double newAccuracy, double oldAccuracy, double kl) {}

  /** R² of a 2nd-degree polynomial in the paper. */
  public Optional<Double> paper(String name, String inputs) {
    return ifComparable(PAPER_R2.get(inputs + "." + name));
  }

  /** The same in the replication. */
  public Optional<Double> replicated(String name, String inputs) {
    return ifComparable(REPLICATED_R2.get(inputs + "." + name));
  }

  /** The ends of a method's points in the paper's figure. */
  public List<End> ends(Method method) {
    return comparable ? ENDS.getOrDefault(method, List.of()) : List.of();
  }

  /** Garment accuracy at 96 % parity accuracy in the paper's figure, in percent. */
  public Optional<Double> at96(Method method) {
    return ifComparable(AT_96.get(method));
  }

  /** Where the paper's base stands. */
  public Optional<Base> base() {
    return ifComparable(BASE);
  }

  private <T> Optional<T> ifComparable(@Nullable T value) {
    return comparable ? Optional.ofNullable(value) : Optional.empty();
  }
}
