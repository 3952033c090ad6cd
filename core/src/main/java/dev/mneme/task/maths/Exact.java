package dev.mneme.task.maths;

import dev.mneme.task.maths.Term.Call;
import dev.mneme.task.maths.Term.Num;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hipparchus.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Works a term out as a fraction, where it is one and small enough to be written down. */
final class Exact {

  private static final int MOST_BITS = 4 * Limits.DIGITS;
  private static final BigFraction HUNDRED = new BigFraction(100);

  private Exact() {}

  static Optional<BigFraction> of(Term term) {
    return switch (term) {
      case Num(BigFraction value, boolean decimal) -> Optional.of(value);
      case Call(Op op, List<Term> args) -> {
        List<BigFraction> values = new ArrayList<>();
        for (Term arg : args) {
          Optional<BigFraction> value = of(arg);
          if (value.isEmpty()) {
            yield Optional.empty();
          }
          values.add(value.get());
        }
        yield Optional.ofNullable(apply(op, values)).filter(Exact::isSmall);
      }
      default -> Optional.empty();
    };
  }

  /** A whole number that an int holds. */
  static Optional<Integer> integer(Term term) {
    return of(term)
        .filter(value -> isWhole(value) && value.getNumerator().bitLength() < 31)
        .map(BigFraction::intValue);
  }

  private static @Nullable BigFraction apply(Op op, List<BigFraction> args) {
    BigFraction first = args.getFirst();
    BigFraction second = args.getLast();
    return switch (op) {
      case PLUS -> args.stream().reduce(BigFraction.ZERO, BigFraction::add);
      case TIMES -> first.multiply(second);
      case DIVIDE -> second.signum() == 0 ? null : first.divide(second);
      case POWER -> power(first, second);
      case ROOT -> root(first, second);
      case FACTORIAL -> isIndex(first) ? product(1, first.intValue()) : null;
      case BINOMIAL -> binomial(first, second);
      case ABS -> first.abs();
      case FLOOR -> new BigFraction(floor(first));
      case CEIL -> new BigFraction(floor(first.negate()).negate());
      case GCD ->
          args.stream().allMatch(Exact::isWhole)
              ? new BigFraction(
                  args.stream()
                      .map(BigFraction::getNumerator)
                      .reduce(BigInteger.ZERO, BigInteger::gcd))
              : null;
      case LCM ->
          args.stream().allMatch(arg -> isWhole(arg) && arg.signum() != 0)
              ? args.stream()
                  .reduce(
                      BigFraction.ONE,
                      (a, b) ->
                          new BigFraction(
                              a.getNumerator()
                                  .multiply(b.getNumerator())
                                  .abs()
                                  .divide(a.getNumerator().gcd(b.getNumerator()))))
              : null;
      case MAX -> args.stream().reduce(first, (a, b) -> a.compareTo(b) >= 0 ? a : b);
      case MIN -> args.stream().reduce(first, (a, b) -> a.compareTo(b) <= 0 ? a : b);
      case MOD ->
          isWhole(first) && isWhole(second) && second.signum() > 0
              ? new BigFraction(first.getNumerator().mod(second.getNumerator()))
              : null;
      case DEGREES, BASE -> first;
      case PERCENT -> first.divide(HUNDRED);
      default -> null;
    };
  }

  private static @Nullable BigFraction power(BigFraction base, BigFraction exponent) {
    if (!isWhole(exponent) || exponent.abs().compareTo(new BigFraction(Limits.EXPONENT)) > 0) {
      return null;
    }
    int n = exponent.intValue();
    int bits = Math.max(base.getNumerator().bitLength(), base.getDenominator().bitLength());
    if ((long) bits * Math.abs(n) > MOST_BITS || (base.signum() == 0 && n <= 0)) {
      return null;
    }
    return base.pow(n);
  }

  /** Of perfect squares only. */
  private static @Nullable BigFraction root(BigFraction index, BigFraction radicand) {
    if (!index.equals(BigFraction.TWO) || radicand.signum() < 0) {
      return null;
    }
    BigInteger over = radicand.getNumerator().sqrt();
    BigInteger under = radicand.getDenominator().sqrt();
    BigFraction root = new BigFraction(over, under);
    return root.multiply(root).equals(radicand) ? root : null;
  }

  private static @Nullable BigFraction binomial(BigFraction upper, BigFraction lower) {
    if (!isIndex(upper) || !isIndex(lower) || lower.compareTo(upper) > 0) {
      return null;
    }
    int n = upper.intValue();
    int k = lower.intValue();
    return product(n - k + 1, n).divide(product(1, k));
  }

  private static BigFraction product(int from, int to) {
    BigInteger product = BigInteger.ONE;
    for (int i = from; i <= to; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return new BigFraction(product);
  }

  private static boolean isIndex(BigFraction value) {
    return isWhole(value)
        && value.signum() >= 0
        && value.compareTo(new BigFraction(Limits.FACTORIAL)) <= 0;
  }

  static boolean isWhole(BigFraction value) {
    return value.getDenominator().equals(BigInteger.ONE);
  }

  private static BigInteger floor(BigFraction value) {
    BigInteger[] parts = value.getNumerator().divideAndRemainder(value.getDenominator());
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static boolean isSmall(BigFraction value) {
    return value.getNumerator().bitLength() <= MOST_BITS
        && value.getDenominator().bitLength() <= MOST_BITS;
  }
}
