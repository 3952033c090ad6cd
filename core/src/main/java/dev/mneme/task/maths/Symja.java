package dev.mneme.task.maths;

import dev.mneme.task.maths.Algebra.Finding;
import dev.mneme.task.maths.Term.Call;
import dev.mneme.task.maths.Term.Num;
import dev.mneme.task.maths.Term.Sym;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.fraction.BigFraction;
import org.matheclipse.core.eval.EvalEngine;
import org.matheclipse.core.expression.F;
import org.matheclipse.core.expression.S;
import org.matheclipse.core.interfaces.IExpr;
import org.matheclipse.core.interfaces.ISymbol;

/**
 * Terms as Symja's expressions, and what Symja says about them. For one question, in one thread.
 */
final class Symja {

  private static final long DIGITS = 50;
  private static final double NOTHING = 1e-35;
  private static final double SOMETHING = 1e-25;

  private final Map<String, ISymbol> symbols = new HashMap<>();
  private final EvalEngine engine;

  Symja() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    engine = new EvalEngine("", 256, 1000, nowhere, nowhere, true);
    engine.setQuietMode(true);
    EvalEngine.set(engine);
  }

  /** Reads the library's rules, which takes seconds the first time. */
  static void load() {
    F.initSymbols();
  }

  Finding isZero(Term term) {
    IExpr difference = engine.evaluate(F.ExpandAll(expression(term, false)));
    for (int attempt = 0; attempt < 3; attempt++) {
      if (difference.isZero()) {
        return Finding.ZERO;
      }
      if (difference.isExactNumber()) {
        return Finding.NOT_ZERO;
      }
      difference =
          engine.evaluate(
              switch (attempt) {
                case 0 -> F.Together(difference);
                case 1 -> F.Simplify(difference);
                default -> difference;
              });
    }
    return toFiftyDigits(difference);
  }

  /**
   * Where no rule decides: the value in fifty digits, at three points where there are variables.
   */
  private Finding toFiftyDigits(IExpr difference) {
    int points = symbols.isEmpty() ? 1 : 3;
    for (int point = 0; point < points; point++) {
      IExpr at = difference;
      long number = 3 + 7L * point;
      for (ISymbol symbol : symbols.values()) {
        at = F.subst(at, symbol, F.QQ(number, 11));
        number = number * 5 + 2;
      }
      IExpr value = engine.evaluate(F.N(F.Abs(at), F.ZZ(DIGITS)));
      double size = value.isNumber() ? value.evalfc().norm() : Double.NaN;
      if (size > SOMETHING) {
        return Finding.NOT_ZERO;
      }
      if (!(size < NOTHING)) {
        return Finding.UNKNOWN;
      }
    }
    return Finding.ZERO;
  }

  private IExpr expression(Term term, boolean angle) {
    return switch (term) {
      case Num(BigFraction value, boolean decimal) ->
          value.getDenominator().equals(BigInteger.ONE) ? F.ZZ(value.getNumerator()) : F.QQ(value);
      case Sym symbol -> symbol(symbol);
      case Call(Op op, List<Term> args) -> {
        boolean inside =
            op.ofAngle() || (angle && (op == Op.PLUS || op == Op.TIMES || op == Op.DIVIDE));
        IExpr[] values = args.stream().map(arg -> expression(arg, inside)).toArray(IExpr[]::new);
        yield op == Op.DEGREES && angle
            ? F.Times(values[0], S.Pi, F.QQ(1, 180))
            : apply(op, values, args);
      }
      default -> throw new UnreadableException("no single value");
    };
  }

  private IExpr symbol(Sym symbol) {
    if (symbol.equals(Term.PI)) {
      return S.Pi;
    }
    if (symbol.equals(Term.E)) {
      return S.E;
    }
    if (symbol.equals(Term.I)) {
      return F.CI;
    }
    // Names of our own: those of an answer might mean something to the library.
    return symbols.computeIfAbsent(symbol.name(), name -> F.Dummy("v" + symbols.size()));
  }

  private static IExpr apply(Op op, IExpr[] args, List<Term> terms) {
    IExpr first = args[0];
    IExpr last = args[args.length - 1];
    return switch (op) {
      case PLUS -> F.Plus(args);
      case TIMES -> F.Times(first, last);
      case DIVIDE -> F.Times(first, F.Power(last, F.CN1));
      case POWER -> F.Power(first, last);
      case ROOT -> root(first, last, terms);
      case FACTORIAL -> F.Factorial(first);
      case ABS -> F.Abs(first);
      case FLOOR -> F.Floor(first);
      case CEIL -> F.Negate(F.Floor(F.Negate(first)));
      case BINOMIAL -> F.Binomial(first, last);
      case LOG -> F.Times(F.Log(last), F.Power(F.Log(first), F.CN1));
      case LN -> F.Log(first);
      case EXP -> F.Exp(first);
      case SIN -> F.Sin(first);
      case COS -> F.Cos(first);
      case TAN -> F.Tan(first);
      case COT -> F.Cot(first);
      case SEC -> F.Power(F.Cos(first), F.CN1);
      case CSC -> F.Power(F.Sin(first), F.CN1);
      case ARCSIN -> F.ArcSin(first);
      case ARCCOS -> F.ArcCos(first);
      case ARCTAN -> F.ArcTan(first);
      case SINH -> F.Sinh(first);
      case COSH -> F.Cosh(first);
      case TANH -> F.Tanh(first);
      case DEGREES, BASE -> first;
      case PERCENT -> F.Times(first, F.QQ(1, 100));
      case MOD -> F.Mod(first, last);
      default -> throw new UnreadableException("nothing for the algebra: " + op);
    };
  }

  private static IExpr root(IExpr index, IExpr radicand, List<Term> terms) {
    boolean oddOfNegative =
        Exact.integer(terms.getFirst()).filter(n -> n % 2 == 1).isPresent()
            && Exact.of(terms.getLast()).filter(value -> value.signum() < 0).isPresent();
    IExpr power = F.Power(index, F.CN1);
    return oddOfNegative ? F.Negate(F.Power(F.Negate(radicand), power)) : F.Power(radicand, power);
  }
}
