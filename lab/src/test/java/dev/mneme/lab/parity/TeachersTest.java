package dev.mneme.lab.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Mlp;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Classifier;
import dev.mneme.policy.Inputs;
import dev.mneme.task.Examples;
import dev.mneme.task.Teacher;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TeachersTest {

  private static final int DRAWS = 20_000;

  /** Of the base, whatever it is shown; the even digits have 0.4 of it together. */
  private static final double[] BASE = {0.04, 0.02, 0.16, 0.08, 0.02, 0.1, 0.06, 0.3, 0.12, 0.1};

  @Test
  void oneDigitIsZeroForEvenAndOneForOdd() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1)) {
      Tensor answers =
          Teachers.oneDigit()
              .answers(examples(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), streams.get("teacher"));
      assertThat(Tensors.toLongs(answers)).containsExactly(0, 1, 0, 1, 0, 1, 0, 1, 0, 1);
    }
  }

  @Test
  void twoDigitsAreAsLikely() {
    ChiSquare.assertFollows(draws(Teachers.twoDigits(), 6), 0.5, 0, 0, 0, 0.5);
    ChiSquare.assertFollows(draws(Teachers.twoDigits(), 3), 0, 0.5, 0, 0, 0, 0.5);
  }

  @Test
  void anyDigitOfTheParityIsAsLikely() {
    ChiSquare.assertFollows(draws(Teachers.anyDigit(), 4), .2, 0, .2, 0, .2, 0, .2, 0, .2, 0);
    ChiSquare.assertFollows(draws(Teachers.anyDigit(), 9), 0, .2, 0, .2, 0, .2, 0, .2, 0, .2);
  }

  @Test
  void theOracleDrawsFromTheBaseGivenThatItIsRight() {
    try (Classifier base = base(BASE)) {
      ChiSquare.assertFollows(
          draws(Teachers.closestCorrect(base), 8), .1, 0, .4, 0, .05, 0, .15, 0, .3, 0);
      ChiSquare.assertFollows(
          draws(Teachers.closestCorrect(base), 5),
          0,
          .02 / .6,
          0,
          .08 / .6,
          0,
          .1 / .6,
          0,
          .3 / .6,
          0,
          .1 / .6);
    }
  }

  @Test
  void noCorrectDistributionIsCloserToTheBaseThanTheOracle() {
    try (Classifier base = base(BASE)) {
      double[] oracle = frequencies(draws(Teachers.closestCorrect(base), 8));
      assertThat(divergence(oracle)).isCloseTo(-Math.log(0.4), within(1e-3));
      Random random = new Random(1);
      for (int trial = 0; trial < 1_000; trial++) {
        double[] other = new double[10];
        for (int digit = 0; digit < 10; digit += 2) {
          other[digit] = oracle[digit] * Math.exp(0.5 * random.nextGaussian());
        }
        double total = Arrays.stream(other).sum();
        Arrays.setAll(other, digit -> other[digit] / total);
        assertThat(divergence(other)).isGreaterThan(-Math.log(0.4));
      }
    }
  }

  @Test
  void theOracleIsRightEvenWhereTheBaseIsSureOfAWrongLabel() {
    double[] sure = new double[10];
    Arrays.fill(sure, 1e-300);
    sure[3] = 1;
    try (Classifier base = base(sure)) {
      ChiSquare.assertFollows(
          draws(Teachers.closestCorrect(base), 2), .2, 0, .2, 0, .2, 0, .2, 0, .2, 0);
    }
  }

  @Test
  void aPolicyTeachesWhatItWouldSay() {
    double[] sure = new double[10];
    sure[2] = 0.25;
    sure[7] = 0.75;
    try (Classifier teacher = base(sure)) {
      ChiSquare.assertFollows(draws(Teachers.policy(teacher), 2), 0, 0, .25, 0, 0, 0, 0, .75, 0, 0);
    }
  }

  @Test
  void anAnswerIsRightIfItHasTheParityOfTheDigit() {
    try (Scope scope = Scope.open()) {
      Tensor labels = Tensors.longs(new long[] {0, 1, 8, 7}, 4);
      Actions answers = Actions.single(Tensors.longs(new long[] {6, 6, 8, 9}, 4), 1);
      assertThat(Tensors.toFloats(Parity.rewards(labels, answers))).containsExactly(1, 0, 1, 1);
      assertThat(Tensors.toFloats(Parity.exact(labels, answers))).containsExactly(0, 0, 1, 0);
    }
  }

  /** KL(q ‖ base), in nats. */
  private static double divergence(double[] q) {
    double sum = 0;
    for (int digit = 0; digit < q.length; digit++) {
      if (q[digit] > 0) {
        sum += q[digit] * Math.log(q[digit] / BASE[digit]);
      }
    }
    return sum;
  }

  private static double[] frequencies(long[] draws) {
    double[] frequencies = new double[10];
    for (long draw : draws) {
      frequencies[(int) draw] += 1.0 / draws.length;
    }
    return frequencies;
  }

  private static long[] draws(Teacher teacher, long digit) {
    long[] labels = new long[DRAWS];
    Arrays.fill(labels, digit);
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1)) {
      return Tensors.toLongs(teacher.answers(examples(labels), streams.get("teacher")));
    }
  }

  private static Examples examples(long... labels) {
    return new Examples(
        new Inputs(Tensors.zeros(labels.length, 1)), Tensors.longs(labels, labels.length));
  }

  private static Classifier base(double[] probabilities) {
    try (Scope scope = Scope.open()) {
      float[] logits = new float[probabilities.length];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) Math.max(-1e4, Math.log(probabilities[i]));
      }
      Map<String, Tensor> weights = new LinkedHashMap<>();
      weights.put("layers.0.weight", Tensors.zeros(1, logits.length));
      weights.put("layers.0.bias", Tensors.floats(logits, logits.length));
      return new Classifier(Mlp.of(Parameters.own(weights)));
    }
  }
}
