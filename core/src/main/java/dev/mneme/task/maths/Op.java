package dev.mneme.task.maths;

import java.util.Locale;
import java.util.Optional;

/** The operations that an answer may hold. */
enum Op {
  PLUS,
  TIMES,
  DIVIDE,
  POWER,
  /** Index, radicand. */
  ROOT,
  FACTORIAL,
  ABS,
  FLOOR,
  CEIL,
  BINOMIAL,
  /** Base, argument. */
  LOG,
  LN,
  EXP,
  SIN,
  COS,
  TAN,
  COT,
  SEC,
  CSC,
  ARCSIN,
  ARCCOS,
  ARCTAN,
  SINH,
  COSH,
  TANH,
  GCD,
  LCM,
  MAX,
  MIN,
  MOD,
  /** Two values at once: the sum and the difference; of one argument, itself and its negative. */
  PLUS_MINUS,
  MINUS_PLUS,
  /** An angle; a plain number but inside a function of angles. */
  DEGREES,
  PERCENT,
  /** Digits, and the base they are written in. */
  BASE,
  UNION,
  INTERSECTION,
  WITHOUT;

  /** Whether degrees are turned into radians in its argument. */
  boolean ofAngle() {
    return switch (this) {
      case SIN, COS, TAN, COT, SEC, CSC -> true;
      default -> false;
    };
  }

  /** The functions written by their names before their argument, such as {@code \sin}. */
  static Optional<Op> function(String name) {
    return switch (name) {
      case "sin",
          "cos",
          "tan",
          "cot",
          "sec",
          "csc",
          "arcsin",
          "arccos",
          "arctan",
          "sinh",
          "cosh",
          "tanh",
          "ln",
          "log",
          "exp",
          "gcd",
          "lcm",
          "max",
          "min" ->
          Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
      case "lg" -> Optional.of(LOG);
      default -> Optional.empty();
    };
  }

  Op inverse() {
    return switch (this) {
      case SIN -> ARCSIN;
      case COS -> ARCCOS;
      case TAN -> ARCTAN;
      default -> throw new UnreadableException("no inverse of " + this);
    };
  }
}
