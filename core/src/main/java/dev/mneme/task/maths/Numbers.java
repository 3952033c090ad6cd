package dev.mneme.task.maths;

import dev.mneme.task.maths.Term.Call;
import dev.mneme.task.maths.Term.Num;
import dev.mneme.task.maths.Term.Sym;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hipparchus.complex.Complex;
import org.hipparchus.special.Gamma;

/** Works a term out in complex double precision; not a number where it has no value there. */
final class Numbers {

  private static final Set<Sym> CONSTANTS = Set.of(Term.PI, Term.E, Term.I, Term.INFINITY);

  private final Map<String, Double> variables;

  Numbers(Map<String, Double> variables) {
    this.variables = variables;
  }

  static boolean isConstant(Sym symbol) {
    return CONSTANTS.contains(symbol);
  }

  /** The names of what may vary in it. */
  static void addVariables(Term term, Set<String> names) {
    switch (term) {
      case Sym symbol when !isConstant(symbol) -> names.add(symbol.name());
      case Call call -> call.args().forEach(arg -> addVariables(arg, names));
      case Term.Group group -> group.items().forEach(item -> addVariables(item, names));
      case Term.Relation relation -> relation.sides().forEach(side -> addVariables(side, names));
      case Term.Matrix matrix ->
          matrix.rows().forEach(row -> row.forEach(e -> addVariables(e, names)));
      default -> {}
    }
  }

  Complex value(Term term) {
    return value(term, false);
  }

  private Complex value(Term term, boolean angle) {
    return switch (term) {
      case Num number -> new Complex(number.value().doubleValue());
      case Sym symbol -> symbol(symbol);
      case Call(Op op, List<Term> args) -> {
        boolean inside =
            op.ofAngle() || (angle && (op == Op.PLUS || op == Op.TIMES || op == Op.DIVIDE));
        Complex[] values = new Complex[args.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = value(args.get(i), inside);
        }
        yield op == Op.DEGREES && angle
            ? values[0].multiply(Math.PI / 180)
            : apply(op, values, args);
      }
      default -> Complex.NaN;
    };
  }

  private Complex symbol(Sym symbol) {
    if (symbol.equals(Term.PI)) {
      return new Complex(Math.PI);
    }
    if (symbol.equals(Term.E)) {
      return new Complex(Math.E);
    }
    if (symbol.equals(Term.I)) {
      return Complex.I;
    }
    Double value = variables.get(symbol.name());
    return value == null ? Complex.NaN : new Complex(value);
  }

  private static Complex apply(Op op, Complex[] args, List<Term> terms) {
    Complex first = args[0];
    Complex last = args[args.length - 1];
    return switch (op) {
      case PLUS -> {
        Complex sum = Complex.ZERO;
        for (Complex arg : args) {
          sum = sum.add(arg);
        }
        yield sum;
      }
      case TIMES -> first.multiply(last);
      case DIVIDE -> last.isZero() ? Complex.NaN : first.divide(last);
      case POWER -> power(first, last);
      case ROOT -> root(first, last, Exact.of(terms.getLast()).isPresent());
      case ABS -> new Complex(first.norm());
      case LN -> first.isZero() ? Complex.NaN : first.log();
      case LOG -> first.isZero() || last.isZero() ? Complex.NaN : last.log().divide(first.log());
      case EXP -> first.exp();
      case SIN -> first.sin();
      case COS -> first.cos();
      case TAN -> first.sin().divide(first.cos());
      case COT -> first.cos().divide(first.sin());
      case SEC -> Complex.ONE.divide(first.cos());
      case CSC -> Complex.ONE.divide(first.sin());
      case ARCSIN -> first.asin();
      case ARCCOS -> first.acos();
      case ARCTAN -> first.atan();
      case SINH -> first.sinh();
      case COSH -> first.cosh();
      case TANH -> first.tanh();
      case DEGREES, BASE -> first;
      case PERCENT -> first.divide(100);
      default -> real(op, args);
    };
  }

  /** Those of real arguments alone. */
  private static Complex real(Op op, Complex[] args) {
    for (Complex arg : args) {
      if (Math.abs(arg.getImaginary()) > 1e-12) {
        return Complex.NaN;
      }
    }
    double first = args[0].getReal();
    double last = args[args.length - 1].getReal();
    return new Complex(
        switch (op) {
          case FLOOR -> Math.floor(first);
          case CEIL -> Math.ceil(first);
          case FACTORIAL -> factorial(first);
          case BINOMIAL -> factorial(first) / factorial(last) / factorial(first - last);
          case MAX -> extreme(args, 1);
          case MIN -> -extreme(args, -1);
          case MOD -> last > 0 ? first - last * Math.floor(first / last) : Double.NaN;
          default -> Double.NaN;
        });
  }

  private static double extreme(Complex[] args, int sign) {
    double most = Double.NEGATIVE_INFINITY;
    for (Complex arg : args) {
      most = Math.max(most, sign * arg.getReal());
    }
    return most;
  }

  /** x! = Γ(x + 1), so that it has values at points that are no whole numbers. */
  private static double factorial(double x) {
    return Math.abs(x) > 170 ? Double.NaN : Gamma.gamma(x + 1);
  }

  private static Complex power(Complex base, Complex exponent) {
    if (base.isZero()) {
      return exponent.getReal() > 0 ? Complex.ZERO : Complex.NaN;
    }
    if (exponent.isReal() && exponent.getReal() == Math.rint(exponent.getReal())) {
      if (base.isReal()) {
        return new Complex(Math.pow(base.getReal(), exponent.getReal()));
      }
      if (Math.abs(exponent.getReal()) <= 64) {
        return whole(base, (int) exponent.getReal());
      }
    }
    return base.isReal() && base.getReal() > 0 && exponent.isReal()
        ? new Complex(Math.pow(base.getReal(), exponent.getReal()))
        : base.pow(exponent);
  }

  private static Complex whole(Complex base, int exponent) {
    Complex product = Complex.ONE;
    for (int i = 0; i < Math.abs(exponent); i++) {
      product = product.multiply(base);
    }
    return exponent < 0 ? Complex.ONE.divide(product) : product;
  }

  /** An odd root of a negative number is the real one; of something that varies, the principal. */
  private static Complex root(Complex index, Complex radicand, boolean number) {
    double n = index.getReal();
    if (number && index.isReal() && n % 2 == 1 && radicand.isReal() && radicand.getReal() < 0) {
      return new Complex(-Math.pow(-radicand.getReal(), 1 / n));
    }
    return index.isZero() ? Complex.NaN : power(radicand, Complex.ONE.divide(index));
  }
}
