package dev.mneme.lab.world.writing;

import dev.mneme.data.InputException;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a little story is worth: the mean of its parts.
 *
 * <ul>
 *   <li>mentions: the share of the wanted words that occur, whatever their case, {@value #WORDS}
 *   <li>length: 1 if it has as many sentences as wanted, {@value #SENTENCES}, or two to five
 *   <li>fresh: 1 if no sentence occurs twice
 *   <li>whole: 1 if each sentence has three words or more
 *   <li>begins: 1 if it begins with a capital letter
 *   <li>ends: 1 if it ends with a full stop
 * </ul>
 */
record Rubric() implements TextVerifier {

  static final String WORDS = "words";
  static final String SENTENCES = "sentences";

  private static final int FEWEST_WORDS = 3;

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    if (!(columns.get(WORDS) instanceof List<?> wanted) || wanted.isEmpty()) {
      throw InputException.of("the row needs a list \"%s\" of the wanted words.", WORDS);
    }
    String story = text.strip();
    List<List<String>> sentences = sentences(story);
    HashSet<String> words = new HashSet<>();
    sentences.forEach(words::addAll);
    long found = wanted.stream().filter(word -> words.contains(String.valueOf(word))).count();
    boolean length =
        columns.get(SENTENCES) instanceof Number count
            ? sentences.size() == count.intValue()
            : sentences.size() >= 2 && sentences.size() <= 5;
    boolean any = !sentences.isEmpty();
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("mentions", (double) found / wanted.size());
    parts.put("length", length ? 1.0 : 0.0);
    parts.put("fresh", any && new HashSet<>(sentences).size() == sentences.size() ? 1.0 : 0.0);
    parts.put(
        "whole", any && sentences.stream().allMatch(one -> one.size() >= FEWEST_WORDS) ? 1.0 : 0.0);
    parts.put("begins", any && Character.isUpperCase(story.codePointAt(0)) ? 1.0 : 0.0);
    parts.put("ends", any && story.endsWith(".") ? 1.0 : 0.0);
    double reward = parts.values().stream().mapToDouble(Double::doubleValue).sum() / parts.size();
    String missed =
        String.join(
            ", ",
            parts.entrySet().stream()
                .filter(part -> part.getValue() < 1)
                .map(Map.Entry::getKey)
                .toList());
    return new Verdict(
        Math.min(1, reward), missed.isEmpty() ? "all is there" : "it misses: " + missed, parts);
  }

  /** The words of each sentence, in small letters. */
  private static List<List<String>> sentences(String text) {
    List<List<String>> sentences = new ArrayList<>();
    List<String> sentence = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    String plain = text.toLowerCase(Locale.ROOT) + '.';
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        word.append(c);
        continue;
      }
      if (!word.isEmpty()) {
        sentence.add(word.toString());
        word.setLength(0);
      }
      if ((c == '.' || c == '!' || c == '?') && !sentence.isEmpty()) {
        sentences.add(List.copyOf(sentence));
        sentence.clear();
      }
    }
    return sentences;
  }
}
