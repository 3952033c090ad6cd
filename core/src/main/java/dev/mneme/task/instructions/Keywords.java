package dev.mneme.task.instructions;

import java.util.BitSet;
import java.util.List;

/**
 * Words that must occur, or must not.
 *
 * <p>A keyword stands for itself: the reference hands it to a regular expression as it is, so that
 * there {@code "U.S."} also finds {@code "UxSx"}. Case does not count. Words that must occur may be
 * part of longer ones; words that must not are looked for between word boundaries.
 *
 * @param words at least one, none of them empty
 * @param forbidden whether none, instead of all, is to be found
 */
record Keywords(List<String> words, boolean forbidden) implements Instruction {

  Keywords {
    words = List.copyOf(words);
  }

  @Override
  public Finding check(String response) {
    if (forbidden) {
      PhraseFinder finder =
          new PhraseFinder(words.stream().map(Keywords::betweenBoundaries).toList());
      int first = finder.foundIn(PythonText.foldedWithBoundaries(response)).nextSetBit(0);
      return first < 0
          ? new Finding(true, "none of the forbidden words is there")
          : new Finding(false, "the forbidden word %s is there".formatted(quoted(first)));
    }
    PhraseFinder finder = new PhraseFinder(words.stream().map(PythonText::folded).toList());
    BitSet found = finder.foundIn(PythonText.folded(response));
    int missing = found.nextClearBit(0);
    return missing >= words.size()
        ? new Finding(true, "all keywords are there")
        : new Finding(false, "the keyword %s is missing".formatted(quoted(missing)));
  }

  private String quoted(int word) {
    return Finding.quoted(words.get(word));
  }

  /** A word with a boundary at each end; inside it boundaries follow from its own signs. */
  private static int[] betweenBoundaries(String word) {
    int[] signs = PythonText.foldedWithBoundaries(word);
    boolean before = signs[0] == PythonText.BOUNDARY;
    boolean after = signs[signs.length - 1] == PythonText.BOUNDARY;
    int[] between = new int[signs.length + (before ? 0 : 1) + (after ? 0 : 1)];
    between[0] = PythonText.BOUNDARY;
    System.arraycopy(signs, 0, between, before ? 0 : 1, signs.length);
    between[between.length - 1] = PythonText.BOUNDARY;
    return between;
  }
}
