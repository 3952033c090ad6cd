package dev.mneme.task;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How little a text says the same again:
 *
 * <pre>  distinct runs of n words / runs of n words </pre>
 *
 * 1 for texts of fewer than n words. Words are small letters between white space. It is 1 plus the
 * repetition penalty that trainers with verifiable rewards take, at a largest penalty of −1.
 *
 * @param words n
 */
public record Repetition(int words) implements TextVerifier {

  private static final Pattern SPACE = Pattern.compile("\\s+");

  public Repetition {
    if (words < 1 || words > 100) {
      throw new IllegalArgumentException("words must lie between 1 and 100, was " + words);
    }
  }

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    List<String> all =
        SPACE
            .splitAsStream(text.toLowerCase(Locale.ROOT).strip())
            .filter(word -> !word.isEmpty())
            .toList();
    int runs = all.size() - words + 1;
    if (runs < 1) {
      return Verdict.of(true, "it has fewer than %d words".formatted(words));
    }
    Set<List<String>> distinct = new HashSet<>();
    for (int from = 0; from < runs; from++) {
      distinct.add(all.subList(from, from + words));
    }
    return Verdict.of(
        (double) distinct.size() / runs,
        String.format(
            Locale.ROOT,
            "%,d of its %,d runs of %d words were there before",
            runs - distinct.size(),
            runs,
            words));
  }
}
