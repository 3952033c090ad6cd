package dev.mneme.text;

import dev.mneme.data.DurableFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A tokenizer made from texts: byte-level byte-pair encoding (Sennrich, Haddow, Birch 2016, arXiv
 * 1508.07909; bytes as in GPT-2, Radford et al. 2019).
 *
 * <p>Texts are cut into words, numbers into single digits, each with the space before it. Beginning
 * with the 256 bytes, the pair of neighbours that occurs most often within words becomes a token,
 * until there are enough of them; of pairs that occur equally often the first in the order of their
 * signs is taken, so equal texts give an equal tokenizer.
 */
public final class BytePairTraining {

  /** Of digits alone, so that sums are learnt from their columns. */
  private static final String WORDS =
      "'(?:s|t|re|ve|m|ll|d)| ?\\p{L}+| ?\\p{N}| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  private static final Pattern WORD = Pattern.compile(WORDS);
  private static final int BYTES = 256;

  private final Map<String, Long> words = new TreeMap<>();

  /** Adds a text to learn from. */
  public void read(String text) {
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.merge(matcher.group(), 1L, Long::sum);
    }
  }

  /**
   * Writes {@code tokenizer.json} and {@code tokenizer_config.json} as transformers reads them.
   *
   * @param size of the vocabulary, special tokens included
   * @param special tokens with the highest ids; the first ends a text, and the last a turn
   * @param chatTemplate in Jinja; empty for none
   * @throws IllegalArgumentException if the texts do not have so many pairs
   */
  public void write(
      DurableFiles files, Path folder, int size, List<String> special, String chatTemplate) {
    List<Merge> merges = merges(size - BYTES - special.size());
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    IntStream.range(0, BYTES).forEach(b -> vocabulary.put(sign(b), b));
    merges.forEach(merge -> vocabulary.put(merge.left() + merge.right(), vocabulary.size()));
    List<Map<String, Object>> added = new ArrayList<>();
    for (String token : special) {
      added.add(added(vocabulary.size() + added.size(), token));
    }
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("vocab", vocabulary);
    model.put(
        "merges", merges.stream().map(merge -> List.of(merge.left(), merge.right())).toList());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", "1.0");
    json.put("added_tokens", added);
    json.put(
        "pre_tokenizer",
        ordered("type", "Sequence", "pretokenizers", List.of(split(), byteLevel())));
    json.put("decoder", byteLevel());
    json.put("model", model);
    Map<String, Object> config =
        ordered(
            "tokenizer_class",
            "PreTrainedTokenizerFast",
            "eos_token",
            special.getLast(),
            "pad_token",
            special.getFirst(),
            "clean_up_tokenization_spaces",
            false);
    if (!chatTemplate.isEmpty()) {
      config.put("chat_template", chatTemplate);
    }
    write(files, folder.resolve(TokenizerFolder.TOKENIZER), json);
    write(files, folder.resolve(TokenizerFolder.CONFIG), config);
  }

  private static void write(DurableFiles files, Path file, Map<String, Object> json) {
    files.write(file, Json.compact(json));
  }

  private record Merge(String left, String right) {}

  /** A word as it is cut now. */
  private record Cut(List<String> pieces, long count) {

    Cut joined(Merge merge) {
      List<String> joined = new ArrayList<>();
      for (int i = 0; i < pieces.size(); i++) {
        boolean here =
            i + 1 < pieces.size()
                && pieces.get(i).equals(merge.left())
                && pieces.get(i + 1).equals(merge.right());
        joined.add(here ? merge.left() + merge.right() : pieces.get(i));
        i += here ? 1 : 0;
      }
      return new Cut(joined, count);
    }
  }

  private List<Merge> merges(int wanted) {
    List<Cut> cuts = new ArrayList<>();
    words.forEach((word, count) -> cuts.add(new Cut(signs(word), count)));
    List<Merge> merges = new ArrayList<>();
    while (merges.size() < wanted) {
      Map<Merge, Long> pairs = new HashMap<>();
      for (Cut cut : cuts) {
        for (int i = 0; i + 1 < cut.pieces().size(); i++) {
          Merge pair = new Merge(cut.pieces().get(i), cut.pieces().get(i + 1));
          pairs.merge(pair, cut.count(), Long::sum);
        }
      }
      if (pairs.isEmpty()) {
        throw new IllegalArgumentException(
            "the texts have pairs for %d tokens, not for %d".formatted(merges.size(), wanted));
      }
      Merge best =
          pairs.entrySet().stream()
              .min(
                  Map.Entry.<Merge, Long>comparingByValue(Comparator.reverseOrder())
                      .thenComparing(entry -> entry.getKey().left())
                      .thenComparing(entry -> entry.getKey().right()))
              .orElseThrow()
              .getKey();
      merges.add(best);
      cuts.replaceAll(cut -> cut.joined(best));
    }
    return merges;
  }

  private static List<String> signs(String word) {
    List<String> signs = new ArrayList<>();
    for (byte each : word.getBytes(StandardCharsets.UTF_8)) {
      signs.add(sign(each & 0xff));
    }
    return signs;
  }

  /**
   * The sign that stands for a byte: itself where it can be seen, else the next free one from 256.
   */
  private static String sign(int value) {
    if (seen(value)) {
      return String.valueOf((char) value);
    }
    long unseenBefore = IntStream.range(0, value).filter(other -> !seen(other)).count();
    return String.valueOf((char) (BYTES + unseenBefore));
  }

  private static boolean seen(int value) {
    return (value >= '!' && value <= '~') || (value >= 0xa1 && value <= 0xff && value != 0xad);
  }

  private static Map<String, Object> split() {
    return ordered(
        "type",
        "Split",
        "pattern",
        Map.of("Regex", WORDS),
        "behavior",
        "Isolated",
        "invert",
        false);
  }

  private static Map<String, Object> byteLevel() {
    return ordered(
        "type", "ByteLevel",
        "add_prefix_space", false,
        "trim_offsets", true,
        "use_regex", false);
  }

  private static Map<String, Object> added(int id, String token) {
    return ordered(
        "id", id,
        "content", token,
        "single_word", false,
        "lstrip", false,
        "rstrip", false,
        "normalized", false,
        "special", true);
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> ordered = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      ordered.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return ordered;
  }
}
