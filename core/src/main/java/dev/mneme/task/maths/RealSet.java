package dev.mneme.task.maths;

import dev.mneme.task.maths.Term.Call;
import dev.mneme.task.maths.Term.Group;
import dev.mneme.task.maths.Term.Relation;
import dev.mneme.task.maths.Term.Sym;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hipparchus.complex.Complex;

/**
 * A set of real numbers with known ends: intervals in order that do not touch.
 *
 * @param pieces points are intervals of length zero
 */
record RealSet(List<Piece> pieces) {

  private static final double SAME_END = 1e-9;

  /** From one end to the other, either of which may belong to it. */
  record Piece(double from, boolean withFrom, double to, boolean withTo) {

    boolean isEmpty() {
      return from > to || (from == to && !(withFrom && withTo));
    }
  }

  private static final RealSet ALL =
      new RealSet(
          List.of(new Piece(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false)));

  static boolean isOperation(Op op) {
    return op == Op.UNION || op == Op.INTERSECTION || op == Op.WITHOUT;
  }

  /** Empty where an end is no number. */
  static Optional<RealSet> of(Term term) {
    return switch (term) {
      case Sym symbol when symbol.name().equals("mathbb R") -> Optional.of(ALL);
      case Group group when group.isSet() -> points(group.items());
      case Group group when group.isPair() -> interval(group);
      case Relation relation when relation.isAssignment() && relation.sides().size() == 2 ->
          relation.signs().equals("∈") ? of(relation.last()) : Optional.empty();
      case Relation relation -> solved(relation);
      case Call(Op op, List<Term> args) when isOperation(op) -> {
        Optional<RealSet> left = of(args.getFirst());
        Optional<RealSet> right = of(args.getLast());
        yield left.isEmpty() || right.isEmpty()
            ? Optional.empty()
            : Optional.of(
                switch (op) {
                  case UNION -> left.get().union(right.get());
                  case INTERSECTION -> left.get().intersection(right.get());
                  default -> left.get().intersection(right.get().complement());
                });
      }
      default -> Optional.empty();
    };
  }

  boolean same(RealSet other) {
    if (pieces.size() != other.pieces.size()) {
      return false;
    }
    for (int i = 0; i < pieces.size(); i++) {
      Piece a = pieces.get(i);
      Piece b = other.pieces.get(i);
      if (!sameEnd(a.from, b.from)
          || !sameEnd(a.to, b.to)
          || a.withFrom != b.withFrom
          || a.withTo != b.withTo) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameEnd(double a, double b) {
    return a == b || Math.abs(a - b) <= SAME_END * Math.max(1, Math.abs(a));
  }

  private static Optional<RealSet> interval(Group group) {
    Optional<Double> from = end(group.items().getFirst());
    Optional<Double> to = end(group.items().getLast());
    return from.isPresent() && to.isPresent() && from.get() < to.get()
        ? Optional.of(
            of(List.of(new Piece(from.get(), group.open() == '[', to.get(), group.close() == ']'))))
        : Optional.empty();
  }

  private static Optional<RealSet> points(List<Term> items) {
    List<Piece> pieces = new ArrayList<>();
    for (Term item : items) {
      Optional<Double> at = end(item);
      if (at.isEmpty()) {
        return Optional.empty();
      }
      pieces.add(new Piece(at.get(), true, at.get(), true));
    }
    return Optional.of(of(pieces));
  }

  /** What a chain such as 1 < x <= 2 leaves of the real numbers. */
  private static Optional<RealSet> solved(Relation relation) {
    RealSet left = ALL;
    Set<String> names = new TreeSet<>();
    for (int i = 0; i + 1 < relation.sides().size(); i++) {
      Term before = relation.sides().get(i);
      Term after = relation.sides().get(i + 1);
      boolean variableFirst = before instanceof Sym symbol && !Numbers.isConstant(symbol);
      Term variable = variableFirst ? before : after;
      Optional<Double> bound = end(variableFirst ? after : before);
      if (!(variable instanceof Sym symbol) || bound.isEmpty()) {
        return Optional.empty();
      }
      names.add(symbol.name());
      Optional<RealSet> side = side(relation.signs().charAt(i), variableFirst, bound.get());
      if (side.isEmpty()) {
        return Optional.empty();
      }
      left = left.intersection(side.get());
    }
    return names.size() == 1 ? Optional.of(left) : Optional.empty();
  }

  private static Optional<RealSet> side(char sign, boolean variableFirst, double bound) {
    Piece below = new Piece(Double.NEGATIVE_INFINITY, false, bound, sign == '≤' || sign == '≥');
    Piece above = new Piece(bound, sign == '≤' || sign == '≥', Double.POSITIVE_INFINITY, false);
    return switch (sign) {
      case '<', '≤' -> Optional.of(of(List.of(variableFirst ? below : above)));
      case '>', '≥' -> Optional.of(of(List.of(variableFirst ? above : below)));
      case '≠' -> Optional.of(of(List.of(below, above)));
      default -> Optional.empty();
    };
  }

  private static Optional<Double> end(Term term) {
    if (term.equals(Term.INFINITY)) {
      return Optional.of(Double.POSITIVE_INFINITY);
    }
    if (term instanceof Call(Op op, List<Term> args)
        && op == Op.TIMES
        && args.getFirst().equals(Term.number(-1))
        && args.getLast().equals(Term.INFINITY)) {
      return Optional.of(Double.NEGATIVE_INFINITY);
    }
    if (term instanceof Call(Op op, List<Term> args) && op == Op.PLUS && args.size() == 1) {
      return end(args.getFirst());
    }
    Complex value = new Numbers(Map.of()).value(term);
    return Double.isFinite(value.getReal()) && Math.abs(value.getImaginary()) < SAME_END
        ? Optional.of(value.getReal())
        : Optional.empty();
  }

  private static RealSet of(List<Piece> unordered) {
    List<Piece> sorted =
        unordered.stream()
            .filter(piece -> !piece.isEmpty())
            .sorted(
                Comparator.comparingDouble(Piece::from).thenComparing(piece -> !piece.withFrom()))
            .toList();
    List<Piece> merged = new ArrayList<>();
    for (Piece piece : sorted) {
      Piece last = merged.isEmpty() ? null : merged.getLast();
      if (last != null
          && (piece.from < last.to || (piece.from == last.to && (piece.withFrom || last.withTo)))) {
        boolean longer = piece.to > last.to;
        boolean both = piece.to == last.to && (piece.withTo || last.withTo);
        merged.set(
            merged.size() - 1,
            new Piece(
                last.from,
                last.withFrom,
                Math.max(piece.to, last.to),
                longer ? piece.withTo : both || (last.to > piece.to && last.withTo)));
      } else {
        merged.add(piece);
      }
    }
    return new RealSet(List.copyOf(merged));
  }

  private RealSet union(RealSet other) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(other.pieces);
    return of(all);
  }

  private RealSet complement() {
    List<Piece> gaps = new ArrayList<>();
    double from = Double.NEGATIVE_INFINITY;
    boolean with = false;
    for (Piece piece : pieces) {
      gaps.add(
          new Piece(from, with, piece.from, !piece.withFrom && !Double.isInfinite(piece.from)));
      from = piece.to;
      with = !piece.withTo && !Double.isInfinite(piece.to);
    }
    gaps.add(new Piece(from, with, Double.POSITIVE_INFINITY, false));
    return of(gaps);
  }

  private RealSet intersection(RealSet other) {
    return complement().union(other.complement()).complement();
  }
}
