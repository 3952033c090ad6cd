package dev.mneme.lab.world.tools;

import dev.mneme.lab.world.tools.Purpose.Parameter;
import java.util.List;

/** Everything that functions of this world can be for. */
final class Purposes {

  private static final Parameter CITY = parameter(Values.CITY, "city", "town", "place");
  private static final Parameter DAY = parameter(Values.DAY, "day", "date");
  private static final Parameter PERSON = parameter(Values.PERSON, "person", "name", "friend");
  private static final Parameter ROOM = parameter(Values.ROOM, "room", "where");
  private static final Parameter HOUR = parameter(Values.HOUR, "hour", "time");
  private static final Parameter THING = parameter(Values.THING, "item", "thing", "product");
  private static final Parameter COUNT = parameter(Values.COUNT, "count", "number", "quantity");
  private static final Parameter AMOUNT = parameter(Values.AMOUNT, "amount", "coins");
  private static final Parameter GUESTS = parameter(Values.COUNT, "guests", "people");
  private static final Parameter FIRST = parameter(Values.NUMBER, "a", "first");
  private static final Parameter SECOND = parameter(Values.NUMBER, "b", "second");

  /** No two of them alike. */
  static final List<Purpose> ALL =
      List.of(
          new Purpose(
              names("weather", "forecast"),
              List.of(CITY, DAY),
              "tells the weather in a city on a day",
              List.of("know the weather in {0} on {1}", "find out if it rains in {0} on {1}")),
          new Purpose(
              names("clock", "local_time"),
              List.of(CITY),
              "tells what time it is in a city",
              List.of("know what time it is in {0}", "see the time in {0}")),
          new Purpose(
              names("call", "phone"),
              List.of(PERSON),
              "calls a person on the phone",
              List.of("speak with {0} on the phone", "ring {0} up")),
          new Purpose(
              names("message", "send_text"),
              List.of(PERSON, parameter(Values.MESSAGE, "text", "words")),
              "sends a person a short text",
              List.of("write to {0}: {1}", "send {0} the text: {1}")),
          new Purpose(
              names("alarm", "wake_up"),
              List.of(HOUR, DAY),
              "rings at an hour on a day",
              List.of("wake up at {0} on {1}", "hear a bell at {0} on {1}")),
          new Purpose(
              names("timer", "countdown"),
              List.of(parameter(Values.MINUTES, "minutes", "length")),
              "rings after some minutes",
              List.of("boil the soup for {0} minutes", "rest for exactly {0} minutes")),
          new Purpose(
              names("remind", "reminder"),
              List.of(parameter(Values.TASK, "task", "what"), DAY),
              "makes sure that a task is not forgotten on a day",
              List.of("remember to {0} on {1}", "not forget to {0} on {1}")),
          new Purpose(
              names("play", "music"),
              List.of(parameter(Values.SONG, "song", "title"), ROOM),
              "plays a song in a room",
              List.of("hear {0} in the {1}", "listen to the song {0} in the {1}")),
          new Purpose(
              names("order", "buy"),
              List.of(THING, COUNT),
              "orders some items from the shop",
              List.of("get {1} {0} from the shop", "buy {1} {0}")),
          new Purpose(
              names("train", "rail"),
              List.of(
                  parameter(Values.CITY, "from", "start"),
                  parameter(Values.CITY, "to", "goal"),
                  DAY),
              "finds a train between two cities on a day",
              List.of(
                  "go by train from {0} to {1} on {2}", "ride the train from {0} to {1} on {2}")),
          new Purpose(
              names("hotel", "book_room"),
              List.of(CITY, parameter(Values.COUNT, "nights", "stay"), GUESTS),
              "books a hotel in a city for some nights and guests",
              List.of(
                  "stay at a hotel in {0} for {1} nights with {2} guests",
                  "sleep {1} nights in {0} as a group of {2}")),
          new Purpose(
              names("table", "restaurant"),
              List.of(CITY, GUESTS, HOUR),
              "books a table in a city for some guests at an hour",
              List.of(
                  "eat out in {0} with {1} guests at {2}", "have dinner for {1} in {0} at {2}")),
          new Purpose(
              names("pay", "transfer"),
              List.of(PERSON, AMOUNT),
              "sends coins to a person",
              List.of("give {0} {1} coins", "pay {1} coins to {0}")),
          new Purpose(
              names("add", "plus"),
              List.of(FIRST, SECOND),
              "adds two numbers",
              List.of("know the sum of {0} and {1}", "know what {0} plus {1} is")),
          new Purpose(
              names("multiply", "product_of"),
              List.of(FIRST, SECOND),
              "multiplies two numbers",
              List.of("know the product of {0} and {1}", "know what {0} times {1} is")),
          new Purpose(
              names("translate", "dictionary"),
              List.of(
                  parameter(Values.WORD, "word", "term"),
                  parameter(Values.LANGUAGE, "language", "into")),
              "translates a word into a language",
              List.of("say the word {0} in {1}", "know the {1} word for {0}")),
          new Purpose(
              names("light", "lamp"),
              List.of(ROOM, parameter(Values.LEVEL, "level", "brightness")),
              "sets the light of a room to a level",
              List.of("have the light in the {0} at level {1}", "set the {0} light to {1}")),
          new Purpose(
              names("heat", "warm"),
              List.of(ROOM, parameter(Values.LEVEL, "degrees", "warmth"), HOUR),
              "heats a room to some degrees at an hour",
              List.of(
                  "have {1} degrees in the {0} at {2}", "warm up the {0} to {1} degrees at {2}")),
          new Purpose(
              names("search", "lookup"),
              List.of(parameter(Values.TOPIC, "topic", "query"), COUNT),
              "finds some pages about a topic",
              List.of("read {1} pages about {0}", "find {1} pages on {0}")),
          new Purpose(
              names("meeting", "invite"),
              List.of(PERSON, DAY, HOUR),
              "plans a meeting with a person on a day at an hour",
              List.of("meet {0} on {1} at {2}", "sit down with {0} on {1} at {2}")),
          new Purpose(
              names("carry", "move"),
              List.of(
                  THING,
                  parameter(Values.ROOM, "from", "source"),
                  parameter(Values.ROOM, "to", "target")),
              "lets the robot carry things between two rooms",
              List.of(
                  "see the {0} go from the {1} to the {2}",
                  "bring the {0} from the {1} to the {2}")),
          new Purpose(
              names("lend", "loan"),
              List.of(THING, PERSON, DAY),
              "notes that things are lent to a person until a day",
              List.of("lend the {0} to {1} until {2}", "let {1} have the {0} until {2}")));

  private Purposes() {}

  private static Parameter parameter(Values values, String... names) {
    return new Parameter(List.of(names), values);
  }

  private static List<String> names(String... names) {
    return List.of(names);
  }
}
