package dev.mneme.lab.world.commonsense;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.wording.Table;
import dev.mneme.lab.world.wording.Wording;
import java.util.List;

/**
 * A doing with its steps in order.
 *
 * @param goal what somebody wants, as in "wants to bake {x}"
 * @param xs what may stand for x
 * @param ys what may stand for y
 * @param steps sentences with the slots p, x and y
 */
record Script(String name, String goal, List<String> xs, List<String> ys, List<String> steps) {

  private static final List<String> WOMEN =
      Wording.parts("Anna Mia Lena Ruth Clara Nora Eva Ida Olga Rosa Vera Tina", ' ');
  private static final List<String> MEN =
      Wording.parts("Tom Ben Karl Paul Max Leo Otto Hugo Finn Jan Emil Peter", ' ');

  /** Somebody who does it with certain things. */
  record Cast(String who, boolean woman, String x, String y) {

    String fill(String template) {
      return Wording.fill(template, "p", woman ? "she" : "he", "x", x, "y", y);
    }
  }

  static List<Script> all() {
    return Table.sections(Script.class, "scripts.txt").stream()
        .map(section ->
            new Script(
                section.head().get(0),
                section.head().get(1),
                Wording.parts(section.head().get(2), ';'),
                Wording.parts(section.head().get(3), ';'),
                section.rows().stream().map(List::getFirst).toList()))
        .toList();
  }

  Cast cast(Dice dice) {
    boolean woman = dice.chance(0.5);
    return new Cast(dice.pick(woman ? WOMEN : MEN), woman, dice.pick(xs), dice.pick(ys));
  }

  /** As in "Anna wants to bake a sweet cake." */
  String opening(Cast cast) {
    return "%s %s.".formatted(cast.who(), cast.fill(goal));
  }
}
