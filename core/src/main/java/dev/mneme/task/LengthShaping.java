package dev.mneme.task;

import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How near a text's length n is to what it should be: with d its distance from [least, most] and f
 * the falloff,
 *
 * <pre>
 *   linear: max(0, 1 − d / f)     cosine: ½ + ½ cos(π · min(1, d / f))     f = 0: 1 if d = 0, else 0
 * </pre>
 *
 * With least = 0, most = L − c and f = c, linear, it is the overlong penalty of DAPO (arXiv
 * 2503.14476, equation 13) plus 1: 1 up to L − c, then falling to 0 at L.
 *
 * @param unit what is counted
 * @param least shortest length worth 1
 * @param most longest length worth 1
 * @param falloff lengths beyond them in which the reward falls to 0
 */
public record LengthShaping(Unit unit, int least, int most, int falloff, Curve curve)
    implements TextVerifier {

  /** How the reward falls. */
  public enum Curve {
    LINEAR,
    COSINE
  }

  /**
   * What lengths are counted in.
   *
   * @param name in reasons, such as words
   */
  public record Unit(String name, ToIntFunction<String> count) {

    /** Unicode code points. */
    public static final Unit CHARACTERS =
        new Unit("characters", text -> text.codePointCount(0, text.length()));

    /** Runs of anything but white space. */
    public static final Unit WORDS = new Unit("words", Unit::words);

    private static int words(String text) {
      int words = 0;
      boolean within = false;
      for (int i = 0; i < text.length(); i++) {
        boolean space = Character.isWhitespace(text.charAt(i));
        words += !space && !within ? 1 : 0;
        within = !space;
      }
      return words;
    }
  }

  public LengthShaping {
    if (least < 0 || most < least || falloff < 0) {
      throw new IllegalArgumentException(
          "least must lie in [0, most] and falloff must not be negative, were %d, %d and %d"
              .formatted(least, most, falloff));
    }
  }

  /** The nearer to a length, the better. */
  public static LengthShaping target(Unit unit, int target, int falloff, Curve curve) {
    return new LengthShaping(unit, target, target, falloff, curve);
  }

  /**
   * DAPO's: nothing against texts up to {@code longest − cache}, all against those from {@code
   * longest} on.
   */
  public static LengthShaping overlong(Unit unit, int longest, int cache) {
    return new LengthShaping(unit, 0, longest - cache, cache, Curve.LINEAR);
  }

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    int length = unit.count().applyAsInt(text);
    int distance = Math.max(0, Math.max(least - length, length - most));
    double reward = distance == 0 ? 1 : distance >= falloff ? 0 : at((double) distance / falloff);
    return Verdict.of(
        reward,
        String.format(Locale.ROOT, "it has %,d %s, %s are wanted", length, unit.name(), wanted()));
  }

  private double at(double way) {
    return curve == Curve.LINEAR ? 1 - way : (1 + Math.cos(Math.PI * way)) / 2;
  }

  private String wanted() {
    return least == most
        ? String.format(Locale.ROOT, "%,d", least)
        : String.format(Locale.ROOT, "%,d to %,d", least, most);
  }
}
