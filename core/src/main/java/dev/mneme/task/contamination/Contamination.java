package dev.mneme.task.contamination;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Records;
import dev.mneme.data.records.Row;
import dev.mneme.task.benchmark.Item;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for items of benchmarks in training data: which n-grams of an item's words, case and
 * punctuation aside, stand somewhere in the data.
 *
 * <p>An item's text is its question with its right answers. One with fewer words than n is looked
 * for as a whole, if it has at least {@link #LEAST} words (or n, if that is less); a shorter one
 * cannot be told from chance. N-grams that more than {@link #COMMON} items share are the frame of
 * the question, not what it asks, and do not count.
 *
 * <p>Source: 13-grams, and whole examples where these are shorter, are those of GPT-3's appendix C
 * (arXiv 2005.14165); what counts as common there is what many training documents share.
 *
 * <p>Memory: some 40 bytes a word of the items; training data are read once, in pieces. Used by one
 * thread.
 */
public final class Contamination {

  /** Words of an n-gram, usually. */
  public static final int USUAL = 13;

  /** Words of the shortest text that is looked for. */
  public static final int LEAST = 8;

  /** N-grams of more items than these are the frame of a question. */
  public static final int COMMON = 10;

  private static final List<String> TEXTS = List.of(".txt", ".text", ".md");

  private final int n;
  private final NgramTable table = new NgramTable();
  private final List<Looked> items = new ArrayList<>();
  private final SortedSet<Integer> lengths = new TreeSet<>();
  private final BitSet found = new BitSet();
  private @Nullable BitSet common;

  /** An item that is looked for. */
  private static final class Looked {
    private final String task;
    private final String id;
    private final String text;
    private final int length;
    private @Nullable String place;

    Looked(String task, String id, String text, int length) {
      this.task = task;
      this.id = id;
      this.text = text;
      this.length = length;
    }
  }

  /**
   * What was found of one item.
   *
   * @param ngrams of its own that it has; 0 if it cannot be told from chance
   * @param found how many of them stand in the data
   * @param place where the first of these stands: file and line; empty if there is none
   * @param words the item's first n-gram that was found
   */
  public record Found(String task, String id, int ngrams, int found, String place, String words) {}

  /**
   * @param n words of an n-gram, at least 1
   */
  public Contamination(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("an n-gram has at least one word, not " + n);
    }
    this.n = n;
  }

  /** Adds what is to be looked for; before any data are read. */
  public void add(String task, List<Item> asked) {
    if (common != null) {
      throw new IllegalStateException("data have been read");
    }
    for (Item item : asked) {
      String text = text(item);
      long[] words = Words.hashes(text);
      int length = Math.min(n, words.length);
      int number = items.size();
      items.add(new Looked(task, item.id(), text, length));
      if (length < Math.min(n, LEAST)) {
        continue;
      }
      lengths.add(length);
      Rolling rolling = new Rolling(length);
      Set<Long> own = new HashSet<>();
      for (int word = 0; word < words.length; word++) {
        rolling.add(words[word]);
        if (rolling.has(length) && own.add(rolling.hash(length))) {
          table.add(rolling.hash(length), number, word + 1 - length);
        }
      }
    }
  }

  private static String text(Item item) {
    return switch (item) {
      case Item.Prompt prompt -> prompt.prompt();
      case Item.Choice choice -> {
        StringBuilder text = new StringBuilder();
        for (int option = 0; option < choice.options().size(); option++) {
          if (choice.right().get(option)) {
            Item.Option right = choice.options().get(option);
            text.append(text.isEmpty() ? right.context() : "").append(right.continuation());
          }
        }
        yield text.toString();
      }
    };
  }

  /**
   * Reads training data: rows, of which every text in every column counts, or a plain text ({@code
   * .txt}, {@code .md}).
   *
   * @throws InputException in one line, if they cannot be read
   */
  public void read(Path data) {
    BitSet framing = settle();
    Scan scan = new Scan(framing);
    String name = data.getFileName().toString().toLowerCase(Locale.ROOT);
    if (TEXTS.stream().anyMatch(name::endsWith)) {
      readText(data, scan);
    } else {
      try (Records records = Records.open(data)) {
        for (long number = 0; number < records.size(); number++) {
          Row row = records.row(number);
          scan.place = row::place;
          row.columns().values().forEach(value -> readValue(value, scan));
        }
      }
    }
  }

  private static void readText(Path file, Scan scan) {
    try (Reader reader =
        new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
      char[] piece = new char[1 << 16];
      long[] line = {1};
      scan.place = () -> file + ":" + line[0];
      for (int read = reader.read(piece); read >= 0; read = reader.read(piece)) {
        for (int i = 0; i < read; i++) {
          scan.words.add(piece[i]);
          line[0] += piece[i] == '\n' ? 1 : 0;
        }
      }
      scan.end();
    } catch (IOException failure) {
      throw new InputException(
          "%s could not be read: %s.".formatted(file, failure.getMessage()), failure);
    }
  }

  private static void readValue(@Nullable Object value, Scan scan) {
    switch (value) {
      case String text -> {
        scan.words.add(text);
        scan.end();
      }
      case List<?> list -> list.forEach(inner -> readValue(inner, scan));
      case Map<?, ?> map -> map.values().forEach(inner -> readValue(inner, scan));
      case null, default -> {
        // numbers and truth values are no text
      }
    }
  }

  /** What was found, item by item in the order in which they were added. */
  public List<Found> findings() {
    BitSet framing = settle();
    int[] own = new int[items.size()];
    int[] met = new int[items.size()];
    int[] first = new int[items.size()];
    for (int ngram = table.size() - 1; ngram >= 0; ngram--) {
      if (!framing.get(ngram)) {
        own[table.item(ngram)]++;
        if (found.get(ngram)) {
          met[table.item(ngram)]++;
          first[table.item(ngram)] = table.position(ngram);
        }
      }
    }
    List<Found> findings = new ArrayList<>();
    for (int item = 0; item < items.size(); item++) {
      Looked looked = items.get(item);
      String words = met[item] == 0 ? "" : Words.shown(looked.text, first[item], looked.length);
      findings.add(
          new Found(
              looked.task,
              looked.id,
              own[item],
              met[item],
              looked.place == null ? "" : looked.place,
              words));
    }
    return findings;
  }

  /** The n-grams that many items share, known once all items are. */
  private BitSet settle() {
    if (common != null) {
      return common;
    }
    BitSet framing = new BitSet();
    for (int ngram = 0; ngram < table.size(); ngram++) {
      if (table.isSharedByMoreThan(COMMON, ngram)) {
        framing.set(ngram);
      }
    }
    framing.stream().forEach(table::cut);
    common = framing;
    return framing;
  }

  /** A pass over data. */
  private final class Scan {
    private final Rolling rolling = new Rolling(lengths.isEmpty() ? 1 : lengths.last());
    private final int[] wanted = lengths.stream().mapToInt(Integer::intValue).toArray();
    private final Words words = new Words(this::word);
    private final BitSet framing;
    private Supplier<String> place = () -> "";

    Scan(BitSet framing) {
      this.framing = framing;
    }

    private void word(long hash) {
      rolling.add(hash);
      for (int length : wanted) {
        if (rolling.has(length)) {
          table.each(rolling.hash(length), this::meet);
        }
      }
    }

    private void meet(int ngram) {
      if (!framing.get(ngram) && !found.get(ngram)) {
        found.set(ngram);
        Looked item = items.get(table.item(ngram));
        if (item.place == null) {
          item.place = place.get();
        }
      }
    }

    /** A text is over; no n-gram goes on into the next. */
    void end() {
      words.end();
      rolling.reset();
    }
  }
}
