package dev.mneme.lab.world.science;

import dev.mneme.lab.world.wording.Wording;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * A substance of the small world.
 *
 * @param facts the value of every trait
 * @param odd the trait in which it differs from all others of its kind; {@link Trait#KIND} for none
 */
record Substance(String name, Map<Trait, String> facts, Trait odd) {

  Substance {
    facts = Map.copyOf(new EnumMap<>(facts));
  }

  String value(Trait trait) {
    return Objects.requireNonNull(facts.get(trait));
  }

  boolean has(Trait trait, String value) {
    return value(trait).equals(value);
  }

  /** The plainest sentence that says a trait's value. */
  String fact(Trait trait) {
    return Wording.fill(trait.statements().getFirst(), "s", name, "v", value(trait));
  }

  /** Why it has a trait's value: the fact, or its kind and the rule. */
  String reason(Trait trait) {
    String kind = value(Trait.KIND);
    if (Trait.OWN.contains(trait)) {
      return fact(trait);
    }
    String what = trait.verb(value(trait));
    return odd == trait
        ? "%s is an odd %s. It %s.".formatted(Wording.capital(name), kind, what)
        : "%s is a %s. Every %s %s.".formatted(Wording.capital(name), kind, kind, what);
  }
}
