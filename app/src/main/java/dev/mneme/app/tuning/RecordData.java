package dev.mneme.app.tuning;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mneme.data.InputException;
import dev.mneme.data.Sha256;
import dev.mneme.data.records.Columns;
import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.recipe.Rule;
import dev.mneme.text.ExampleTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are learnt from.
 *
 * @param sources one or several files
 * @param heldOut share of each file's rows, at its end, that is measured on and never learnt
 * @param maxLength tokens of an example; 0 for as many as the model reads
 * @param chat whether plain prompts and answers are written as messages of a user and the assistant
 * @param system what a system message says before such a conversation; empty for none
 */
record RecordData(
    List<Source> sources, double heldOut, int maxLength, boolean chat, String system) {

  static final RecordData DEFAULTS =
      new RecordData(
          List.of(new Source("", RowFormat.AUTO, Columns.USUAL, 1, 1)), 0.05, 0, false, "");

  RecordData {
    sources = List.copyOf(sources);
    Rule.require(heldOut > 0 && heldOut < 1, "held-out must lie between 0 and 1", heldOut);
    Rule.atLeast(0, "max-length", maxLength);
    Rule.require(
        sources.isEmpty() || sources.stream().anyMatch(source -> source.weight() > 0),
        "one of the sources must have a weight above 0",
        0);
  }

  /**
   * A file or folder of rows.
   *
   * @param ratio how often its rows come, relative to the other sources
   * @param weight how much the loss of its examples counts
   */
  record Source(String file, RowFormat format, Columns columns, double ratio, double weight) {
    Source {
      Rule.require(ratio > 0 && Double.isFinite(ratio), "ratio must be positive", ratio);
      Rule.atLeast(0, "weight", weight);
    }

    MixedExamples.Source source() {
      if (file.isBlank()) {
        throw new InputException(
            "data.sources needs the file of each source; the recipe leaves one empty.");
      }
      return new MixedExamples.Source(Path.of(file), format.format(), columns, ratio, weight);
    }
  }

  /** What a row means. */
  enum RowFormat {
    AUTO(null),
    TEXT(Format.TEXT),
    COMPLETION(Format.COMPLETION),
    MESSAGES(Format.MESSAGES),
    PREFERENCE(Format.PREFERENCE),
    QUESTION(Format.QUESTION);

    private final @Nullable Format format;

    RowFormat(@Nullable Format format) {
      this.format = format;
    }

    @Nullable Format format() {
      return format;
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether all sources count the same. */
  boolean weighsAlike() {
    return sources.stream().allMatch(source -> source.weight() == 1);
  }

  /**
   * What events call the sources: their files' names up to a dot, numbered where they are equal.
   *
   * @param taken a name that is something else's
   */
  List<String> names(String taken) {
    List<String> names = new ArrayList<>();
    for (Source source : sources) {
      String file = String.valueOf(Path.of(source.file()).getFileName());
      String plain = file.replaceFirst("(?<=.)\\..*", "");
      String name = plain;
      for (int number = 2; names.contains(name) || name.equals(taken); number++) {
        name = plain + "-" + number;
      }
      names.add(name);
    }
    return names;
  }

  /** Opens the files. The caller closes them. */
  MixedExamples open(Set<Format> allowed, long seed) {
    return new MixedExamples(sources.stream().map(Source::source).toList(), heldOut, allowed, seed);
  }

  /** How the model reads the rows. */
  ExampleTokens tokens(Learner learner) {
    return new ExampleTokens(
        learner.source().folder(),
        learner.tokenizer(),
        learner.shape().vocabulary(),
        new ExampleTokens.Asking(chat, system));
  }

  /** How many tokens an example may have with a model that reads so many. */
  int longest(int positions) {
    return maxLength == 0 ? positions : Math.min(maxLength, positions);
  }

  /** How many tokens of a prompt leave room for a completion of so many. */
  int longestPrompt(int positions, int completion) {
    int longest = longest(positions);
    if (completion >= longest) {
      throw InputException.of(
          "sampling.max-tokens is %,d and an example has at most %,d tokens, which leaves none for the prompt. Lower it.",
          completion, longest);
    }
    return longest - completion;
  }

  /** SHA-256 of the files, by path. */
  Map<String, String> hashes() {
    return hashes(sources);
  }

  /** SHA-256 of the files of some sources, by path. */
  static Map<String, String> hashes(List<Source> sources) {
    Map<String, String> hashes = new TreeMap<>();
    for (Source source : sources) {
      try (Stream<Path> files = Files.walk(Path.of(source.file()))) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          hashes.put(file.toString(), Sha256.of(file));
        }
      } catch (IOException failure) {
        throw new InputException(
            "%s cannot be read: %s".formatted(source.file(), failure.getMessage()), failure);
      }
    }
    return hashes;
  }
}
