package dev.mneme.task.maths;

import dev.mneme.task.maths.Term.Call;
import dev.mneme.task.maths.Term.Num;
import dev.mneme.task.maths.Term.Sym;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.hipparchus.complex.Complex;

/**
 * Whether a term is small enough for the algebra: no towers, no huge powers, nothing that
 * multiplies out to much.
 */
final class Bounds {

  private static final int MOST_NODES = 400;
  private static final double MOST_BITS = 20_000;

  private Bounds() {}

  static boolean fit(Term term) {
    return nodes(term) <= MOST_NODES && expanded(term) <= Limits.EXPANDED;
  }

  private static int nodes(Term term) {
    return term instanceof Call call ? 1 + call.args().stream().mapToInt(Bounds::nodes).sum() : 1;
  }

  /** Terms after multiplying out; infinite for what must not be worked out at all. */
  private static double expanded(Term term) {
    return switch (term) {
      case Num number -> 1;
      case Sym symbol -> symbol.equals(Term.INFINITY) ? Double.POSITIVE_INFINITY : 1;
      case Call(Op op, List<Term> args) ->
          switch (op) {
            case PLUS -> args.stream().mapToDouble(Bounds::expanded).sum();
            case TIMES, DIVIDE -> expanded(args.getFirst()) * expanded(args.getLast());
            case POWER -> power(args.getFirst(), args.getLast());
            case ROOT -> Math.max(expanded(args.getLast()), rootIndex(args.getFirst()));
            case FACTORIAL, BINOMIAL -> {
              // Of a variable it stays as it is; of a number it must be a small one.
              boolean small =
                  isVariable(args.getFirst())
                      || Exact.integer(args.getFirst())
                          .filter(n -> n >= 0 && n <= Limits.FACTORIAL)
                          .isPresent();
              yield small ? expanded(args.getLast()) : Double.POSITIVE_INFINITY;
            }
            case EXP -> power(Term.E, args.getFirst());
            default -> args.stream().mapToDouble(Bounds::expanded).max().orElse(1);
          };
      default -> Double.POSITIVE_INFINITY;
    };
  }

  private static double rootIndex(Term index) {
    Optional<Integer> n = Exact.integer(index);
    return n.isPresent() && n.get() >= 2 && n.get() <= 100 ? 1 : Double.POSITIVE_INFINITY;
  }

  private static double power(Term base, Term exponent) {
    double inside = Math.max(expanded(base), expanded(exponent));
    if (isVariable(exponent)) {
      return inside;
    }
    Complex value = new Numbers(Map.of()).value(exponent);
    double size = value.norm();
    if (!(size <= Limits.EXPONENT)) {
      return Double.POSITIVE_INFINITY;
    }
    Optional<Integer> whole = Exact.integer(exponent);
    double terms = expanded(base);
    if (whole.isPresent() && terms > 1) {
      return Math.pow(terms, size);
    }
    if (!isVariable(base)) {
      double bits = bits(base) * size;
      return bits <= MOST_BITS ? inside : Double.POSITIVE_INFINITY;
    }
    return size <= 200 ? inside : Double.POSITIVE_INFINITY;
  }

  private static double bits(Term term) {
    return switch (term) {
      case Num number ->
          Math.max(
              number.value().getNumerator().bitLength(),
              number.value().getDenominator().bitLength());
      case Call call -> call.args().stream().mapToDouble(Bounds::bits).sum();
      default -> 2;
    };
  }

  private static boolean isVariable(Term term) {
    TreeSet<String> names = new TreeSet<>();
    Numbers.addVariables(term, names);
    return !names.isEmpty();
  }
}
