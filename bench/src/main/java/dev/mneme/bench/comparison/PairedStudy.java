package dev.mneme.bench.comparison;

import dev.mneme.app.comparison.Noise;
import dev.mneme.app.comparison.Standing;
import dev.mneme.app.comparison.TaskChange;
import dev.mneme.app.comparison.Thresholds;
import dev.mneme.app.comparison.Verdict;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import dev.mneme.measure.McNemarPower;
import dev.mneme.measure.PairedChange;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.TokenBatch;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * False alarms and power of the verdict, on a language model's own answers: {@code PairedStudy
 * [REPEATS]}.
 *
 * <p>A task asks which letter follows eight others. In the pool of items the right letter was drawn
 * from the base itself, so that any change of its likeliest letters loses some items and gains
 * others. Six such tasks make a suite. Without change, both sides are draws of the base at
 * temperature 1. With change, the base's weights are moved towards those of a model that knows
 * nothing of it, as far as costs 2 points of the pool; one task of the suite is asked of that
 * model, the others of the base.
 */
public final class PairedStudy {

  private static final int VOCABULARY = 12;
  private static final int LETTERS = 8;
  private static final int POOL = 40_000;
  private static final int TASKS = 6;
  private static final Thresholds USUAL = Thresholds.USUAL;

  private final SplittableRandom random = new SplittableRandom(1);
  private final long[] prompts = random.longs((long) POOL * LETTERS, 0, VOCABULARY).toArray();
  private final int repeats;

  private PairedStudy(int repeats) {
    this.repeats = repeats;
  }

  public static void main(String[] arguments) {
    new PairedStudy(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000).run();
  }

  private void run() {
    itemsWanted();
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        Decoder base = decoder(streams, "base");
        Decoder other = decoder(streams, "other")) {
      float[] own = probabilities(base);
      int[] right = drawn(own);
      falseAlarms(own, right);
      planted(base, other, likeliest(own), right);
    }
  }

  /** A letter behind each prompt, by its chance. */
  private int[] drawn(float[] probabilities) {
    int[] letters = new int[POOL];
    for (int i = 0; i < POOL; i++) {
      double rest = random.nextDouble();
      while (letters[i] < VOCABULARY - 1) {
        rest -= probabilities[i * VOCABULARY + letters[i]];
        if (rest < 0) {
          break;
        }
        letters[i]++;
      }
    }
    return letters;
  }

  private static void itemsWanted() {
    System.out.println(
        "Items that find a drop of 2 points in four cases of five, alpha 0.05 over K tasks");
    System.out.println(
        "| churn | 2 % | 5 % | 10 % | 20 % | 30 % |\n|---|---:|---:|---:|---:|---:|");
    for (int tasks : new int[] {1, TASKS}) {
      StringBuilder row = new StringBuilder("| K = " + tasks + " |");
      for (double churn : new double[] {0.02, 0.05, 0.1, 0.2, 0.3}) {
        row.append(
            String.format(
                Locale.ROOT, " %,d |", McNemarPower.itemsFor(0.02, churn, 0.05 / tasks, 0.8)));
      }
      System.out.println(row);
    }
  }

  private void falseAlarms(float[] own, int[] right) {
    System.out.println("\nThe base against itself, sampled with other seeds");
    System.out.println(
        "| items a task | samples | comparisons | lost, % | any p < 0.05, % | of the first 100:"
            + " lost |\n"
            + "|---:|---:|---:|---:|---:|---:|");
    for (int items : new int[] {100, 400, 1000}) {
      for (int samples : new int[] {1, 4}) {
        int alarms = 0;
        int found = 0;
        int early = 0;
        for (int repeat = 0; repeat < repeats; repeat++) {
          List<TaskChange> suite = new ArrayList<>();
          for (int task = 0; task < TASKS; task++) {
            int[] chosen = random.ints(items, 0, POOL).toArray();
            double[] before = sampled(own, right, chosen, samples);
            double[] again = sampled(own, right, chosen, samples);
            suite.add(change(before, sampled(own, right, chosen, samples), floor(before, again)));
          }
          Verdict verdict = Verdict.of(suite, null, USUAL);
          boolean lost = verdict.standings().contains(Standing.LOST);
          alarms += lost ? 1 : 0;
          early += lost && repeat < 100 ? 1 : 0;
          found += verdict.changeFound() ? 1 : 0;
        }
        System.out.printf(
            Locale.ROOT,
            "| %d | %d | %d | %.1f | %.1f | %d |%n",
            items,
            samples,
            repeats,
            100.0 * alarms / repeats,
            100.0 * found / repeats,
            early);
      }
    }
  }

  private void planted(Decoder base, Decoder other, int[] before, int[] right) {
    double low = 0;
    double high = 1;
    int[] after = before;
    for (int i = 0; i < 14; i++) {
      double share = (low + high) / 2;
      after = moved(base, other, share);
      if (drop(before, after, right) < 0.02) {
        low = share;
      } else {
        high = share;
      }
    }
    double drop = drop(before, after, right);
    int changed = 0;
    for (int i = 0; i < POOL; i++) {
      changed += (before[i] == right[i]) != (after[i] == right[i]) ? 1 : 0;
    }
    double churn = (double) changed / POOL;
    System.out.printf(
        Locale.ROOT,
        "%nThe base is right on %.1f %% of the pool. Planted: %.2f points of %,d items, churn %.2f"
            + " %%, weights moved by %.4f of the way%n",
        100
            * Arrays.stream(scores(before, right, IntStream.range(0, POOL).toArray()))
                .average()
                .orElse(0),
        100 * drop,
        POOL,
        100 * churn,
        (low + high) / 2);
    System.out.println(
        "| items | found, % | power computed, % | smallest drop found, points |\n"
            + "|---:|---:|---:|---:|");
    for (int items : new int[] {500, 1000, 2000, 4000, 8000}) {
      int found = 0;
      double smallest = 0;
      for (int repeat = 0; repeat < repeats; repeat++) {
        List<TaskChange> suite = new ArrayList<>();
        int[] chosen = random.ints(items, 0, POOL).toArray();
        suite.add(change(scores(before, right, chosen), scores(after, right, chosen), 0));
        for (int task = 1; task < TASKS; task++) {
          int[] others = random.ints(items, 0, POOL).toArray();
          suite.add(change(scores(before, right, others), scores(before, right, others), 0));
        }
        found += Verdict.of(suite, null, USUAL).standings().getFirst() == Standing.LOST ? 1 : 0;
        if (repeat < 20) {
          smallest += suite.getFirst().change().detectable(USUAL.alpha() / TASKS, 0.8) / 20;
        }
      }
      System.out.printf(
          Locale.ROOT,
          "| %,d | %.1f | %.1f | %.2f |%n",
          items,
          100.0 * found / repeats,
          100 * new McNemarPower(items, churn, USUAL.alpha() / TASKS).of(drop),
          100 * smallest);
    }
  }

  private static double drop(int[] before, int[] after, int[] right) {
    int lost = 0;
    for (int i = 0; i < POOL; i++) {
      lost += (before[i] == right[i] ? 1 : 0) - (after[i] == right[i] ? 1 : 0);
    }
    return (double) lost / POOL;
  }

  private static double[] scores(int[] answers, int[] right, int[] items) {
    double[] scores = new double[items.length];
    for (int i = 0; i < items.length; i++) {
      scores[i] = answers[items[i]] == right[items[i]] ? 1 : 0;
    }
    return scores;
  }

  private double[] sampled(float[] probabilities, int[] right, int[] items, int samples) {
    double[] scores = new double[items.length];
    for (int i = 0; i < items.length; i++) {
      double chance = probabilities[items[i] * VOCABULARY + right[items[i]]];
      int hits = 0;
      for (int sample = 0; sample < samples; sample++) {
        hits += random.nextDouble() < chance ? 1 : 0;
      }
      scores[i] = (double) hits / samples;
    }
    return scores;
  }

  private static double floor(double[] before, double[] again) {
    double sum = 0;
    for (int i = 0; i < before.length; i++) {
      sum += again[i] - before[i];
    }
    return Math.abs(sum / before.length);
  }

  private static TaskChange change(double[] before, double[] after, double floor) {
    double[] ones = new double[before.length];
    Arrays.fill(ones, 1);
    Figure unknown = new Figure(Double.NaN, Interval.UNKNOWN);
    return new TaskChange(
        "letters",
        "acc",
        unknown,
        unknown,
        PairedChange.of(before, after, ones, new ClusterBootstrap(500, USUAL.confidence(), 1)),
        new Noise(floor, 0, 1),
        null);
  }

  private int[] moved(Decoder base, Decoder other, double share) {
    try (Decoder mixed = base.copy()) {
      Gradients.without(() ->
          mixed
              .parameters()
              .byName()
              .forEach(
                  (name, weight) -> weight.lerp_(other.parameters().get(name), new Scalar(share))));
      return likeliest(probabilities(mixed));
    }
  }

  /** Of every letter behind every prompt of the pool. */
  private float[] probabilities(Decoder decoder) {
    float[] all = new float[POOL * VOCABULARY];
    int rows = 2000;
    for (int from = 0; from < POOL; from += rows) {
      try (Scope scope = Scope.open()) {
        long[] some = Arrays.copyOfRange(prompts, from * LETTERS, (from + rows) * LETTERS);
        Tensor ids = Tensors.longs(some, rows, LETTERS);
        Tensor logProbs =
            Gradients.without(() -> {
              Tensor hidden = decoder.hidden(TokenBatch.of(ids)).select(1, LETTERS - 1);
              return Maths.logSoftmax(decoder.logits(hidden));
            });
        System.arraycopy(
            Tensors.toFloats(logProbs.exp()), 0, all, from * VOCABULARY, rows * VOCABULARY);
      }
    }
    return all;
  }

  private static int[] likeliest(float[] probabilities) {
    int[] best = new int[POOL];
    for (int i = 0; i < POOL; i++) {
      for (int letter = 1; letter < VOCABULARY; letter++) {
        if (probabilities[i * VOCABULARY + letter] > probabilities[i * VOCABULARY + best[i]]) {
          best[i] = letter;
        }
      }
    }
    return best;
  }

  private static Decoder decoder(RandomStreams streams, String name) {
    Decoder decoder =
        Decoder.initialised(DecoderShape.llama(VOCABULARY, 32, 2, 4, 4, 64, 16), streams.get(name));
    Gradients.without(() ->
        decoder
            .parameters()
            .byName()
            .forEach((weight, values) ->
                values.add_(streams.get(name).normal(0, 0.4, Tensors.shapeOf(values)))));
    return decoder;
  }
}
