package dev.mneme.lab.world.truth;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.wording.Table;
import dev.mneme.lab.world.wording.Wording;
import java.util.ArrayList;
import java.util.List;

/**
 * What many people get wrong.
 *
 * @param condition under which it is said to be so, as in "if you swallow a seed"; may be empty
 * @param truth a clause, as is the myth
 */
record Belief(String question, String condition, String truth, String myth) {

  private static final List<String> THINGS =
      Wording.parts(
          "an owl|a black cat|a white horse|a raven|a spider|a toad|a red fox|a snail|a moth|a hare"
              + "|an old coin|a rusty key|a broken cup|a blue stone|a lost glove|a crooked nail"
              + "|a grey feather|an empty nest|a silver ring|a burnt candle|a dead leaf|a torn map"
              + "|a green bottle|a wooden doll",
          '|');

  private static final List<String> DEEDS =
      Wording.parts(
          "see {t} in the morning|dream of {t}|find {t} on the road|draw {t} on a wall"
              + "|speak of {t} at night|look at {t} on a Monday|carry {t} to a wedding"
              + "|step over {t}|give {t} to a friend|follow {t} for a mile|bow to {t}|laugh at {t}",
          '|');

  private static final List<String> MYTHS =
      Wording.parts(
          "you lose all your money|you become rich|it rains for a week|a letter comes from far away"
              + "|your bread will burn|a guest comes to your door|you fall ill|you meet your true love"
              + "|the harvest is bad|your house is safe from fire|you forget your name|the king dies"
              + "|your cow gives no milk|a wish comes true|you win every game|a ghost visits you",
          '|');

  private static final List<String> TRUTHS =
      Wording.parts(
          "nothing happens|your day goes on as before|it changes nothing|people look at you"
              + "|a child asks you why|you lose a little time|you come home late|your hands get cold"
              + "|you have to smile|somebody says hello|you get a bit tired|you forget it by lunch",
          '|');

  /** Those of the real world and those of the small one, the same in every run. */
  static List<Belief> all() {
    List<Belief> all = new ArrayList<>();
    for (List<String> row : Table.rows(Belief.class, "errors.txt")) {
      all.add(new Belief(row.get(0), row.get(1), row.get(2), row.get(3)));
    }
    Dice dice = new Dice(1, "beliefs", 0);
    for (String deed : DEEDS) {
      for (String thing : THINGS) {
        String done = Wording.fill(deed, "t", thing);
        all.add(
            new Belief(
                "What happens if you %s?".formatted(done),
                "if you " + done,
                dice.pick(TRUTHS),
                dice.pick(MYTHS)));
      }
    }
    return List.copyOf(all);
  }

  /** A clause with the condition. */
  String told(String clause) {
    return condition.isEmpty() ? clause : clause + ' ' + condition;
  }
}
