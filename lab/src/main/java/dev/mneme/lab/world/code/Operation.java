package dev.mneme.lab.world.code;

import dev.mneme.lab.chance.Dice;
import java.util.Arrays;

/**
 * A verb with what it needs.
 *
 * @param first the first number or letter; 0 where none is needed
 * @param second the second one
 */
record Operation(Verb verb, int first, int second) {

  /** The most entries of a list. */
  static final int LONGEST = 256;

  /** The greatest number. */
  static final int MOST = 1_000_000;

  static Operation of(Verb verb) {
    return new Operation(verb, 0, 0);
  }

  static Operation of(Verb verb, int first) {
    return new Operation(verb, first, 0);
  }

  /** {@code keep(over 7)}. */
  String code() {
    StringBuilder form = new StringBuilder(20);
    for (String token : verb.form()) {
      boolean apart = !form.isEmpty() && form.charAt(form.length() - 1) != '(';
      boolean tight = token.equals("(") || token.equals(")") || token.equals(",");
      form.append(apart && !tight ? " " : "").append(token);
    }
    return verb.filled(form.toString(), first, second);
  }

  /** In words, as {@code keep the numbers over 7}. */
  String words(Dice dice) {
    return verb.filled(dice.pick(verb.phrases()), first, second);
  }

  /** What it makes of a list; the list itself stays as it is. */
  int[] run(int[] list) {
    return switch (verb) {
      case KEEP_EVEN, DROP_ODD -> kept(list, n -> n % 2 == 0);
      case KEEP_ODD, DROP_EVEN -> kept(list, n -> n % 2 != 0);
      case KEEP_OVER -> kept(list, n -> n > first);
      case KEEP_UNDER -> kept(list, n -> n < first);
      case KEEP_FROM_TO -> kept(list, n -> n >= first && n <= second);
      case DROP_OVER -> kept(list, n -> n <= first);
      case DROP_UNDER -> kept(list, n -> n >= first);
      case REMOVE_LETTER -> kept(list, n -> n != first);
      case DOUBLE_ALL -> mapped(list, n -> 2L * n);
      case SQUARE -> mapped(list, n -> (long) n * n);
      case ADD -> mapped(list, n -> (long) n + first);
      case TIMES -> mapped(list, n -> (long) n * first);
      case REPLACE, REPLACE_LETTER -> mapped(list, n -> n == first ? second : n);
      case UPPER -> mapped(list, n -> n >= 'a' && n <= 'z' ? n - 'a' + 'A' : n);
      case APPEND, APPEND_LETTER -> joined(list, new int[] {first});
      case TWICE -> joined(list, list);
      case SUM -> new int[] {Math.clamp(Arrays.stream(list).asLongStream().sum(), -MOST, MOST)};
      case COUNT -> new int[] {list.length};
      case MAX -> sorted(list, list.length - 1, list.length);
      case MIN -> sorted(list, 0, 1);
      case SORT, SORT_LETTERS -> sorted(list, 0, list.length);
      case REVERSE, REVERSE_WORD -> reversed(list);
      case UNIQUE, UNIQUE_LETTERS -> Arrays.stream(list).distinct().toArray();
      case FIRST, FIRST_LETTERS -> part(list, 0, first);
      case LAST, LAST_LETTERS -> part(list, list.length - first, list.length);
      case SKIP, SKIP_LETTERS -> part(list, first, list.length);
    };
  }

  private interface Condition {
    boolean holds(int number);
  }

  private interface Change {
    long of(int number);
  }

  private static int[] kept(int[] list, Condition condition) {
    int[] kept = new int[list.length];
    int size = 0;
    for (int number : list) {
      if (condition.holds(number)) {
        kept[size++] = number;
      }
    }
    return Arrays.copyOf(kept, size);
  }

  private static int[] mapped(int[] list, Change change) {
    int[] mapped = new int[list.length];
    for (int i = 0; i < list.length; i++) {
      mapped[i] = Math.clamp(change.of(list[i]), -MOST, MOST);
    }
    return mapped;
  }

  private static int[] joined(int[] list, int[] more) {
    int[] joined = Arrays.copyOf(list, Math.min(LONGEST, list.length + more.length));
    System.arraycopy(more, 0, joined, list.length, joined.length - list.length);
    return joined;
  }

  private static int[] sorted(int[] list, int from, int to) {
    int[] sorted = list.clone();
    Arrays.sort(sorted);
    return part(sorted, from, to);
  }

  private static int[] reversed(int[] list) {
    int[] reversed = new int[list.length];
    for (int i = 0; i < list.length; i++) {
      reversed[i] = list[list.length - 1 - i];
    }
    return reversed;
  }

  /** As much of that part as there is. */
  private static int[] part(int[] list, int from, int to) {
    int begin = Math.clamp(from, 0, list.length);
    return Arrays.copyOfRange(list, begin, Math.clamp(to, begin, list.length));
  }
}
