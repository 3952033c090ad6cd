package dev.mneme.objective;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.policy.Dual;
import dev.mneme.policy.Enumeration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Imitation losses against plain arithmetic, on sequences of unequal length. */
@ParameterizedClass
@EnumSource(Precision.class)
class SupervisedExactTest {

  private static final Enumeration TUNED = Enumeration.random(1, 3, 4, 3);
  private static final Enumeration TEACHER = Enumeration.random(2, 3, 4, 3);
  private static final Rows ROWS =
      new Rows(
          new int[] {2, 0},
          2,
          new int[][] {{0, 1, 2}, {3, 3, 0}, {1, 0, 0}, {2, 2, 1}},
          3,
          1,
          2,
          3);

  private final Bench bench;

  SupervisedExactTest(Precision precision) {
    bench = new Bench(precision);
  }

  @AfterEach
  void free() {
    bench.close();
  }

  @Test
  void crossEntropyIsTheMeanSurpriseOfTheActions() {
    Dual expected = ROWS.meanOverActions((row, t) -> ROWS.chosen(TUNED, row, t).negated());
    bench.holds(TUNED, new CrossEntropy(), bench.demonstrations(ROWS), expected);
  }

  @Test
  void softCrossEntropyIsTheMeanSurpriseExpectedUnderTheLabels() {
    double[] labels = labels();
    Dual expected =
        ROWS.meanOverActions((row, t) ->
            weighted(
                action -> -labels[(row * ROWS.time() + t) * TUNED.alphabet() + action],
                ROWS.all(TUNED, row, t)));
    Batch.SoftDemonstrations batch =
        new Batch.SoftDemonstrations(
            bench.prompts(ROWS),
            bench.actions(ROWS),
            bench.numbers(labels, ROWS.rows(), ROWS.time(), TUNED.alphabet()));
    bench.holds(TUNED, new SoftCrossEntropy(), batch, expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 0.5})
  void distillationIsTheForwardKlOfSoftenedDistributions(double temperature) {
    Dual expected =
        ROWS.meanOverActions(
                (row, t) -> {
                  List<Dual> teacher = softened(ROWS.all(TEACHER, row, t), temperature);
                  List<Dual> student = softened(ROWS.all(TUNED, row, t), temperature);
                  double negativeEntropy =
                      teacher.stream().mapToDouble(q -> Math.exp(q.value()) * q.value()).sum();
                  return weighted(action -> -Math.exp(teacher.get(action).value()), student)
                      .plus(negativeEntropy);
                })
            .times(temperature * temperature);
    bench.holds(
        TUNED,
        new Distillation(bench.policy(TEACHER), temperature),
        bench.demonstrations(ROWS),
        expected);
  }

  @Test
  void dynamicFineTuningCountsEachActionAsMuchAsItIsLikely() {
    Dual expected =
        ROWS.meanOverActions((row, t) -> {
          Dual chosen = ROWS.chosen(TUNED, row, t);
          return chosen.times(-Math.exp(chosen.value()));
        });
    bench.holds(TUNED, new Dft(), bench.demonstrations(ROWS), expected);
  }

  @Test
  void proximalFineTuningStopsWhereAnActionHasBecomeLikelyEnough() {
    int stopped = 0;
    for (int row = 0; row < ROWS.rows(); row++) {
      for (int t = 0; t < ROWS.lengths[row]; t++) {
        stopped += ratio(row, t).value() > 1.28 ? 1 : 0;
      }
    }
    assertThat(stopped).isBetween(1, 8);
    Dual expected =
        ROWS.meanOverActions(
            (row, t) -> ratio(row, t).smaller(ratio(row, t).clamp(0.8, 1.28)).negated());
    bench.holds(
        TUNED,
        new ProximalSft(0.2, 0.28, bench.policy(TEACHER)),
        bench.demonstrations(ROWS),
        expected);
  }

  @Test
  void proximalFineTuningStartsWithTheGradientOfCrossEntropy() {
    Dual expected = ROWS.meanOverActions((row, t) -> ROWS.chosen(TUNED, row, t).negated());
    bench.assertSameGradient(
        bench.evaluate(
            TUNED, new ProximalSft(0.2, 0.2, bench.policy(TUNED)), bench.demonstrations(ROWS)),
        expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.5, 1})
  void generalisedJsdLiesBetweenTheTwoKls(double beta) {
    Dual expected = ROWS.meanOverActions((row, t) -> jsd(beta, row, t, ROWS));
    bench.holds(
        TUNED,
        new GeneralisedJsd(beta, bench.policy(TEACHER)),
        bench.demonstrations(ROWS),
        expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void selfDistillationAsksTheTeacherWithTheInformedPrompt(double beta) {
    Rows informed = new Rows(new int[] {1, 1}, ROWS.group, ROWS.ids, ROWS.lengths);
    Dual expected = ROWS.meanOverActions((row, t) -> jsd(beta, row, t, informed));
    bench.holds(
        TUNED,
        new Sdft(beta, bench.policy(TEACHER)),
        new Batch.Informed(bench.prompts(ROWS), bench.actions(ROWS), bench.prompts(informed)),
        expected);
  }

  private static Dual ratio(int row, int t) {
    return ROWS.chosen(TUNED, row, t).plus(-ROWS.chosen(TEACHER, row, t).value()).exp();
  }

  /** D_β of the student on the rows and the teacher on the same rows with other prompts. */
  private static Dual jsd(double beta, int row, int t, Rows teaching) {
    List<Dual> student = ROWS.all(TUNED, row, t);
    List<Dual> terms = new ArrayList<>();
    for (int a = 0; a < student.size(); a++) {
      Dual p = student.get(a).exp();
      double logQ = teaching.all(TEACHER, row, t).get(a).value();
      double q = Math.exp(logQ);
      Dual logM = beta == 0 || beta == 1 ? p.log() : p.times(1 - beta).plus(beta * q).log();
      if (beta == 0) {
        terms.add(p.log().negated().plus(logQ).times(q));
      } else if (beta == 1) {
        terms.add(p.times(p.log().plus(-logQ)));
      } else {
        terms.add(logM.negated().plus(logQ).times(beta * q));
        terms.add(p.times(p.log().minus(logM)).times(1 - beta));
      }
    }
    return Dual.sum(terms);
  }

  private static Dual weighted(java.util.function.IntToDoubleFunction weight, List<Dual> terms) {
    return Dual.sum(
        IntStream.range(0, terms.size())
            .mapToObj(i -> terms.get(i).times(weight.applyAsDouble(i)))
            .toList());
  }

  private static List<Dual> softened(List<Dual> logProbs, double temperature) {
    List<Dual> scaled = logProbs.stream().map(each -> each.times(1 / temperature)).toList();
    Dual normaliser = Dual.sum(scaled.stream().map(Dual::exp).toList()).log();
    return scaled.stream().map(each -> each.minus(normaliser)).toList();
  }

  /** Random distributions; they need not be exact to be compared. */
  private static double[] labels() {
    Random random = new Random(3);
    List<Double> all = new ArrayList<>();
    for (int position = 0; position < ROWS.rows() * ROWS.time(); position++) {
      double[] weights = random.doubles(TUNED.alphabet(), 0.1, 1).toArray();
      double total = java.util.Arrays.stream(weights).sum();
      for (double weight : weights) {
        all.add((double) (float) (weight / total));
      }
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
