package dev.mneme.lab.world.arithmetic;

import static java.util.Map.entry;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.wording.Wording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A calculation as something that happens to people and things.
 *
 * @param sentences what happens, one for the start and one for each step
 * @param question what is asked about the end
 * @param closing a sentence that answers it
 */
record Story(List<String> sentences, String question, String closing) {

  private static final List<String> NAMES =
      List.of(
          "Anna", "Tom", "Mia", "Ben", "Lucy", "Omar", "Nina", "Sam", "Eva", "Jack", "Rosa", "Paul",
          "Ida", "Leo", "Maya", "Max", "Lily", "Noah", "Ella", "Hugo", "Zoe", "Adam", "Clara",
          "Finn", "Ruth", "Ivan", "Jane", "Karl", "Sara", "Mark");

  private static final List<String> THINGS =
      List.of(
          "apples",
          "books",
          "shells",
          "coins",
          "stamps",
          "pencils",
          "marbles",
          "cards",
          "eggs",
          "stones",
          "flowers",
          "cookies",
          "balloons",
          "candles",
          "buttons",
          "toys",
          "pears",
          "nuts",
          "cups",
          "keys",
          "ribbons",
          "tickets",
          "beads",
          "plums",
          "spoons",
          "stickers",
          "lemons",
          "bricks",
          "feathers",
          "seeds",
          "peaches",
          "postcards",
          "magnets",
          "pebbles",
          "crayons",
          "cherries",
          "medals",
          "kites",
          "nails",
          "badges",
          "mugs",
          "tomatoes",
          "potatoes",
          "whistles",
          "bracelets");

  private static final List<String> PLACES =
      List.of(
          "garden", "forest", "market", "kitchen", "school", "park", "attic", "shop", "library",
          "station", "cellar", "harbor", "village", "museum", "valley", "meadow");

  private static final List<String> STARTS =
      List.of(
          "{hero} has {count} {things}.",
          "{hero} finds {count} {things} in the {place}.",
          "{hero} comes home from the {place} with {count} {things}.",
          "There are {count} {things} on the table of {hero}.",
          "{hero} keeps {count} {things} in a box.");

  private static final Map<Operator, List<String>> STEPS =
      Map.ofEntries(
          entry(
              Operator.PLUS,
              List.of(
                  "{friend} gives {hero} {count} more.",
                  "Then {hero} buys {count} more {things}.",
                  "{hero} finds {count} more in the {place}.",
                  "Later {hero} wins {count} more {things}.",
                  "{friend} brings {count} more {things} for {hero}.")),
          entry(
              Operator.MINUS,
              List.of(
                  "{hero} gives {count} of them to {friend}.",
                  "Then {hero} loses {count} {things} in the {place}.",
                  "{hero} sells {count} {things}.",
                  "{friend} borrows {count} {things} from {hero}.",
                  "Later {count} of the {things} break.")),
          entry(
              Operator.TIMES,
              List.of(
                  "A week later {hero} has {count} times as many {things}.",
                  "By luck the number of {things} grows to {count} times as many.",
                  "Then {hero} trades each one for {count} other {things}.")),
          entry(
              Operator.DIVIDE,
              List.of(
                  "{hero} puts them into {count} equal piles and keeps one pile.",
                  "{hero} shares the {things} fairly among {count} bags and keeps one bag.",
                  "Then {hero} splits them into {count} equal parts and keeps only one part.")));

  private static final List<String> QUESTIONS =
      List.of(
          "How many {things} does {hero} have now?",
          "How many {things} does {hero} have in the end?",
          "What is the number of {things} that {hero} has at last?",
          "With how many {things} does {hero} end?");

  private static final List<String> DISTRACTIONS =
      List.of(
          "{friend} has {count} {others}.",
          "{hero} also owns {count} {others}.",
          "The {place} is {count} steps away.",
          "{friend} is {count} years old.",
          "It rained for {count} days.");

  Story {
    sentences = List.copyOf(sentences);
  }

  static Story of(Chain chain, Dice dice) {
    Map<String, String> cast = cast(dice);
    List<String> sentences = new ArrayList<>();
    int from = 0;
    Step first = chain.steps().getFirst();
    if (first.operator() == Operator.TIMES && dice.chance(0.7)) {
      cast.put("more", String.valueOf(first.operand()));
      sentences.add(
          say("{hero} has {count} bags with {more} {things} in each bag.", first.before(), cast));
      from = 1;
    } else {
      sentences.add(say(dice.pick(STARTS), chain.start(), cast));
    }
    for (Step step : chain.steps().subList(from, chain.steps().size())) {
      cast.put("place", dice.pick(PLACES));
      sentences.add(
          say(dice.pick(Objects.requireNonNull(STEPS.get(step.operator()))), step.operand(), cast));
    }
    String closing = say("{hero} has {count} {things} now.", chain.result(), cast);
    return new Story(sentences, say(dice.pick(QUESTIONS), 0, cast), closing);
  }

  /** Two people of whom one has more: a single step between what they have. */
  static Story ofTwo(Step step, Dice dice) {
    Map<String, String> cast = cast(dice);
    String have =
        say("{hero} has {count} {things}.", step.before(), cast)
            + ' '
            + say("{friend} has {count} {things}.", step.operand(), cast);
    boolean together = step.operator() == Operator.PLUS;
    String question =
        together
            ? "How many {things} do {hero} and {friend} have together?"
            : "How many more {things} does {hero} have than {friend}?";
    String closing =
        together ? "Together they have {count} {things}." : "{hero} has {count} more {things}.";
    return new Story(List.of(have), say(question, 0, cast), say(closing, step.after(), cast));
  }

  /** The same with a sentence in it that has nothing to do with the question. */
  Story distracted(Dice dice) {
    Map<String, String> cast = cast(dice);
    List<String> more = new ArrayList<>(sentences);
    String distraction = say(dice.pick(DISTRACTIONS), dice.between(2, 30), cast);
    more.add(dice.between(1, sentences.size()), distraction);
    return new Story(more, question, closing);
  }

  String told() {
    return String.join(" ", sentences);
  }

  private static Map<String, String> cast(Dice dice) {
    int hero = dice.roll(NAMES.size());
    int thing = dice.roll(THINGS.size());
    Map<String, String> cast = new LinkedHashMap<>();
    cast.put("hero", NAMES.get(hero));
    cast.put("friend", another(NAMES, hero, dice));
    cast.put("things", THINGS.get(thing));
    cast.put("others", another(THINGS, thing, dice));
    cast.put("place", dice.pick(PLACES));
    return cast;
  }

  private static String another(List<String> from, int taken, Dice dice) {
    return from.get((taken + 1 + dice.roll(from.size() - 1)) % from.size());
  }

  private static String say(String sentence, int count, Map<String, String> cast) {
    cast.put("count", String.valueOf(count));
    return Wording.fill(sentence, cast);
  }
}
