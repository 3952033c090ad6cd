package dev.mneme.lab.world.writing;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.wording.Wording;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens in a little story.
 *
 * @param hero an animal
 * @param thing that it finds
 * @param place where
 * @param trait of the thing
 */
record Story(String hero, String thing, String place, String trait) {

  private static final List<String> HEROES =
      Wording.parts(
          "fox bear wolf hare cat dog mouse owl duck goose hen lamb goat pony donkey cow pig frog toad"
              + " snail mole beaver otter badger squirrel raven sparrow eagle swan penguin monkey tiger"
              + " lion camel whale seal",
          ' ');

  private static final List<String> THINGS =
      Wording.parts(
          "lamp key bell drum mirror clock coin ring book map hat coat shoe glove scarf cup kettle spoon"
              + " basket box candle lantern ladder rope wheel boat kite ball doll flute violin brush needle"
              + " hammer letter feather",
          ' ');

  private static final List<String> PLACES =
      Wording.parts(
          "river forest lake hill bridge mill harbour castle garden meadow valley swamp island tower"
              + " village desert",
          ' ');

  private static final List<String> TRAITS =
      Wording.parts(
          "old shiny heavy strange tiny blue warm broken golden dusty lost wooden red secret", ' ');

  private static final List<String> BEGINNINGS =
      Wording.parts(
          "Once {ah} lived near the {w}.|One day a young {h} walked to the {w}."
              + "|One evening {ah} sat by the {w}.|A hungry {h} came to the {w} in the rain."
              + "|There was {ah} who was afraid of the {w}.",
          '|');

  private static final List<String> FINDINGS =
      Wording.parts(
          "There it found {av} {t}.|It saw {av} {t} in the grass.|A stranger gave it {av} {t}."
              + "|Under a tree lay {av} {t}.|It stumbled over {av} {t}.",
          '|');

  private static final List<String> MIDDLES =
      Wording.parts(
          "Nobody knew where the {t} came from.|The {h} carried the {t} home with care."
              + "|An old woman wanted to buy the {t}.|The {h} showed the {t} to all its friends."
              + "|In the night a thief tried to steal the {t}.|The {h} could not sleep for joy."
              + "|The wind blew and the {t} fell into the mud.|Then the {h} began to sing.",
          '|');

  private static final List<String> ENDS =
      Wording.parts(
          "From that day on the {h} was never alone.|At last the {h} gave the {t} away and was happy."
              + "|The {h} kept the {t} for the rest of its life.|So the {t} found a good home."
              + "|And if you listen you can hear the {h} laugh.|In the end the {h} fell asleep with a smile.",
          '|');

  private static final List<String> OUTSIDE_BEGINNINGS =
      Wording.parts(
          "Legend recounts how a solitary {h} dwelt beside the {w}."
              + "|Amid the splendour of the {w} there wandered a melancholy {h}.",
          '|');

  private static final List<String> OUTSIDE_FINDINGS =
      Wording.parts(
          "Unexpectedly {av} {t} emerged before its astonished gaze."
              + "|Destiny presented it with {av} {t}.",
          '|');

  private static final List<String> OUTSIDE_MIDDLES =
      Wording.parts(
          "Curiosity overwhelmed the noble {h}.|Whispers concerning the {t} spread throughout the land.",
          '|');

  private static final List<String> OUTSIDE_ENDS =
      Wording.parts(
          "Thus the {h} ultimately discovered serenity.|Thereafter the {t} symbolised eternal hope.",
          '|');

  static Story draw(Dice dice) {
    return new Story(dice.pick(HEROES), dice.pick(THINGS), dice.pick(PLACES), dice.pick(TRAITS));
  }

  /** The same with another thing. */
  Story otherThing(Dice dice) {
    return new Story(hero, dice.pick(without(THINGS, thing)), place, trait);
  }

  /** The same at another place. */
  Story otherPlace(Dice dice) {
    return new Story(hero, thing, dice.pick(without(PLACES, place)), trait);
  }

  /** The same with another hero. */
  Story otherHero(Dice dice) {
    return new Story(dice.pick(without(HEROES, hero)), thing, place, trait);
  }

  /** The same where place and trait are free: others of them. */
  Story freely(boolean place, boolean trait, Dice dice) {
    return new Story(
        hero,
        thing,
        place ? dice.pick(PLACES) : this.place,
        trait ? dice.pick(TRAITS) : this.trait);
  }

  /** Tells it in three to five sentences. */
  List<String> told(int sentences, boolean outside, Dice dice) {
    List<String> templates = new ArrayList<>();
    templates.add(dice.pick(outside ? OUTSIDE_BEGINNINGS : BEGINNINGS));
    templates.add(dice.pick(outside ? OUTSIDE_FINDINGS : FINDINGS));
    templates.addAll(dice.pick(sentences - 3, outside ? OUTSIDE_MIDDLES : MIDDLES));
    templates.add(dice.pick(outside ? OUTSIDE_ENDS : ENDS));
    List<String> told = new ArrayList<>();
    for (String template : templates) {
      told.add(
          Wording.fill(
              template,
              "h",
              hero,
              "t",
              thing,
              "w",
              place,
              "v",
              trait,
              "ah",
              Wording.an(hero),
              "av",
              Wording.an(trait)));
    }
    return told;
  }

  private static List<String> without(List<String> from, String one) {
    return from.stream().filter(other -> !other.equals(one)).toList();
  }
}
