package dev.mneme.app.study;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Learning rates about a middle in equal ratios, as many for every method of a study.
 *
 * @param count at least 1; a single one is the middle
 * @param span the largest over the smallest
 */
public record LearningRates(int count, double span) {

  private static final MathContext DIGITS = new MathContext(3);

  /** Where there are five that span 16: ¼, ½, 1, 2, 4 times the middle. */
  public List<Double> about(double middle) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> count == 1 ? middle : middle * Math.pow(span, (double) i / (count - 1) - 0.5))
        .map(rate -> new BigDecimal(rate).round(DIGITS).doubleValue())
        .toList();
  }
}
