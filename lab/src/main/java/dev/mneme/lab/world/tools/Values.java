package dev.mneme.lab.world.tools;

import dev.mneme.lab.chance.Dice;
import java.util.List;

/** What may be an argument. */
enum Values {
  CITY(
      "Paris", "London", "Rome", "Berlin", "Madrid", "Vienna", "Oslo", "Lisbon", "Cairo", "Tokyo",
      "Delhi", "Lima", "Boston", "Dublin", "Athens", "Prague", "Geneva", "Moscow", "Havana",
      "Sydney", "Warsaw", "Milan", "Zurich", "Quito"),
  DAY("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
  PERSON(
      "Anna", "Tom", "Mia", "Ben", "Lucy", "Omar", "Nina", "Sam", "Eva", "Jack", "Rosa", "Paul",
      "Ida", "Leo", "Maya", "Max", "Lily", "Noah", "Ella", "Hugo", "Clara", "Finn", "Ruth", "Karl"),
  ROOM(
      "kitchen",
      "bedroom",
      "garage",
      "office",
      "cellar",
      "attic",
      "hall",
      "garden",
      "bathroom",
      "library",
      "studio",
      "balcony"),
  THING(
      "apples",
      "books",
      "candles",
      "pencils",
      "eggs",
      "cups",
      "lemons",
      "chairs",
      "lamps",
      "towels",
      "plates",
      "tickets",
      "batteries",
      "bottles",
      "shirts",
      "socks",
      "pillows",
      "brushes",
      "carrots",
      "flowers"),
  TASK(
      "water the plants",
      "feed the cat",
      "call the bank",
      "wash the car",
      "pay the rent",
      "buy some bread",
      "clean the oven",
      "send the letter",
      "walk the dog",
      "visit the dentist",
      "read the report",
      "fix the bike"),
  SONG(
      "Blue River",
      "Silent Moon",
      "Golden Road",
      "Winter Rain",
      "Little Star",
      "Summer Wind",
      "Green Valley",
      "Broken Clock",
      "Red Balloon",
      "Morning Light",
      "Paper Boat",
      "Old Bridge"),
  TOPIC(
      "whales",
      "volcanoes",
      "painting",
      "chess",
      "rockets",
      "bees",
      "castles",
      "cooking",
      "rivers",
      "robots",
      "history",
      "football",
      "stars",
      "dinosaurs",
      "trains",
      "music"),
  WORD(
      "house", "water", "friend", "bread", "night", "school", "tree", "bird", "winter", "sea",
      "love", "morning", "street", "window", "horse", "snow"),
  LANGUAGE("French", "German", "Spanish", "Italian", "Polish", "Greek", "Arabic", "Japanese"),
  MESSAGE(
      "see you soon",
      "happy birthday",
      "I am late",
      "good luck",
      "dinner is ready",
      "thank you",
      "call me back",
      "well done",
      "get well soon",
      "the door is open"),
  COUNT(2, 30),
  AMOUNT(5, 95),
  HOUR(1, 12),
  MINUTES(2, 60),
  LEVEL(1, 50),
  NUMBER(2, 60);

  @SuppressWarnings("ImmutableEnumChecker") // nothing changes it
  private final List<String> words;

  private final int least;
  private final int most;

  Values(String... words) {
    this.words = List.of(words);
    this.least = 0;
    this.most = 0;
  }

  Values(int least, int most) {
    this.words = List.of();
    this.least = least;
    this.most = most;
  }

  boolean numbers() {
    return words.isEmpty();
  }

  String draw(Dice dice) {
    return numbers() ? String.valueOf(dice.between(least, most)) : dice.pick(words);
  }

  /** One that is not that. */
  String other(String value, Dice dice) {
    String other = draw(dice);
    return other.equals(value) ? other(value, dice) : other;
  }
}
