package dev.mneme.app.sweep;

import static dev.mneme.app.sweep.SweepRecipe.require;

import dev.mneme.recipe.RecipeFormat;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * How a key is drawn: evenly from a range of numbers, or one of several values.
 *
 * <pre>
 *   linear  from + u (to − from)          u uniform in [0, 1)
 *   log     from (to / from)^u
 *   whole   a whole number, both ends included, each as likely as the scale says
 * </pre>
 *
 * Numbers that are not whole are rounded to four digits, within the range.
 *
 * @param from least
 * @param to largest
 * @param among values, each as likely as the others; none for a range
 */
record Drawn(double from, double to, Scale scale, boolean whole, List<JsonNode> among) {

  static final RecipeFormat<Drawn> FORMAT =
      new RecipeFormat<>(Drawn.class, new Drawn(0, 0, Scale.LINEAR, false, List.of()));

  private static final MathContext DIGITS = new MathContext(4);

  /** What is even: the numbers, or their ratios. */
  enum Scale {
    LINEAR,
    LOG
  }

  Drawn {
    among = List.copyOf(among);
    boolean range = from != 0 || to != 0;
    require(
        !range || among.isEmpty(),
        "either from and to or among must be given, not both: %s",
        among);
    require(
        !range || (to > from && Double.isFinite(to - from)), "to must lie above from, was %s", to);
    require(
        !range || scale == Scale.LINEAR || from > 0, "from must be positive for log, was %s", from);
    require(
        !whole || (from == Math.rint(from) && to == Math.rint(to)),
        "from and to must be whole for whole: true, from was %s",
        from);
  }

  /** Whether nothing is said of it. */
  boolean isEmpty() {
    return from == to && among.isEmpty();
  }

  /**
   * The value at a place.
   *
   * @param u in [0, 1)
   */
  JsonNode at(double u) {
    if (!among.isEmpty()) {
      return among.get((int) (u * among.size()));
    }
    if (whole) {
      return JsonNodeFactory.instance.numberNode((long) Math.min(to, Math.floor(place(u, to + 1))));
    }
    double rounded = new BigDecimal(place(u, to)).round(DIGITS).doubleValue();
    return JsonNodeFactory.instance.numberNode(Math.clamp(rounded, from, to));
  }

  private double place(double u, double end) {
    return scale == Scale.LOG ? from * Math.pow(end / from, u) : from + u * (end - from);
  }
}
