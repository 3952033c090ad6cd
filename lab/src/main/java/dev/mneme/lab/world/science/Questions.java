package dev.mneme.lab.world.science;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.wording.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Draws questions about the substances. */
final class Questions {

  private static final int OTHERS = 3;

  private static final List<String> YES_NO = List.of("yes", "no");

  private final Nature nature;

  Questions(Nature nature) {
    this.nature = nature;
  }

  Asked ask(int difficulty, Dice dice) {
    return switch (difficulty) {
      case 1 -> dice.chance(0.5) ? recall(dice.pick(Trait.OWN), dice) : confirm(dice);
      case 2 ->
          switch (dice.roll(5)) {
            case 0 -> rule(dice);
            case 1 -> which(dice.pick(Trait.OWN), dice);
            default -> select(dice.pick(Trait.OWN), dice);
          };
      case 3 ->
          switch (dice.roll(4)) {
            case 0 -> recall(dice.pick(Trait.OF_KINDS), dice);
            case 1 -> select(dice.pick(Trait.RULED), dice);
            default -> which(dice.pick(Trait.OF_KINDS), dice);
          };
      default ->
          switch (dice.roll(3)) {
            case 0 -> exception(dice);
            case 1 -> extreme(dice);
            default -> both(dice);
          };
    };
  }

  /** The value of a trait, to be said. */
  private Asked recall(Trait trait, Dice dice) {
    Substance one = dice.pick(nature.substances());
    return new Asked(
        "value %s %s".formatted(trait.word(), one.name()),
        Wording.fill(dice.pick(trait.questions()), "s", one.name()),
        one.value(trait),
        without(trait.range(), one.value(trait)),
        one.reason(trait),
        false);
  }

  /** Whether a trait has a value. */
  private Asked confirm(Dice dice) {
    Substance one = dice.pick(nature.substances());
    Trait trait = dice.pick(Trait.OWN);
    boolean yes = dice.chance(0.5);
    String value = yes ? one.value(trait) : dice.pick(without(trait.range(), one.value(trait)));
    String claim = "%s %s".formatted(one.name(), trait.verb(value));
    String question =
        dice.chance(0.5)
            ? "Is it true that %s?".formatted(claim)
            : "%s. True or not? Say yes or no.".formatted(Wording.capital(claim));
    String answer = yes ? "yes" : "no";
    return new Asked(
        "whether " + claim, question, answer, without(YES_NO, answer), one.fact(trait), false);
  }

  /** The value of a trait, out of four. */
  private Asked select(Trait trait, Dice dice) {
    Substance one = dice.pick(nature.substances());
    List<String> others = dice.pick(OTHERS, without(trait.range(), one.value(trait)));
    return new Asked(
        "select %s %s %s".formatted(trait.word(), one.name(), sorted(others)),
        Wording.fill(dice.pick(trait.questions()), "s", one.name()),
        one.value(trait),
        others,
        one.reason(trait),
        true);
  }

  /** What holds for a kind, out of four. */
  private Asked rule(Dice dice) {
    Trait trait = dice.pick(Trait.RULED);
    String kind = dice.pick(Trait.KIND.range());
    String value = Nature.rule(kind, trait);
    List<String> others = dice.pick(OTHERS, without(trait.range(), value));
    return new Asked(
        "rule %s %s %s".formatted(trait.word(), kind, sorted(others)),
        Wording.fill(dice.pick(trait.questions()), "s", "every " + kind),
        value,
        others,
        "Every %s %s.".formatted(kind, trait.verb(value)),
        true);
  }

  /** The one of four substances that has a value. */
  private Asked which(Trait trait, Dice dice) {
    Substance one = dice.pick(nature.substances());
    String value = one.value(trait);
    List<Substance> others = some(nature.lacking(trait, value), dice);
    String what = trait.verb(value);
    return among("which " + what, "Which of these " + what + "?", one, others, one.reason(trait));
  }

  /** The one of four substances that lacks what the others have. */
  private Asked exception(Dice dice) {
    Trait trait = dice.pick(Trait.RULED);
    Substance one = dice.pick(nature.substances());
    Substance other = dice.pick(nature.lacking(trait, one.value(trait)));
    String value = other.value(trait);
    List<Substance> others = some(nature.having(trait, value), dice);
    String what = trait.negated(value);
    return among("which " + what, "Which of these " + what + "?", one, others, one.reason(trait));
  }

  /** The one of four substances that melts first or last. */
  private Asked extreme(Dice dice) {
    List<String> heats = Trait.HEAT.range();
    boolean least = dice.chance(0.5);
    while (true) {
      Substance one = dice.pick(nature.substances());
      int heat = heats.indexOf(one.value(Trait.HEAT));
      List<Substance> others =
          nature.substances().stream()
              .filter(other ->
                  least
                      ? heats.indexOf(other.value(Trait.HEAT)) > heat
                      : heats.indexOf(other.value(Trait.HEAT)) < heat)
              .toList();
      if (!others.isEmpty()) {
        String what = least ? "melts at the lowest heat" : "melts at the highest heat";
        return among(
            "which " + what,
            "Which of these " + what + "?",
            one,
            some(others, dice),
            one.reason(Trait.HEAT));
      }
    }
  }

  /** The one of four substances that has two values; each of the others has at most one of them. */
  private Asked both(Dice dice) {
    Trait own = dice.pick(Trait.OWN.subList(1, Trait.OWN.size()));
    Trait ruled = dice.pick(Trait.OF_KINDS);
    Substance one = dice.pick(nature.substances());
    List<Substance> near = new ArrayList<>();
    List<Substance> far = new ArrayList<>();
    for (Substance other : dice.shuffled(nature.substances())) {
      boolean first = other.has(own, one.value(own));
      boolean second = other.has(ruled, one.value(ruled));
      if (first != second) {
        near.add(other);
      } else if (!first) {
        far.add(other);
      }
    }
    List<Substance> others = Stream.concat(near.stream(), far.stream()).limit(OTHERS).toList();
    String what = own.verb(one.value(own)) + " and " + ruled.verb(one.value(ruled));
    return among(
        "which " + what,
        "Which of these " + what + "?",
        one,
        others,
        one.fact(own) + " " + one.reason(ruled));
  }

  private static Asked among(
      String key, String question, Substance one, List<Substance> others, String reason) {
    List<String> names = others.stream().map(Substance::name).toList();
    List<String> all = Stream.concat(names.stream(), Stream.of(one.name())).sorted().toList();
    return new Asked(key + " " + all, question, one.name(), names, reason, true);
  }

  private static List<Substance> some(List<Substance> from, Dice dice) {
    return dice.pick(Math.min(OTHERS, from.size()), from);
  }

  private static List<String> sorted(List<String> texts) {
    return texts.stream().sorted().toList();
  }

  private static List<String> without(List<String> values, String value) {
    return values.stream().filter(other -> !other.equals(value)).toList();
  }
}
