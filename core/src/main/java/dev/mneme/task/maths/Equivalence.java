package dev.mneme.task.maths;

import dev.mneme.task.maths.Term.Call;
import dev.mneme.task.maths.Term.Group;
import dev.mneme.task.maths.Term.Matrix;
import dev.mneme.task.maths.Term.Num;
import dev.mneme.task.maths.Term.Relation;
import dev.mneme.task.maths.Term.Sym;
import dev.mneme.task.maths.Term.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.hipparchus.complex.Complex;
import org.hipparchus.fraction.BigFraction;

/** Whether an answer says the same as the right one. Not symmetric: the right one sets the form. */
final class Equivalence {

  /** Decimals are compared rounded to this many places. */
  private static final double PLACE = 1e-6;

  /** Below one, a rounded decimal must have as many figures right. */
  private static final double RELATIVE = 1e-3;

  private final Algebra algebra;
  private final Patience patience;

  /** For one verdict. */
  Equivalence(Algebra algebra, Patience patience) {
    this.algebra = algebra;
    this.patience = patience;
  }

  boolean same(Answer right, Answer said) {
    if (right.unit().isPresent() && said.unit().isPresent()) {
      Optional<BigFraction> factor = said.unit().get().in(right.unit().get());
      if (factor.isEmpty()) {
        return false;
      }
      if (!right.unit().equals(said.unit())) {
        Term scaled = Term.call(Op.TIMES, said.term(), new Num(factor.get(), false));
        return same(right.term(), scaled);
      }
    }
    if (right.term() instanceof Word || said.term() instanceof Word) {
      return words(right, said);
    }
    return (isLetter(right.term()) && isLetter(said.term()))
        ? ((Sym) right.term()).name().equalsIgnoreCase(((Sym) said.term()).name())
        : same(right.term(), said.term());
  }

  private static boolean isLetter(Term term) {
    return term instanceof Sym symbol && symbol.name().length() == 1;
  }

  private static boolean words(Answer right, Answer said) {
    String wanted =
        right.term() instanceof Word word ? word.text() : Answer.letters(right.source());
    String found = said.term() instanceof Word word ? word.text() : Answer.letters(said.source());
    boolean wordsWanted = right.term() instanceof Word || right.term() instanceof Sym;
    return wordsWanted && !wanted.isEmpty() && wanted.equals(found);
  }

  private boolean same(Term right, Term said) {
    if (!patience.forOneMore()) {
      return false;
    }
    if (right.equals(said)) {
      return true;
    }
    if (right instanceof Relation || said instanceof Relation) {
      return relations(right, said);
    }
    if (isSetLike(right) || isSetLike(said)) {
      Optional<RealSet> wanted = RealSet.of(right);
      Optional<RealSet> found = RealSet.of(said);
      if (wanted.isPresent() && found.isPresent()) {
        return wanted.get().same(found.get());
      }
    }
    if (right instanceof Call(Op op, List<Term> args) && RealSet.isOperation(op)) {
      return said instanceof Call(Op other, List<Term> others)
          && op == other
          && (inOrder(args, others) || (op != Op.WITHOUT && anyOrder(args, others)));
    }
    if (right instanceof Group || said instanceof Group) {
      return groups(right, said);
    }
    if (right instanceof Matrix(List<List<Term>> rows)) {
      return said instanceof Matrix(List<List<Term>> others)
          && rows.size() == others.size()
          && all(rows, others, this::inOrder);
    }
    return !(said instanceof Matrix) && scalars(right, said);
  }

  private static boolean isSetLike(Term term) {
    return (term instanceof Call(Op op, List<Term> args) && RealSet.isOperation(op))
        || (term instanceof Sym symbol && symbol.name().startsWith("mathbb"));
  }

  private boolean groups(Term right, Term said) {
    if (!(right instanceof Group wanted)) {
      Group found = (Group) said;
      return found.items().size() == 1 && same(right, found.items().getFirst());
    }
    if (!(said instanceof Group found)) {
      return wanted.items().size() == 1 && same(wanted.items().getFirst(), said);
    }
    if (wanted.isSet() || wanted.isList()) {
      boolean asTuple = wanted.isList() && !found.isSet() && !found.isList();
      boolean unordered = !asTuple;
      if (wanted.isSet() && !found.isSet() && !found.isList()) {
        return false;
      }
      return unordered
          ? anyOrder(wanted.items(), found.items())
          : inOrder(wanted.items(), found.items());
    }
    if (found.isSet()) {
      return false;
    }
    boolean brackets =
        found.isList() || (wanted.open() == found.open() && wanted.close() == found.close());
    // Square brackets are a tuple's too where no interval can be meant.
    boolean tuples = !isInterval(wanted) && !isInterval(found);
    return (brackets || tuples) && inOrder(wanted.items(), found.items());
  }

  private static boolean isInterval(Group group) {
    Optional<BigFraction> from = Exact.of(group.items().getFirst());
    Optional<BigFraction> to = Exact.of(group.items().getLast());
    return group.isPair() && (from.isEmpty() || to.isEmpty() || from.get().compareTo(to.get()) < 0);
  }

  private boolean inOrder(List<Term> right, List<Term> said) {
    return all(right, said, this::same);
  }

  private static <T> boolean all(List<T> right, List<T> said, BiPredicate<T, T> same) {
    if (right.size() != said.size()) {
      return false;
    }
    for (int i = 0; i < right.size(); i++) {
      if (!same.test(right.get(i), said.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** As sets: repetitions do not count. */
  private boolean anyOrder(List<Term> right, List<Term> said) {
    List<Term> wanted = distinct(right);
    List<Term> left = new ArrayList<>(distinct(said));
    if (wanted.size() != left.size()) {
      return false;
    }
    for (Term one : wanted) {
      int found = -1;
      for (int i = 0; i < left.size() && found < 0; i++) {
        found = same(one, left.get(i)) ? i : -1;
      }
      if (found < 0) {
        return false;
      }
      left.remove(found);
    }
    return true;
  }

  private static List<Term> distinct(List<Term> terms) {
    return terms.stream().distinct().toList();
  }

  private boolean relations(Term right, Term said) {
    if (!(right instanceof Relation wanted)) {
      Relation found = (Relation) said;
      if (found.isEquation() || found.isAssignment()) {
        return same(right, found.last());
      }
      return sets(right, found);
    }
    if (!(said instanceof Relation found)) {
      if (wanted.isAssignment()) {
        return same(wanted.last(), said);
      }
      return sets(wanted, said);
    }
    if (wanted.isAssignment()) {
      return (found.isAssignment()
              && wanted.sides().getFirst().equals(found.sides().getFirst())
              && same(wanted.last(), found.last()))
          || (wanted.isEquation() && found.isEquation() && equations(wanted, found));
    }
    if (wanted.isEquation()) {
      return found.isEquation() && equations(wanted, found);
    }
    return inequalities(wanted, found) || sets(wanted, found);
  }

  /** Whether an inequality describes the set. */
  private static boolean sets(Term right, Term said) {
    Optional<RealSet> wanted = RealSet.of(right);
    Optional<RealSet> found = RealSet.of(said);
    return wanted.isPresent() && found.isPresent() && wanted.get().same(found.get());
  }

  /** Whether one is the other times a number that is not zero. */
  private boolean equations(Relation wanted, Relation found) {
    if (wanted.sides().size() != 2 || found.sides().size() != 2) {
      return same(wanted.last(), found.last());
    }
    boolean solved = wanted.isAssignment() && isNumber(wanted.last());
    Term left = Term.minus(wanted.sides().getFirst(), wanted.last());
    Term right = Term.minus(found.sides().getFirst(), found.last());
    if (solved) {
      // Who is asked for x must say x, not an equation to be solved for it.
      return scalars(left, right) || scalars(left, Term.negated(right));
    }
    return Proportion.of(left, right)
        .map(factor -> scalars(left, Term.call(Op.TIMES, new Num(factor, false), right)))
        .orElse(false);
  }

  private static boolean isNumber(Term term) {
    return Exact.of(term).isPresent();
  }

  private boolean inequalities(Relation wanted, Relation found) {
    return chain(wanted, found) || chain(wanted, turned(found));
  }

  private boolean chain(Relation wanted, Relation found) {
    if (!wanted.signs().equals(found.signs())) {
      return false;
    }
    if (inOrder(wanted.sides(), found.sides())) {
      return true;
    }
    return wanted.sides().size() == 2
        && Proportion.of(difference(wanted), difference(found))
            .filter(factor -> factor.signum() > 0 || wanted.signs().equals("≠"))
            .map(factor ->
                scalars(
                    difference(wanted),
                    Term.call(Op.TIMES, new Num(factor, false), difference(found))))
            .orElse(false);
  }

  private static Term difference(Relation relation) {
    return Term.minus(relation.sides().getFirst(), relation.last());
  }

  /** Read from right to left. */
  private static Relation turned(Relation relation) {
    StringBuilder signs = new StringBuilder();
    for (char sign : new StringBuilder(relation.signs()).reverse().toString().toCharArray()) {
      int at = "<>≤≥".indexOf(sign);
      signs.append(at < 0 ? sign : "><≥≤".charAt(at));
    }
    return new Relation(relation.sides().reversed(), signs.toString());
  }

  private boolean scalars(Term right, Term said) {
    if (right instanceof Group
        || said instanceof Group
        || right instanceof Relation
        || said instanceof Relation
        || right instanceof Matrix
        || said instanceof Matrix) {
      return false;
    }
    if (number(right, said)) {
      return true;
    }
    return percentOrDegrees(right, said);
  }

  /** 50% is 0.5 and, where per cent are asked for, 50; 180° is 180 and π. */
  private boolean percentOrDegrees(Term right, Term said) {
    if (right instanceof Call(Op op, List<Term> args) && op == Op.PERCENT) {
      Term plain =
          said instanceof Call(Op o, List<Term> a) && o == Op.PERCENT ? a.getFirst() : said;
      return number(args.getFirst(), plain);
    }
    if (said instanceof Call(Op op, List<Term> args) && op == Op.PERCENT) {
      return number(right, args.getFirst());
    }
    boolean oneInDegrees =
        right instanceof Call(Op op, List<Term> args)
            && op == Op.DEGREES
            && !Term.has(said, Op.DEGREES)
            && isPiMultiple(said);
    if (oneInDegrees) {
      return number(radians(right), said);
    }
    return said instanceof Call(Op op, List<Term> args)
        && op == Op.DEGREES
        && isPiMultiple(right)
        && number(right, radians(said));
  }

  private static boolean isPiMultiple(Term term) {
    return switch (term) {
      case Sym symbol -> symbol.equals(Term.PI);
      case Call call -> call.args().stream().anyMatch(Equivalence::isPiMultiple);
      default -> false;
    };
  }

  private static Term radians(Term degrees) {
    return Term.call(Op.TIMES, degrees, Term.call(Op.DIVIDE, Term.PI, Term.number(180)));
  }

  private boolean number(Term right, Term said) {
    if (right.equals(said)) {
      return true;
    }
    if (right instanceof Call(Op op, List<Term> args)
        && said instanceof Call(Op other, List<Term> others)
        && op == Op.BASE
        && other == Op.BASE) {
      return inOrder(args, others);
    }
    Optional<BigFraction> wanted = Exact.of(right);
    Optional<BigFraction> found = Exact.of(said);
    boolean rounded = isDecimal(right) || isDecimal(said);
    if (wanted.isPresent() && found.isPresent()) {
      return wanted.get().equals(found.get())
          || (rounded
              && !Exact.isWhole(wanted.get())
              && !Exact.isWhole(found.get())
              && nearly(wanted.get().doubleValue(), found.get().doubleValue()));
    }
    if (infinite(right) || infinite(said)) {
      return infinite(right) && infinite(said) && isNegative(right) == isNegative(said);
    }
    if (rounded && nearly(right, said)) {
      return true;
    }
    return switch (SpotCheck.of(right, said)) {
      case ALIKE -> algebra.isZero(Term.minus(right, said), patience) != Algebra.Finding.NOT_ZERO;
      case DIFFERENT -> false;
      case UNCLEAR -> algebra.isZero(Term.minus(right, said), patience) == Algebra.Finding.ZERO;
    };
  }

  private static boolean infinite(Term term) {
    return switch (term) {
      case Sym symbol -> symbol.equals(Term.INFINITY);
      case Call call -> call.args().stream().anyMatch(Equivalence::infinite);
      default -> false;
    };
  }

  private static boolean isNegative(Term term) {
    return term instanceof Call(Op op, List<Term> args)
        && op == Op.TIMES
        && args.getFirst().equals(Term.number(-1));
  }

  private static boolean isDecimal(Term term) {
    return switch (term) {
      case Num number -> number.decimal();
      case Call call -> call.args().stream().anyMatch(Equivalence::isDecimal);
      default -> false;
    };
  }

  private static boolean nearly(Term right, Term said) {
    Numbers plain = new Numbers(Map.of());
    Complex wanted = plain.value(right);
    Complex found = plain.value(said);
    // What has vanished in double precision says nothing.
    return wanted.norm() > 0
        && found.norm() > 0
        && Math.abs(wanted.getImaginary()) < PLACE
        && Math.abs(found.getImaginary()) < PLACE
        && nearly(wanted.getReal(), found.getReal());
  }

  private static boolean nearly(double wanted, double found) {
    return Math.rint(wanted / PLACE) == Math.rint(found / PLACE)
        && Math.abs(wanted - found) <= RELATIVE * Math.abs(wanted);
  }
}
