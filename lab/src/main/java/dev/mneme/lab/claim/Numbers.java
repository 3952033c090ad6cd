package dev.mneme.lab.claim;

import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.Locale;

/** Numbers as they stand in a sentence. */
public final class Numbers {

  private Numbers() {}

  /** A number with its interval, such as {@code +1.5 [0.2, 2.8]}; words where there is none. */
  public static String figure(Figure figure, String format) {
    if (Double.isNaN(figure.value())) {
      return "not defined, as nothing varies";
    }
    String value = text(format, figure.value());
    Interval interval = figure.interval();
    return Double.isNaN(interval.low())
        ? value + " (no interval)"
        : "%s [%s, %s]"
            .formatted(value, text(format, interval.low()), text(format, interval.high()));
  }

  /** The same on every machine. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library we do not carry
  public static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
