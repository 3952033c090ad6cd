package dev.mneme.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several rewards as one: with weights w and rewards r in [0, 1],
 *
 * <pre>
 *   reward = Σ w·r / Σ w                      if every gate's r is 1
 *   reward = Σ over the gates of w·r / Σ w    otherwise: the others count nothing
 * </pre>
 *
 * <p>Parts: every reward as it is, by name, whether a gate is shut or not; below it its own parts
 * as {@code name.part}.
 */
public record WeightedRewards(List<Part> rewards) implements TextVerifier {

  /**
   * One of them.
   *
   * @param weight how much it counts, relative to the others; may be 0 for what is only watched, or
   *     only a gate
   * @param gate whether it must be 1 for those that are no gates to count
   */
  public record Part(String name, TextVerifier verifier, double weight, boolean gate) {
    public Part {
      if (name.isBlank() || name.contains(".")) {
        throw new IllegalArgumentException(
            "a reward needs a name without full stops, was \"%s\"".formatted(name));
      }
      if (!(weight >= 0 && Double.isFinite(weight))) {
        throw new IllegalArgumentException(
            "the weight of %s must not be negative, was %s".formatted(name, weight));
      }
    }
  }

  public WeightedRewards {
    rewards = List.copyOf(rewards);
    if (!(total(rewards) > 0)) {
      throw new IllegalArgumentException("one reward at least needs a weight above 0");
    }
    long names = rewards.stream().map(Part::name).distinct().count();
    if (names < rewards.size()) {
      throw new IllegalArgumentException(
          "two rewards have the same name: %s. Give each one of its own"
              .formatted(rewards.stream().map(Part::name).toList()));
    }
  }

  private static double total(List<Part> rewards) {
    return rewards.stream().mapToDouble(Part::weight).sum();
  }

  /** The names of those that have a weight. */
  public List<String> weighed() {
    return rewards.stream().filter(part -> part.weight() > 0).map(Part::name).toList();
  }

  /**
   * What each of those that have a weight earns by itself: as it is, but 0 for what is no gate
   * where a gate is shut.
   *
   * @param verdict of this verifier
   */
  public List<Double> apart(Verdict verdict) {
    boolean open =
        rewards.stream().allMatch(part -> !part.gate() || verdict.part(part.name()) == 1);
    return rewards.stream()
        .filter(part -> part.weight() > 0)
        .map(part -> open || part.gate() ? verdict.part(part.name()) : 0)
        .toList();
  }

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    Map<String, Double> parts = new LinkedHashMap<>();
    Map<Part, Verdict> verdicts = new LinkedHashMap<>();
    for (Part part : rewards) {
      Verdict verdict = part.verifier().judge(text, columns);
      verdicts.put(part, verdict);
      parts.put(part.name(), verdict.reward());
      verdict.parts().forEach((name, share) -> parts.put(part.name() + "." + name, share));
    }
    boolean open =
        verdicts.entrySet().stream()
            .allMatch(entry -> !entry.getKey().gate() || entry.getValue().reward() == 1);
    double sum = 0;
    for (Map.Entry<Part, Verdict> entry : verdicts.entrySet()) {
      Part part = entry.getKey();
      sum += open || part.gate() ? part.weight() * entry.getValue().reward() : 0;
    }
    String reason =
        verdicts.entrySet().stream()
            .map(entry ->
                String.format(
                    Locale.ROOT,
                    "%s %.2f%s: %s",
                    entry.getKey().name(),
                    entry.getValue().reward(),
                    entry.getKey().gate() && entry.getValue().reward() < 1 ? " (gate)" : "",
                    entry.getValue().reason()))
            .collect(Collectors.joining("; "));
    return new Verdict(Math.clamp(sum / total(rewards), 0, 1), reason, parts);
  }
}
