package dev.mneme.task.maths;

import java.util.List;
import org.hipparchus.fraction.BigFraction;

/**
 * What an answer says, as a tree. Equal trees are equal answers; the reverse needs {@link
 * Equivalence}.
 */
sealed interface Term {

  /**
   * A number as it is written.
   *
   * @param decimal whether it has a decimal point, so that it may be rounded
   */
  record Num(BigFraction value, boolean decimal) implements Term {}

  /** A variable, or one of the constants {@code pi}, {@code e}, {@code i} and {@code infinity}. */
  record Sym(String name) implements Term {}

  /** Words that are no mathematics, in lower case with single spaces. */
  record Word(String text) implements Term {}

  /** An operation on its arguments. */
  record Call(Op op, List<Term> args) implements Term {}

  /**
   * Several things: a tuple or an interval in round or square brackets, a set in braces, or a list,
   * whose brackets are blanks.
   */
  record Group(char open, char close, List<Term> items) implements Term {

    boolean isSet() {
      return open == '{';
    }

    boolean isList() {
      return open == ' ';
    }

    /** Whether an interval may be meant. */
    boolean isPair() {
      return items.size() == 2 && (open == '(' || open == '[') && (close == ')' || close == ']');
    }
  }

  /** Rows of equal length. */
  record Matrix(List<List<Term>> rows) implements Term {}

  /**
   * A chain such as {@code 1 < x <= 2}.
   *
   * @param signs of {@code = < > ≤ ≥ ≠ ∈}, one fewer than sides
   */
  record Relation(List<Term> sides, String signs) implements Term {

    boolean isEquation() {
      return signs.chars().allMatch(sign -> sign == '=');
    }

    /** Whether a thing that has a name is given a value. */
    boolean isAssignment() {
      return (isEquation() || signs.equals("∈")) && sides.getFirst() instanceof Sym;
    }

    Term last() {
      return sides.getLast();
    }
  }

  Sym PI = new Sym("pi");
  Sym E = new Sym("e");
  Sym I = new Sym("i");
  Sym INFINITY = new Sym("infinity");

  static Num number(long value) {
    return new Num(new BigFraction(value), false);
  }

  static Call call(Op op, Term... args) {
    return new Call(op, List.of(args));
  }

  static Term minus(Term left, Term right) {
    return call(Op.PLUS, left, negated(right));
  }

  /** A number stays a number. */
  static Term negated(Term term) {
    return term instanceof Num(BigFraction value, boolean decimal)
        ? new Num(value.negate(), decimal)
        : call(Op.TIMES, number(-1), term);
  }

  /** Whether a part of it, or the whole, is such an operation. */
  static boolean has(Term term, Op op) {
    return switch (term) {
      case Call call -> call.op() == op || call.args().stream().anyMatch(part -> has(part, op));
      case Group group -> group.items().stream().anyMatch(part -> has(part, op));
      case Relation relation -> relation.sides().stream().anyMatch(part -> has(part, op));
      case Matrix matrix ->
          matrix.rows().stream().anyMatch(row -> row.stream().anyMatch(part -> has(part, op)));
      case Num number -> false;
      case Sym symbol -> false;
      case Word word -> false;
    };
  }
}
