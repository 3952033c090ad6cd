package dev.mneme.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Continuations that are scored in one row: what all inputs have in common, the stem, is there
 * once, and behind it every distinct rest as a branch.
 */
final class Fork {

  private final int number;
  private final List<Continuation> options;
  private final int[] stem;
  private final List<int[]> branches = new ArrayList<>();
  private final int[] branchOf;

  /**
   * @param number of the question
   */
  Fork(int number, List<Continuation> options) {
    this.number = number;
    this.options = options;
    List<int[]> inputs = options.stream().map(Continuation::input).toList();
    int common = inputs.getFirst().length;
    for (int[] input : inputs) {
      common = Math.min(common, common(inputs.getFirst(), input));
    }
    this.stem = Arrays.copyOf(inputs.getFirst(), common);
    this.branchOf = new int[options.size()];
    for (int option = 0; option < branchOf.length; option++) {
      int[] input = inputs.get(option);
      branchOf[option] = branch(Arrays.copyOfRange(input, common, input.length));
    }
  }

  /** How many tokens two texts have in common from their beginning on. */
  static int common(int[] a, int[] b) {
    int different = Arrays.mismatch(a, b);
    return different < 0 ? a.length : different;
  }

  /** The number of a branch, −1 for an empty one. */
  private int branch(int[] rest) {
    if (rest.length == 0) {
      return -1;
    }
    for (int known = 0; known < branches.size(); known++) {
      if (Arrays.equals(branches.get(known), rest)) {
        return known;
      }
    }
    branches.add(rest);
    return branches.size() - 1;
  }

  int number() {
    return number;
  }

  List<Continuation> options() {
    return options;
  }

  int[] stem() {
    return stem;
  }

  /** The most tokens of the stem that can be read apart from it: nothing may be asked in there. */
  int longestBeginning() {
    int first = options.stream().mapToInt(Continuation::firstPlace).min().orElseThrow();
    return Math.min(stem.length - 1, first);
  }

  /** Tokens of its row behind a beginning. */
  int length(int beginning) {
    return stem.length - beginning + branches.stream().mapToInt(branch -> branch.length).sum();
  }

  /** Lengths of stem and branches behind a beginning. */
  long[] lengths(int beginning) {
    long[] lengths = new long[1 + branches.size()];
    lengths[0] = (long) stem.length - beginning;
    for (int branch = 0; branch < branches.size(); branch++) {
      lengths[branch + 1] = branches.get(branch).length;
    }
    return lengths;
  }

  /** Writes its tokens behind a beginning into a row. */
  void write(long[] row, int at, int beginning) {
    int next = at;
    for (int i = beginning; i < stem.length; i++) {
      row[next++] = stem[i];
    }
    for (int[] branch : branches) {
      for (int token : branch) {
        row[next++] = token;
      }
    }
  }

  /** Where in its row behind a beginning an input's place is. */
  int inRow(int option, int place, int beginning) {
    if (place < stem.length) {
      return place - beginning;
    }
    int at = place - beginning;
    for (int branch = 0; branch < branchOf[option]; branch++) {
      at += branches.get(branch).length;
    }
    return at;
  }
}
