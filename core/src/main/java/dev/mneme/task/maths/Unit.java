package dev.mneme.task.maths;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hipparchus.fraction.BigFraction;

/** Words behind a number: most are left out, those of a measure can contradict each other. */
enum Unit {
  MILLIMETRE("length", 10, Set.of("mm", "millimeter", "millimetre")),
  CENTIMETRE("length", 100, Set.of("cm", "centimeter", "centimetre")),
  METRE("length", 10_000, Set.of("m", "meter", "metre")),
  KILOMETRE("length", 10_000_000, Set.of("km", "kilometer", "kilometre")),
  INCH("length", 254, Set.of("in", "inch")),
  FOOT("length", 3_048, Set.of("ft", "foot", "feet")),
  YARD("length", 9_144, Set.of("yd", "yard")),
  MILE("length", 16_093_440, Set.of("mi", "mile")),
  GRAM("mass", 1, Set.of("g", "gram")),
  KILOGRAM("mass", 1_000, Set.of("kg", "kilogram")),
  SECOND("time", 1, Set.of("s", "sec", "second")),
  MINUTE("time", 60, Set.of("min", "minute")),
  HOUR("time", 3_600, Set.of("h", "hr", "hour")),
  DAY("time", 86_400, Set.of("day")),
  CENT("money", 1, Set.of("cent")),
  DOLLAR("money", 100, Set.of("dollar", "usd")),
  MILLILITRE("volume", 1, Set.of("ml", "milliliter", "millilitre")),
  LITRE("volume", 1_000, Set.of("l", "liter", "litre"));

  private static final Set<String> OTHERS =
      Set.of(
          "degree", "unit", "square", "sq", "cubic", "mph", "kmh", "rpm", "week", "month", "year",
          "lb", "pound", "oz", "ounce", "gallon", "euro", "rs", "rupee", "hz", "mol", "am", "pm",
          "way", "kmph", "acre", "hectare", "ton", "digit", "people", "side", "point", "student");

  private static final String CURRENCIES = "€£¥₹₽₩₪₫₺";

  private final String kind;
  private final long size;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<String> names;

  Unit(String kind, long size, Set<String> names) {
    this.kind = kind;
    this.size = size;
    this.names = names;
  }

  /** Whether a plain word behind a number is its unit. */
  static boolean isUnit(String word) {
    return of(word).isPresent() || OTHERS.contains(singular(word.toLowerCase(Locale.ROOT)));
  }

  static boolean isCurrency(char c) {
    return CURRENCIES.indexOf(c) >= 0;
  }

  static Optional<Unit> of(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    for (Unit unit : values()) {
      if (unit.names.contains(lower) || unit.names.contains(singular(lower))) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }

  /**
   * How many of the other make one of this: 60 minutes an hour. Empty where they measure other
   * things.
   */
  Optional<BigFraction> in(Unit other) {
    return kind.equals(other.kind)
        ? Optional.of(new BigFraction(size, other.size))
        : Optional.empty();
  }

  private static String singular(String word) {
    if (word.endsWith("ches")) {
      return word.substring(0, word.length() - 2);
    }
    return word.length() > 2 && word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
  }
}
