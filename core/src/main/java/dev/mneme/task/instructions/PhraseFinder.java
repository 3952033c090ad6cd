package dev.mneme.task.instructions;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds many phrases in one pass over a text, in time that grows with the text and the phrases but
 * not with their product (Aho and Corasick, 1975). Texts and phrases are sequences of code points,
 * {@link PythonText#BOUNDARY} among them.
 */
final class PhraseFinder {

  private static final int ROOT = 0;

  private final Map<Long, Integer> edges = new HashMap<>();
  private final int[] ends; // the node at which each phrase ends
  private final int[] fallbacks; // of each node, that of its longest proper suffix
  private final int[] order; // nodes, short ones first

  /**
   * @param phrases none of them empty
   */
  PhraseFinder(List<int[]> phrases) {
    this.ends = new int[phrases.size()];
    List<List<Integer>> signs = new ArrayList<>(List.of(new ArrayList<>()));
    for (int phrase = 0; phrase < ends.length; phrase++) {
      int node = ROOT;
      for (int sign : phrases.get(phrase)) {
        Integer next = edges.get(edge(node, sign));
        if (next == null) {
          next = signs.size();
          signs.add(new ArrayList<>());
          signs.get(node).add(sign);
          edges.put(edge(node, sign), next);
        }
        node = next;
      }
      ends[phrase] = node;
    }
    this.fallbacks = new int[signs.size()];
    this.order = new int[signs.size()];
    linkSuffixes(signs);
  }

  /** Which phrases occur. */
  BitSet foundIn(int[] text) {
    BitSet reached = new BitSet();
    int node = ROOT;
    for (int sign : text) {
      node = next(node, sign);
      reached.set(node);
    }
    for (int i = order.length - 1; i > 0; i--) { // a phrase's suffixes were found with it
      if (reached.get(order[i])) {
        reached.set(fallbacks[order[i]]);
      }
    }
    BitSet found = new BitSet();
    for (int phrase = 0; phrase < ends.length; phrase++) {
      found.set(phrase, reached.get(ends[phrase]));
    }
    return found;
  }

  /** How often a single phrase occurs, occurrences that overlap an earlier one left out. */
  long countIn(int[] text) {
    long count = 0;
    int node = ROOT;
    for (int sign : text) {
      node = next(node, sign);
      if (node == ends[0]) {
        count++;
        node = ROOT;
      }
    }
    return count;
  }

  private void linkSuffixes(List<List<Integer>> signs) {
    ArrayDeque<Integer> waiting = new ArrayDeque<>(List.of(ROOT));
    for (int i = 0; i < order.length; i++) {
      int node = waiting.remove();
      order[i] = node;
      for (int sign : signs.get(node)) {
        int child = edges.getOrDefault(edge(node, sign), ROOT);
        fallbacks[child] = node == ROOT ? ROOT : next(fallbacks[node], sign);
        waiting.add(child);
      }
    }
  }

  private int next(int node, int sign) {
    int at = node;
    while (true) {
      Integer child = edges.get(edge(at, sign));
      if (child != null) {
        return child;
      }
      if (at == ROOT) {
        return ROOT;
      }
      at = fallbacks[at];
    }
  }

  private static long edge(int node, int sign) {
    return ((long) node << 32) | (sign & 0xffffffffL);
  }
}
