package dev.mneme.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * What a sequence of models knows of the tasks it learnt one after the other.
 *
 * <pre>
 *   R[i][j] = score of model i on task j;  model 0 is the base, model i has just learnt task i
 *   average accuracy   A  = 1/T Σ_j R[T][j]
 *   backward transfer  B  = 1/(T−1) Σ_{j &lt; T} (R[T][j] − R[j][j])      below 0: forgotten since learnt
 *   forward transfer   F  = 1/(T−1) Σ_{j > 1} (R[j−1][j] − R[0][j])     above 0: others helped
 *   forgetting of j    f_j = max_{i &lt; T} R[i][j] − R[T][j]               best ever less now
 *   forgetting         f  = 1/(T−1) Σ_{j &lt; T} f_j
 * </pre>
 *
 * Source: Lopez-Paz and Ranzato 2017 (arXiv 1706.08840), equations 2 to 4, with the base where they
 * take a random model; forgetting is Chaudhry et al. 2018 (arXiv 1801.10112), section 3, whose
 * maximum is over i ≥ 1 and here includes the base. Tasks that are only kept, never learnt, have a
 * forgetting of their own but no part in the means.
 *
 * @param scores R, one list a model, each with the learnt tasks in the order of learning and then
 *     those that are only kept
 * @param learnt T, how many were learnt: one less than models
 */
public record ContinualScores(List<List<Double>> scores, int learnt) {

  public ContinualScores {
    scores = scores.stream().map(List::copyOf).toList();
    if (learnt < 1 || scores.size() != learnt + 1) {
      throw new IllegalArgumentException(
          "%d models have learnt %d tasks, not %d: the first is the base"
              .formatted(scores.size(), scores.size() - 1, learnt));
    }
    for (List<Double> row : scores) {
      if (row.size() != scores.getFirst().size() || row.size() < learnt) {
        throw new IllegalArgumentException("every model needs a score of every task");
      }
    }
  }

  private double at(int model, int task) {
    return scores.get(model).get(task);
  }

  /** A. */
  public double averageAccuracy() {
    double sum = 0;
    for (int task = 0; task < learnt; task++) {
      sum += at(learnt, task);
    }
    return sum / learnt;
  }

  /** B; NaN where only one task was learnt. */
  public double backwardTransfer() {
    double sum = 0;
    for (int task = 0; task + 1 < learnt; task++) {
      sum += at(learnt, task) - at(task + 1, task);
    }
    return learnt > 1 ? sum / (learnt - 1) : Double.NaN;
  }

  /** F; NaN where only one task was learnt. */
  public double forwardTransfer() {
    double sum = 0;
    for (int task = 1; task < learnt; task++) {
      sum += at(task, task) - at(0, task);
    }
    return learnt > 1 ? sum / (learnt - 1) : Double.NaN;
  }

  /** f_j of every task, the kept ones too. */
  public List<Double> forgettingOfEach() {
    List<Double> each = new ArrayList<>();
    for (int task = 0; task < scores.getFirst().size(); task++) {
      double best = Double.NEGATIVE_INFINITY;
      for (int model = 0; model < learnt; model++) {
        best = Math.max(best, at(model, task));
      }
      each.add(best - at(learnt, task));
    }
    return List.copyOf(each);
  }

  /** f; NaN where only one task was learnt. */
  public double forgetting() {
    List<Double> each = forgettingOfEach();
    double sum = 0;
    for (int task = 0; task + 1 < learnt; task++) {
      sum += each.get(task);
    }
    return learnt > 1 ? sum / (learnt - 1) : Double.NaN;
  }
}
