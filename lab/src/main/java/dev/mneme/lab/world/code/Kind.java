package dev.mneme.lab.world.code;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What programs are given. */
enum Kind {
  LIST("list", "a list of numbers"),
  WORD("word", "a word");

  private static final Pattern COMMA = Pattern.compile(", ?");

  private final String code;
  private final String words;

  Kind(String code, String words) {
    this.code = code;
    this.words = words;
  }

  /** As it stands in programs. */
  String code() {
    return code;
  }

  /** As people say. */
  String words() {
    return words;
  }

  /** {@code 3, 8, 5} or {@code apple}. */
  String written(int[] value) {
    return this == LIST
        ? Arrays.stream(value).mapToObj(String::valueOf).collect(Collectors.joining(", "))
        : new String(value, 0, value.length);
  }

  /**
   * What was written.
   *
   * @throws NumberFormatException if it was not
   */
  int[] read(String written) {
    return this == WORD
        ? written.chars().toArray()
        : Arrays.stream(COMMA.split(written))
            .filter(each -> !each.isBlank())
            .mapToInt(Integer::parseInt)
            .toArray();
  }
}
