package dev.mneme.text.jinja;

/** Python's arithmetic: {@code /} gives a double, {@code //} and {@code %} round down. */
final class Arithmetic {

  private Arithmetic() {}

  static Number of(String operator, Number left, Number right) {
    try {
      return left instanceof Long a && right instanceof Long b
          ? whole(operator, a, b)
          : real(operator, left.doubleValue(), right.doubleValue());
    } catch (ArithmeticException overflow) {
      throw new TemplateError("a number becomes too large");
    }
  }

  private static Number whole(String operator, long a, long b) {
    return switch (operator) {
      case "+" -> Math.addExact(a, b);
      case "-" -> Math.subtractExact(a, b);
      case "*" -> Math.multiplyExact(a, b);
      case "/" -> (double) a / nonZero(b);
      case "//" -> Math.floorDiv(a, nonZero(b));
      case "%" -> Math.floorMod(a, nonZero(b));
      case "**" -> b >= 0 ? (Number) power(a, b) : (Number) Math.pow((double) a, (double) b);
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static long power(long base, long exponent) {
    if (base >= -1 && base <= 1) {
      return base == -1 && exponent % 2 == 0 ? 1 : exponent == 0 ? 1 : base;
    }
    long result = 1;
    for (long i = 0; i < exponent; i++) {
      result = Math.multiplyExact(result, base);
    }
    return result;
  }

  private static Number real(String operator, double a, double b) {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / nonZero(b);
      case "//" -> Math.floor(a / nonZero(b));
      case "%" -> a - nonZero(b) * Math.floor(a / b);
      case "**" -> Math.pow(a, b);
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static double nonZero(double divisor) {
    if (divisor == 0) {
      throw new TemplateError("division by zero");
    }
    return divisor;
  }

  private static long nonZero(long divisor) {
    if (divisor == 0) {
      throw new TemplateError("division by zero");
    }
    return divisor;
  }
}
