package dev.mneme.lab.world.science;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.wording.Wording;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** All substances and the rules of their kinds, the same in every run. */
final class Nature {

  private static final int SUBSTANCES = 64;

  /** One substance in so many does not follow its kind's rule for liquids. */
  private static final int ODD = 11;

  private static final List<String> BEGINNINGS =
      Wording.parts("mol kar tar ven zor lum bri fen gal hox jas nim pol qua rud sel", ' ');

  private static final List<String> ENDINGS = Wording.parts("ite ium ane ol ar esh ova urn", ' ');

  /** Values of {@link Trait#OF_KINDS}, in the order of the kinds. */
  private static final List<List<String>> RULES =
      List.of(
          Wording.parts("vinegar water oil wine oil water vinegar milk", ' '),
          Wording.parts("high medium extreme medium low extreme high low", ' '),
          Wording.parts("salt crystal wax glass powder metal clay resin", ' '),
          Wording.parts("sparks steam dust slime foam ash dust slime", ' '),
          Wording.parts("conducts conducts blocks blocks blocks conducts blocks blocks", ' '),
          Wording.parts("sinks sinks sinks floats floats sinks floats floats", ' '));

  private final List<Substance> substances = new ArrayList<>();

  Nature() {
    Dice dice = new Dice(1, "nature", 0);
    List<String> names = new ArrayList<>();
    BEGINNINGS.forEach(begin -> ENDINGS.forEach(end -> names.add(begin + end)));
    List<String> chosen = dice.pick(SUBSTANCES, names);
    for (int i = 0; i < SUBSTANCES; i++) {
      substances.add(substance(chosen.get(i), i % ODD == ODD - 1, i, dice));
    }
  }

  private static Substance substance(String name, boolean odd, int number, Dice dice) {
    Map<Trait, String> facts = new EnumMap<>(Trait.class);
    Trait.OWN.forEach(trait -> facts.put(trait, dice.pick(trait.range())));
    String kind = Trait.KIND.range().get(number % Trait.KIND.range().size());
    facts.put(Trait.KIND, kind);
    Trait.OF_KINDS.forEach(trait -> facts.put(trait, rule(kind, trait)));
    if (odd) {
      List<String> liquids = Trait.LIQUID.range();
      int usual = liquids.indexOf(Objects.requireNonNull(facts.get(Trait.LIQUID)));
      facts.put(Trait.LIQUID, liquids.get((usual + 1) % liquids.size()));
    }
    return new Substance(name, facts, odd ? Trait.LIQUID : Trait.KIND);
  }

  /** What every substance of a kind does, but for odd ones. */
  static String rule(String kind, Trait trait) {
    return RULES.get(Trait.OF_KINDS.indexOf(trait)).get(Trait.KIND.range().indexOf(kind));
  }

  List<Substance> substances() {
    return substances;
  }

  List<Substance> having(Trait trait, String value) {
    return substances.stream().filter(one -> one.has(trait, value)).toList();
  }

  List<Substance> lacking(Trait trait, String value) {
    return substances.stream().filter(one -> !one.has(trait, value)).toList();
  }
}
