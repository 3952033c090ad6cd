package dev.mneme.app.drift;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Paragraphs about nothing that any task asks. */
public final class NeutralTexts {

  private static final Pattern BETWEEN = Pattern.compile("\\R\\s*\\R");

  private NeutralTexts() {}

  /**
   * Those of a file, or Mneme's own.
   *
   * @param file paragraphs with an empty line between; null for Mneme's own
   * @throws InputException if the file cannot be read or holds no text
   */
  public static List<String> of(@Nullable Path file) {
    List<String> texts = file == null ? own() : paragraphs(read(file));
    if (texts.isEmpty()) {
      throw new InputException(
          file + " holds no text. Write paragraphs with an empty line between.");
    }
    return texts;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new InputException(
          "--neutral: %s cannot be read as text (%s). Give a file of paragraphs."
              .formatted(file, failure),
          failure);
    }
  }

  private static List<String> own() {
    try (InputStream in = NeutralTexts.class.getResourceAsStream("neutral.txt")) {
      return paragraphs(
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<String> paragraphs(String text) {
    return BETWEEN
        .splitAsStream(text)
        .map(paragraph -> paragraph.strip().replaceAll("\\s+", " "))
        .filter(paragraph -> !paragraph.isEmpty())
        .toList();
  }
}
