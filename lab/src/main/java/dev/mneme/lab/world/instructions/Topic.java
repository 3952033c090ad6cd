package dev.mneme.lab.world.instructions;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.wording.Wording;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a text is about.
 *
 * @param traits adjectives that suit it
 */
record Topic(String noun, List<String> traits) {

  private static final List<String> PLACES =
      Wording.parts(
          "near the house|in the morning|on the way to school|after lunch|in many pictures|in our town",
          '|');

  private static final List<String> PLAIN =
      Wording.parts(
          "The {t} is very {a}.|Many people like the {t}.|You can see the {t} {p}.|The {t} is {a} and {b}."
              + "|Everyone here knows the {t}.|There is something {a} about the {t}."
              + "|Children often draw the {t}.|Nothing is as {a} as the {t}.|The {t} looks {a} {p}.",
          '|');

  private static final List<String> WITH_COMMA =
      Wording.parts(
          "The {t} is {a}, and it is {b} too.|Some say that the {t} is {a}, but it is {b}."
              + "|When you are outside, look at the {t}.",
          '|');

  private static final List<String> OUTSIDE =
      Wording.parts(
          "It may be observed that the {t} appears rather {a}."
              + "|One should certainly appreciate the {t}."
              + "|Notably the {t} remains both {a} and {b}."
              + "|Experts generally consider the {t} remarkably {a}."
              + "|Furthermore the {t} deserves considerable attention."
              + "|Overall the {t} constitutes a fascinating subject.",
          '|');

  static List<Topic> all() {
    return Stream.of(
            of(
                "dog cat horse owl fox bear duck whale spider camel rabbit goat tiger frog",
                "quick shy strong clever wild gentle hungry brave"),
            of(
                "lamp chair clock bicycle kettle hammer mirror violin boat coat table bell",
                "old useful heavy plain shiny cheap solid small"),
            of(
                "sea forest desert mountain lake moon garden island valley storm field sky",
                "wide deep calm green cold quiet dark beautiful"),
            of(
                "cook farmer doctor teacher baker sailor painter miner judge driver",
                "kind busy honest patient careful tired friendly wise"))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Topic> of(String nouns, String traits) {
    List<String> suit = Wording.parts(traits, ' ');
    return Wording.parts(nouns, ' ').stream().map(noun -> new Topic(noun, suit)).toList();
  }

  /**
   * Sentences about it, no two alike, each with at least four words of which one is the noun.
   *
   * @param without a word that must not occur, or an empty text
   */
  List<String> sentences(int count, boolean commas, boolean outside, String without, Dice dice) {
    List<String> templates =
        outside
            ? OUTSIDE
            : commas && dice.chance(0.5)
                ? Stream.concat(PLAIN.stream(), WITH_COMMA.stream()).toList()
                : PLAIN;
    List<String> fit = traits.stream().filter(trait -> !trait.equals(without)).toList();
    return dice.pick(count, templates).stream()
        .map(template -> {
          List<String> two = dice.pick(2, fit);
          return Wording.fill(
              template, "t", noun, "a", two.get(0), "b", two.get(1), "p", dice.pick(PLACES));
        })
        .toList();
  }
}
