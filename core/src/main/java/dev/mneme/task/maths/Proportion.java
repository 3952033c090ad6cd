package dev.mneme.task.maths;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hipparchus.complex.Complex;
import org.hipparchus.fraction.BigFraction;

/** By what simple fraction one term is a multiple of another, if it is one: to be checked. */
final class Proportion {

  private static final int LARGEST_DENOMINATOR = 10_000;

  private Proportion() {}

  static Optional<BigFraction> of(Term term, Term other) {
    Set<String> names = new TreeSet<>();
    Numbers.addVariables(term, names);
    Numbers.addVariables(other, names);
    Map<String, Double> at =
        names.stream()
            .collect(Collectors.toMap(name -> name, name -> 0.7 + (name.hashCode() % 97) / 61.0));
    Complex a = new Numbers(at).value(term);
    Complex b = new Numbers(at).value(other);
    double ratio = a.divide(b).getReal();
    if (!Double.isFinite(ratio) || Math.abs(ratio) > 1e9 || Math.abs(ratio) < 1e-9) {
      return Optional.empty();
    }
    for (int denominator = 1; denominator <= LARGEST_DENOMINATOR; denominator++) {
      double numerator = Math.rint(ratio * denominator);
      if (numerator != 0 && Math.abs(numerator / denominator - ratio) < 1e-10 * Math.abs(ratio)) {
        return Optional.of(new BigFraction((long) numerator, denominator));
      }
    }
    return Optional.empty();
  }
}
