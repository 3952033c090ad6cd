package dev.mneme.task;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many words a text shares with an answer:
 *
 * <pre>
 *   c = words in common, each as often as in both
 *   precision = c / words of the text     recall = c / words of the answer
 *   f1 = 2 · precision · recall / (precision + recall)
 *   jaccard = |distinct words in common| / |distinct words of either|
 * </pre>
 *
 * Words are those of SQuAD (arXiv 1606.05250, the evaluation script): small letters, without ASCII
 * punctuation, without "a", "an" and "the", split at white space. Where one side has no words, all
 * are 1 if both have none, else 0. Of several right answers the nearest counts, by the measure that
 * is the reward. Read is what follows the last thought.
 *
 * <p>Parts: {@code precision}, {@code recall}, {@code f1}, {@code jaccard}.
 *
 * @param column the right answer, or a list of them
 */
public record TokenOverlap(String column, Measure measure) implements TextVerifier {

  private static final Pattern PUNCTUATION =
      Pattern.compile("[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~]");
  private static final Pattern ARTICLE =
      Pattern.compile("\\b(?:a|an|the)\\b", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  /** Which of the shares is the reward. */
  public enum Measure {
    F1,
    PRECISION,
    RECALL,
    JACCARD;

    private String part() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Shares(double precision, double recall, double f1, double jaccard) {

    static Shares of(List<String> said, List<String> wanted) {
      if (said.isEmpty() || wanted.isEmpty()) {
        double same = said.isEmpty() && wanted.isEmpty() ? 1 : 0;
        return new Shares(same, same, same, same);
      }
      Map<String, Integer> left = new HashMap<>();
      wanted.forEach(word -> left.merge(word, 1, Integer::sum));
      double common = 0;
      for (String word : said) {
        if (left.merge(word, -1, Integer::sum) >= 0) {
          common++;
        }
      }
      Set<String> either = new HashSet<>(said);
      Set<String> both = new HashSet<>(wanted);
      both.retainAll(either);
      either.addAll(wanted);
      return new Shares(
          common / said.size(),
          common / wanted.size(),
          2 * common / (said.size() + wanted.size()),
          (double) both.size() / either.size());
    }

    double of(Measure measure) {
      return switch (measure) {
        case F1 -> f1;
        case PRECISION -> precision;
        case RECALL -> recall;
        case JACCARD -> jaccard;
      };
    }
  }

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    Object value = Expected.value(columns, column);
    List<?> answers = value instanceof List<?> list && !list.isEmpty() ? list : List.of(value);
    List<String> said = words(Thought.answerOf(text));
    String nearest = String.valueOf(answers.getFirst());
    Shares best = Shares.of(said, words(nearest));
    for (Object answer : answers) {
      Shares shares = Shares.of(said, words(String.valueOf(answer)));
      if (shares.of(measure) > best.of(measure)) {
        best = shares;
        nearest = String.valueOf(answer);
      }
    }
    return new Verdict(
        best.of(measure),
        String.format(
            Locale.ROOT,
            "its words and those of %s have %s %.3f",
            Expected.quoted(nearest),
            measure.part(),
            best.of(measure)),
        parts(best));
  }

  private static Map<String, Double> parts(Shares shares) {
    Map<String, Double> parts = new LinkedHashMap<>();
    for (Measure each : List.of(Measure.PRECISION, Measure.RECALL, Measure.F1, Measure.JACCARD)) {
      parts.put(each.part(), shares.of(each));
    }
    return parts;
  }

  /** The words of a text as SQuAD counts them. */
  static List<String> words(String text) {
    String small = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    String plain = SPACE.matcher(ARTICLE.matcher(small).replaceAll(" ")).replaceAll(" ").strip();
    List<String> words = new ArrayList<>();
    if (!plain.isEmpty()) {
      SPACE.splitAsStream(plain).forEach(words::add);
    }
    return words;
  }
}
