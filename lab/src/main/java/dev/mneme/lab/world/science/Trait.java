package dev.mneme.lab.world.science;

import dev.mneme.lab.world.wording.Wording;
import java.util.List;
import java.util.Locale;

/** What can be asked of a substance, and how it is said; {s} is the substance, {v} the value. */
enum Trait {
  KIND(
      "What kind of substance is {s}?|Of which kind is {s}?",
      "is a {v}",
      "",
      "{S} is a {v}.|The substance {s} is a kind of {v}.|{S} belongs to the {v} family.",
      "metal|salt|crystal|resin|wax|clay|glass|powder"),
  COLOUR(
      "What colour is {s}?|Which colour does {s} have?",
      "is {v}",
      "is not {v}",
      "{S} is {v}.|The colour of {s} is {v}.|You know {s} by its {v} colour.",
      "red|blue|green|yellow|white|black|grey|brown"),
  SMELL(
      "What does {s} smell of?|Which smell does {s} have?",
      "smells of {v}",
      "does not smell of {v}",
      "{S} smells of {v}.|The smell of {s} is that of {v}.|If you smell {v}, {s} may be near.",
      "roses|smoke|mint|fish|honey|apples|mud|soap"),
  PLACE(
      "Where is {s} found?|In which places do people find {s}?",
      "is found in {v}",
      "is not found in {v}",
      "{S} is found in {v}.|People find {s} in {v}.|Look for {s} in {v}.",
      "caves|swamps|deserts|rivers|forests|mountains|islands|mines"),
  USE(
      "What do people make of {s}?|What is {s} used for?",
      "is used for {v}",
      "is not used for {v}",
      "{S} is used for {v}.|People make {v} of {s}.|Good {v} are made of {s}.",
      "lamps|ropes|bells|boats|roofs|paints|candles|knives"),
  LIQUID(
      "In which liquid does {s} dissolve?|What dissolves {s}?",
      "dissolves in {v}",
      "does not dissolve in {v}",
      "{S} dissolves in {v}.",
      "water|oil|vinegar|milk|wine"),
  HEAT(
      "At which heat does {s} melt?|How much heat melts {s}?",
      "melts at {v} heat",
      "does not melt at {v} heat",
      "{S} melts at {v} heat.",
      "low|medium|high|extreme"),
  PARTNER(
      "With which kind of substance does {s} react?|What does {s} react with?",
      "reacts with any {v}",
      "does not react with any {v}",
      "{S} reacts with any {v}.",
      "metal|salt|crystal|resin|wax|clay|glass|powder"),
  PRODUCT(
      "What forms when {s} reacts?|Which thing does {s} give off when it reacts?",
      "forms {v} when it reacts",
      "does not form {v} when it reacts",
      "{S} forms {v} when it reacts.",
      "steam|foam|ash|slime|dust|sparks"),
  CURRENT(
      "What does {s} do with current?", "{v} current", "", "{S} {v} current.", "conducts|blocks"),
  FLOATING("What does {s} do in water?", "{v} in water", "", "{S} {v} in water.", "floats|sinks");

  /** What differs from substance to substance; the others follow from the kind. */
  static final List<Trait> OWN = List.of(KIND, COLOUR, SMELL, PLACE, USE);

  /** What follows from the kind and has enough values to choose from. */
  static final List<Trait> RULED = List.of(LIQUID, HEAT, PARTNER, PRODUCT);

  /** All that follows from the kind. */
  static final List<Trait> OF_KINDS = List.of(LIQUID, HEAT, PARTNER, PRODUCT, CURRENT, FLOATING);

  @SuppressWarnings("ImmutableEnumChecker") // nothing changes it
  private final List<String> questions;

  private final String verb;
  private final String negated;

  @SuppressWarnings("ImmutableEnumChecker") // nothing changes it
  private final List<String> statements;

  @SuppressWarnings("ImmutableEnumChecker") // nothing changes it
  private final List<String> values;

  Trait(String questions, String verb, String negated, String statements, String values) {
    this.questions = Wording.parts(questions, '|');
    this.verb = verb;
    this.negated = negated;
    this.statements = Wording.parts(statements, '|');
    this.values = Wording.parts(values, '|');
  }

  List<String> questions() {
    return questions;
  }

  /** As in "dissolves in oil". */
  String verb(String value) {
    return Wording.fill(verb, "v", value);
  }

  /** As in "does not dissolve in oil". */
  String negated(String value) {
    return Wording.fill(negated, "v", value);
  }

  /** Ways of saying that a substance has a value, with the slots s and v. */
  List<String> statements() {
    return statements;
  }

  List<String> range() {
    return values;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
