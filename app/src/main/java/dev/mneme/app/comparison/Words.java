package dev.mneme.app.comparison;

import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.List;
import java.util.Locale;

/** Numbers as readers see them: shares in points, with one decimal. */
public final class Words {

  private Words() {}

  /** A share in points, such as 2.0. */
  public static String points(double share) {
    return Double.isNaN(share) ? "–" : minus(String.format(Locale.ROOT, "%.1f", 100 * share));
  }

  /** A difference of shares in points, such as +2.0. */
  public static String signed(double share) {
    String text = String.format(Locale.ROOT, "%+.1f", 100 * share);
    return minus(text.matches("[+-]0\\.0") ? "0.0" : text);
  }

  /** An interval of shares in points. */
  public static String points(Interval interval) {
    return "[%s, %s]".formatted(points(interval.low()), points(interval.high()));
  }

  /** A number with its interval, three digits of each that count. */
  public static String figure(Figure figure) {
    return "%s [%s, %s]"
        .formatted(
            brief(figure.value()), brief(figure.interval().low()), brief(figure.interval().high()));
  }

  /** Three digits that count. */
  public static String brief(double number) {
    if (Double.isNaN(number)) {
      return "–";
    }
    if (number == 0) {
      return "0";
    }
    double size = Math.abs(number);
    return minus(
        size >= 100
            ? String.format(Locale.ROOT, "%.0f", number)
            : size >= 10
                ? String.format(Locale.ROOT, "%.1f", number)
                : size >= 1e-3
                    ? String.format(Locale.ROOT, size >= 1 ? "%.2f" : "%.3f", number)
                    : String.format(Locale.ROOT, "%.1e", number));
  }

  /** A p-value. */
  static String p(double p) {
    return p < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", p);
  }

  /** A number of things, no more exact than it is known. */
  static String round(double number) {
    double step = Math.pow(10, Math.max(0, Math.floor(Math.log10(number)) - 1));
    return String.format(Locale.ROOT, "%,d", (long) (Math.ceil(number / step) * step));
  }

  static String list(List<String> words) {
    return words.size() < 2
        ? String.join("", words)
        : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
  }

  private static String minus(String text) {
    return text.replace('-', '−');
  }
}
