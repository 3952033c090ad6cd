package dev.mneme.text.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as text: as Python's {@code str} and {@code repr} write them, and as JSON. */
final class Formats {

  private Formats() {}

  /** {@code str(value)}. */
  static String str(@Nullable Object value, Budget budget) {
    return switch (value) {
      case String text -> text;
      case Undefined missing -> "";
      case null, default -> repr(value, budget);
    };
  }

  /** {@code repr(value)}. */
  static String repr(@Nullable Object value, Budget budget) {
    StringBuilder out = new StringBuilder();
    repr(value, out, budget);
    return out.toString();
  }

  private static void repr(@Nullable Object value, StringBuilder out, Budget budget) {
    budget.enter();
    int before = out.length();
    switch (value) {
      case null -> out.append("None");
      case Boolean truth -> out.append(truth ? "True" : "False");
      case Long number -> out.append((long) number);
      case Double number -> out.append(real(number));
      case String text -> quoted(text, out);
      case Undefined missing -> out.append("Undefined");
      case Tuple tuple -> {
        sequence(tuple, '(', tuple.size() == 1 ? ",)" : ")", out, budget);
        before = out.length();
      }
      case List<?> list -> {
        sequence(list, '[', "]", out, budget);
        before = out.length();
      }
      case Map<?, ?> map -> {
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(first ? "" : ", ");
          first = false;
          repr(Values.fromKey(entry.getKey()), out, budget);
          out.append(": ");
          repr(entry.getValue(), out, budget);
        }
        out.append('}');
        before = out.length();
      }
      case Namespace namespace -> out.append("<Namespace>");
      default -> out.append("<function>");
    }
    budget.text(out.length() - before);
    budget.leave();
  }

  private static void sequence(
      List<?> items, char open, String close, StringBuilder out, Budget budget) {
    out.append(open);
    boolean first = true;
    for (Object item : items) {
      out.append(first ? "" : ", ");
      first = false;
      repr(item, out, budget);
    }
    out.append(close);
  }

  private static void quoted(String text, StringBuilder out) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
              if (c == quote) {
                out.append('\\').append(quote);
              } else if (c < 0x20 || (c >= 0x7f && c < 0xa1) || c == 0xad) {
                out.append("\\x%02x".formatted(c));
              } else if (!printable(c)) {
                out.append((c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            }
          }
        });
    out.append(quote);
  }

  private static boolean printable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  /** The shortest text that reads as this number, as Python writes it. */
  static String real(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    BigDecimal value = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = value.precision() - value.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = value.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String digits = value.unscaledValue().abs().toString();
    return (number < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  /** {@code format % arguments} with %s, %r, %d, %i, %f and %%, widths and precisions. */
  static String percent(String format, List<?> arguments, Budget budget) {
    StringBuilder out = new StringBuilder();
    int next = 0;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      int from = ++i;
      while (i < format.length() && "0123456789.-+ ".indexOf(format.charAt(i)) >= 0) {
        i++;
      }
      if (i >= format.length() || i - from > 6) {
        throw new TemplateError("the format " + repr(format, budget) + " is not read here");
      }
      char kind = format.charAt(i);
      if (kind == '%') {
        out.append('%');
        continue;
      }
      if (next >= arguments.size()) {
        throw new TemplateError("the format has more places than values");
      }
      String made = converted(kind, format.substring(from, i), arguments.get(next++), budget);
      budget.text(made.length());
      out.append(made);
    }
    if (next < arguments.size()) {
      throw new TemplateError("the format has fewer places than values");
    }
    return budget.made(out.toString());
  }

  private static String converted(char kind, String flags, @Nullable Object value, Budget budget) {
    String text =
        switch (kind) {
          case 's' -> str(value, budget);
          case 'r' -> repr(value, budget);
          case 'd', 'i' -> String.valueOf(need(value).longValue());
          case 'f' -> {
            int dot = flags.indexOf('.');
            int precision = dot < 0 ? 6 : digits(flags.substring(dot + 1));
            yield new BigDecimal(need(value).doubleValue())
                .setScale(precision, RoundingMode.HALF_EVEN)
                .toPlainString();
          }
          default -> throw new TemplateError("the format %" + kind + " is not read here");
        };
    String width = flags.indexOf('.') < 0 ? flags : flags.substring(0, flags.indexOf('.'));
    boolean left = width.startsWith("-");
    boolean zeros = width.startsWith("0") && kind != 's' && kind != 'r';
    int missing = digits(left ? width.substring(1) : width) - text.length();
    if (missing <= 0) {
      return text;
    }
    String fill = (zeros ? "0" : " ").repeat(missing);
    return left ? text + fill : fill + text;
  }

  private static int digits(String text) {
    if (!text.matches("[0-9]{0,3}")) {
      throw new TemplateError("the format width \"" + text + "\" is not read here");
    }
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }

  private static Number need(@Nullable Object value) {
    Number number = Values.number(value);
    if (number == null || (number instanceof Double real && !Double.isFinite(real))) {
      throw Values.undefinedFirst(value, null, "a number is needed, not " + Values.typeOf(value));
    }
    return number;
  }
}
