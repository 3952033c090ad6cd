package dev.mneme.lab.recap;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Made-up runs of which the answers are known. From a base with 40 % on the task, 90 % on the prior
 * ones and 20 words an answer, a method ends at what is planted; the first rate is one point worse
 * on either side. Seed s adds s tenths of a point, of a word and of a hundredth of weight; RECAP
 * has twice as much of it, and later aims have more of it than earlier ones, so that no difference
 * has a spread of 0.
 */
final class PlantedRecap {

  static final List<Double> RATES = List.of(1e-4, 2e-4);

  private final int seeds;
  private final List<RecapPoint> points = new ArrayList<>();

  PlantedRecap(int seeds) {
    this.seeds = seeds;
  }

  /**
   * Adds a method's runs.
   *
   * @param fresh per cent on the task at the better rate
   * @param prior per cent on the prior tasks
   * @param words of an answer
   * @param weights at the end, in the order of the aims
   */
  PlantedRecap with(
      RecapMethod method, double fresh, double prior, double words, List<Double> weights) {
    for (int seed = 0; seed < seeds; seed++) {
      for (double rate : RATES) {
        double more = method == RecapMethod.RECAP ? 2 : 1;
        double shift = more * seed * 0.1 - (rate == RATES.getFirst() ? 1 : 0);
        Map<Aim, Double> ends = new EnumMap<>(Aim.class);
        Iterator<Double> each = weights.iterator();
        for (Aim aim : Aim.values()) {
          if (each.hasNext()) {
            ends.put(aim, each.next() + seed * 0.001 * (1 + ends.size()));
          }
        }
        points.add(
            new RecapPoint(
                "maths.%s/%d %s".formatted(method.id(), seed, rate),
                method,
                "maths",
                rate,
                seed,
                measures((fresh + shift) / 100, (prior + shift) / 100, words + shift),
                measures(0.4, 0.9, 20),
                60,
                ends,
                Map.of(Aim.ACCURACY, (fresh + shift) / 100)));
      }
    }
    return this;
  }

  private static Map<Measure, Double> measures(double fresh, double prior, double words) {
    Map<Measure, Double> measures = new EnumMap<>(Measure.class);
    measures.put(Measure.NEW, fresh);
    measures.put(Measure.PRIOR, prior);
    measures.put(Measure.WORDS, words);
    measures.put(Measure.ANSWER_FORMAT, 0.75);
    return measures;
  }

  List<RecapPoint> points() {
    return points;
  }
}
