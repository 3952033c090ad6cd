package dev.mneme.policy;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A tabular policy in plain doubles: every sequence listed, every log-softmax by hand, every
 * derivative analytic. What {@link TabularPolicy} is to the library, this is to the tests.
 *
 * <pre>  log π(a|s) = z_sa − log Σ_b exp z_sb      ∂ log π(a|s) / ∂z_sb = 1[a = b] − π(b|s) </pre>
 */
public final class Enumeration {

  private final double[][][] logits; // [prompt][state][action]
  private final int length;

  private Enumeration(double[][][] logits, int length) {
    this.logits = logits;
    this.length = length;
  }

  /** Normal logits, rounded to float32 so that both precisions see the same policy. */
  public static Enumeration random(long seed, int prompts, int alphabet, int length) {
    int states = 0;
    for (int t = 0; t < length; t++) {
      states = states * alphabet + 1;
    }
    Random random = new Random(seed);
    double[][][] logits = new double[prompts][states][alphabet];
    for (double[][] prompt : logits) {
      for (double[] state : prompt) {
        for (int action = 0; action < alphabet; action++) {
          state[action] = (float) random.nextGaussian();
        }
      }
    }
    return new Enumeration(logits, length);
  }

  /** This policy with the logits moved by {@code scale} times those of another. */
  public Enumeration moved(Enumeration other, double scale) {
    double[][][] sum = new double[logits.length][logits[0].length][alphabet()];
    for (int prompt = 0; prompt < sum.length; prompt++) {
      for (int state = 0; state < sum[prompt].length; state++) {
        for (int action = 0; action < alphabet(); action++) {
          double moved =
              logits[prompt][state][action] + scale * other.logits[prompt][state][action];
          sum[prompt][state][action] = (float) moved;
        }
      }
    }
    return new Enumeration(sum, length);
  }

  public int prompts() {
    return logits.length;
  }

  public int alphabet() {
    return logits[0][0].length;
  }

  public int length() {
    return length;
  }

  /** Every sequence, the last action changing fastest. */
  public List<int[]> sequences() {
    List<int[]> sequences = List.of(new int[0]);
    for (int t = 0; t < length; t++) {
      List<int[]> longer = new ArrayList<>();
      for (int[] history : sequences) {
        for (int action = 0; action < alphabet(); action++) {
          int[] extended = Arrays.copyOf(history, history.length + 1);
          extended[history.length] = action;
          longer.add(extended);
        }
      }
      sequences = longer;
    }
    return sequences;
  }

  /** All logits, in the order of {@link Dual#slope}. */
  public double[] logits() {
    return Arrays.stream(logits).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
  }

  /** Σ over all groups of sequences of π(group) × something of the group, π held fixed. */
  public Dual expectation(int prompt, int group, Function<List<int[]>, Dual> each) {
    return Dual.sum(
        groups(group).stream()
            .map(sequences -> {
              double weight = 1;
              for (int[] sequence : sequences) {
                weight *= probability(prompt, sequence);
              }
              return each.apply(sequences).times(weight);
            })
            .toList());
  }

  private List<List<int[]>> groups(int size) {
    List<List<int[]>> groups = List.of(List.of());
    for (int i = 0; i < size; i++) {
      groups =
          groups.stream()
              .flatMap(group ->
                  sequences().stream()
                      .map(next -> Stream.concat(group.stream(), Stream.of(next)).toList()))
              .toList();
    }
    return groups;
  }

  /** log π of every action after the first {@code t} actions of a sequence. */
  public List<Dual> logProbs(int prompt, int[] sequence, int t) {
    int state = state(sequence, t);
    double[] z = logits[prompt][state];
    double normaliser = 0;
    for (double logit : z) {
      normaliser += Math.exp(logit);
    }
    List<Dual> logProbs = new ArrayList<>();
    for (int action = 0; action < z.length; action++) {
      double[] slope = new double[logits.length * logits[0].length * z.length];
      int first = (prompt * logits[0].length + state) * z.length;
      for (int b = 0; b < z.length; b++) {
        slope[first + b] = (action == b ? 1 : 0) - Math.exp(z[b]) / normaliser;
      }
      logProbs.add(new Dual(z[action] - Math.log(normaliser), slope));
    }
    return logProbs;
  }

  /** log π of the t-th action of a sequence. */
  public Dual logProb(int prompt, int[] sequence, int t) {
    return logProbs(prompt, sequence, t).get(sequence[t]);
  }

  /** log π of a whole sequence. */
  public Dual logProb(int prompt, int[] sequence) {
    List<Dual> terms = new ArrayList<>();
    for (int t = 0; t < sequence.length; t++) {
      terms.add(logProb(prompt, sequence, t));
    }
    return Dual.sum(terms);
  }

  /** π of a whole sequence, as a plain number. */
  public double probability(int prompt, int[] sequence) {
    return Math.exp(logProb(prompt, sequence).value());
  }

  /** The same policy over tensors; the caller closes it. */
  public TabularPolicy policy(ElementType type) {
    return TabularPolicy.of(
        Tensors.to(Tensors.doubles(logits(), logits.length, logits[0].length, alphabet()), type),
        length);
  }

  /** Histories are numbered shortest first, then in the order of {@link #sequences}. */
  private int state(int[] sequence, int t) {
    int shorter = 0;
    int place = 0;
    for (int i = 0; i < t; i++) {
      shorter = shorter * alphabet() + 1;
      place = place * alphabet() + sequence[i];
    }
    return shorter + place;
  }
}
