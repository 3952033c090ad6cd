package dev.mneme.lab.world.science;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.wording.Wording;
import java.util.ArrayList;
import java.util.List;

/** What is written about the substances and their kinds. */
final class Handbook {

  private static final List<String> RULES =
      List.of("Every {k} {v}.", "It is a rule that every {k} {v}.", "Any {k} {v}.");

  private final Nature nature;

  Handbook(Nature nature) {
    this.nature = nature;
  }

  String page(Dice dice) {
    return switch (dice.roll(4)) {
      case 0 -> kind(dice);
      case 1 -> shared(dice);
      default -> substance(dice);
    };
  }

  private String substance(Dice dice) {
    Substance one = dice.pick(nature.substances());
    List<String> sentences = new ArrayList<>();
    for (Trait trait : dice.pick(dice.between(3, Trait.OWN.size()), Trait.OWN)) {
      sentences.add(said(one, trait, dice));
    }
    if (one.odd() != Trait.KIND) {
      sentences.add(one.reason(one.odd()));
    } else if (dice.chance(0.4)) {
      sentences.add(said(one.value(Trait.KIND), dice.pick(Trait.OF_KINDS), dice));
    }
    return pronouns(sentences, one.name(), dice);
  }

  /** The rules of a kind, and some that belong to it. */
  private String kind(Dice dice) {
    String kind = dice.pick(Trait.KIND.range());
    List<String> names =
        dice.pick(3, nature.having(Trait.KIND, kind)).stream().map(Substance::name).toList();
    List<String> sentences = new ArrayList<>();
    sentences.add(
        dice.chance(0.5)
            ? "%s are of the kind %s.".formatted(Wording.capital(Wording.listed(names)), kind)
            : "To the %s family belong %s.".formatted(kind, Wording.listed(names)));
    for (Trait trait : dice.pick(dice.between(2, 4), Trait.OF_KINDS)) {
      sentences.add(said(kind, trait, dice));
    }
    return String.join(" ", sentences);
  }

  /** Substances that have a value in common, and one that has another. */
  private String shared(Dice dice) {
    Trait trait = dice.pick(Trait.OWN);
    String value = dice.pick(nature.substances()).value(trait);
    List<String> sentences = new ArrayList<>();
    List<Substance> having = nature.having(trait, value);
    for (Substance one : dice.pick(Math.min(3, having.size()), having)) {
      sentences.add(said(one, trait, dice));
      sentences.add(said(one, dice.pick(Trait.OWN), dice));
    }
    Substance other = dice.pick(nature.lacking(trait, value));
    sentences.add("But " + Wording.small(other.fact(trait)));
    return String.join(" ", sentences);
  }

  private static String said(Substance one, Trait trait, Dice dice) {
    return Wording.fill(dice.pick(trait.statements()), "s", one.name(), "v", one.value(trait));
  }

  private static String said(String kind, Trait trait, Dice dice) {
    return Wording.fill(dice.pick(RULES), "k", kind, "v", trait.verb(Nature.rule(kind, trait)));
  }

  /** With "it" for the name at the beginning of some sentences but the first. */
  private static String pronouns(List<String> sentences, String name, Dice dice) {
    List<String> said = new ArrayList<>();
    String begin = Wording.capital(name) + ' ';
    for (String sentence : sentences) {
      boolean it = !said.isEmpty() && sentence.startsWith(begin) && dice.chance(0.4);
      said.add(it ? "It " + sentence.substring(begin.length()) : sentence);
    }
    return String.join(" ", said).strip().replace("  ", " ");
  }
}
