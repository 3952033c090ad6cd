package dev.mneme.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a completion is worth, and why.
 *
 * @param reward in [0, 1]
 * @param reason one line for a person, without a full stop: what was found and what was wanted
 * @param parts rewards in [0, 1] that this one is made of, by name, in their order; empty where it
 *     has none. A verifier names the same ones for every text
 */
public record Verdict(double reward, String reason, Map<String, Double> parts) {

  public Verdict {
    requireShare("the reward", reward);
    parts.forEach((name, part) -> requireShare("the part " + name, part));
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  /** Without parts. */
  public static Verdict of(double reward, String reason) {
    return new Verdict(reward, reason, Map.of());
  }

  /** 1 or 0. */
  public static Verdict of(boolean right, String reason) {
    return of(right ? 1 : 0, reason);
  }

  /** A part by its name. */
  double part(String name) {
    return Objects.requireNonNull(parts.get(name), name);
  }

  private static void requireShare(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(what + " must lie in [0, 1], was " + value);
    }
  }
}
