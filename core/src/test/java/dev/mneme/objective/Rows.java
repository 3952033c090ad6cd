package dev.mneme.objective;

import dev.mneme.policy.Dual;
import dev.mneme.policy.Enumeration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Action sequences of a batch in plain Java: prompt-major, each cut to its own length. */
final class Rows {

  /** Something for each action. */
  @FunctionalInterface
  interface PerAction {
    Dual at(int row, int t);
  }

  /** Something for each sequence. */
  @FunctionalInterface
  interface PerSequence {
    Dual at(int row);
  }

  final int[] prompts;
  final int group;
  final int[][] ids;
  final int[] lengths;

  /**
   * @param prompts the prompt's number, one a group
   * @param lengths how many actions of each row count
   */
  Rows(int[] prompts, int group, int[][] ids, int... lengths) {
    this.prompts = prompts;
    this.group = group;
    this.ids = ids;
    this.lengths = lengths;
  }

  /** One group that answers one prompt, each sequence cut by a rule. */
  static Rows of(int prompt, List<int[]> group, ToIntFunction<int[]> length) {
    int[] lengths = group.stream().mapToInt(length).toArray();
    return new Rows(new int[] {prompt}, group.size(), group.toArray(int[][]::new), lengths);
  }

  int rows() {
    return ids.length;
  }

  int time() {
    return ids[0].length;
  }

  int prompt(int row) {
    return prompts[row / group];
  }

  /** log π of an action, by hand. */
  Dual chosen(Enumeration policy, int row, int t) {
    return policy.logProb(prompt(row), ids[row], t);
  }

  /** log π of every action there could be at a position, by hand. */
  List<Dual> all(Enumeration policy, int row, int t) {
    return policy.logProbs(prompt(row), ids[row], t);
  }

  /** log π of a row's actions. */
  Dual sequence(Enumeration policy, int row) {
    return sum(row, (r, t) -> chosen(policy, r, t));
  }

  Dual sum(int row, PerAction perAction) {
    List<Dual> terms = new ArrayList<>();
    for (int t = 0; t < lengths[row]; t++) {
      terms.add(perAction.at(row, t));
    }
    return Dual.sum(terms);
  }

  Dual meanOverActions(PerAction perAction) {
    List<Dual> terms = new ArrayList<>();
    for (int row = 0; row < rows(); row++) {
      for (int t = 0; t < lengths[row]; t++) {
        terms.add(perAction.at(row, t));
      }
    }
    return Dual.mean(terms);
  }

  Dual meanOverSequences(PerSequence perSequence) {
    List<Dual> terms = new ArrayList<>();
    for (int row = 0; row < rows(); row++) {
      terms.add(perSequence.at(row));
    }
    return Dual.mean(terms);
  }
}
