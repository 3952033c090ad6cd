package dev.mneme.task.instructions;

import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kwargs of one instruction, checked; each mistake is one line that names the instruction. */
final class Arguments {

  private static final int LONGEST_WORD = 1_000;

  private final String id;
  private final Map<String, @Nullable Object> values;

  /**
   * @param values nulls count as absent, since tables give every row the keys of all
   * @param known the keys that the instruction reads
   */
  Arguments(String id, Map<String, @Nullable Object> values, List<String> known) {
    this.id = id;
    this.values = values;
    values.forEach((key, value) -> {
      if (value != null && !known.contains(key)) {
        throw unknown(key, known);
      }
    });
  }

  /** A whole number of at least {@code least}. */
  long number(String key, long least) {
    Object value = present(key);
    if (value instanceof Number number
        && number.doubleValue() == number.longValue()
        && number.longValue() >= least) {
      return number.longValue();
    }
    throw wrong(key, "a whole number of at least " + least, value);
  }

  /** A text that is not blank, as it stands. */
  String text(String key) {
    Object value = present(key);
    if (value instanceof String text && !PythonText.isBlank(text)) {
      return text;
    }
    throw wrong(key, "a text that is not blank", value);
  }

  /** A text of at most {@value #LONGEST_WORD} characters, without the white space around it. */
  String word(String key) {
    String word = PythonText.strip(text(key));
    if (word.length() > LONGEST_WORD) {
      throw wrong(key, "at most %,d characters".formatted(LONGEST_WORD), word.length());
    }
    return word;
  }

  /** One character. */
  String letter(String key) {
    String letter = word(key);
    if (letter.codePointCount(0, letter.length()) != 1) {
      throw wrong(key, "one letter", letter);
    }
    return letter;
  }

  /** Texts that are not empty, at least one. */
  List<String> texts(String key) {
    Object value = present(key);
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      throw wrong(key, "a list of texts", value);
    }
    List<String> texts = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof String text) || text.isEmpty()) {
        throw wrong(key, "a list of texts", element);
      }
      texts.add(text);
    }
    return texts;
  }

  /** {@code "less than"} or {@code "at least"}. */
  Relation relation(String key) {
    Object value = present(key);
    if (Relation.LESS_THAN.words().equals(value)) {
      return Relation.LESS_THAN;
    }
    if (Relation.AT_LEAST.words().equals(value)) {
      return Relation.AT_LEAST;
    }
    throw wrong(key, "\"less than\" or \"at least\"", value);
  }

  /** A code of a language that can be told. */
  String language(String key) {
    String code = text(key);
    if (!Language.codes().contains(code)) {
      throw wrong(key, "one of the languages " + String.join(", ", Language.codes()), code);
    }
    return code;
  }

  InputException wrong(String key, String wanted, @Nullable Object given) {
    return InputException.of(
        "the instruction %s needs %s as %s in kwargs, but the row has %s. Put the row right.",
        id,
        wanted,
        key,
        given instanceof String text ? Finding.quoted(text) : String.valueOf(given));
  }

  private Object present(String key) {
    Object value = values.get(key);
    if (value == null) {
      throw InputException.of(
          "the instruction %s needs %s in kwargs, but the row has only %s. Put the row right.",
          id, key, values.keySet());
    }
    return value;
  }

  private InputException unknown(String key, List<String> known) {
    String nearest = Nearest.of(Finding.quoted(key), known.stream().map(Finding::quoted).toList());
    String hint =
        nearest != null
            ? "Did you mean " + nearest + "?"
            : known.isEmpty() ? "It takes none." : "It takes " + String.join(", ", known) + ".";
    return InputException.of(
        "unknown key %s in kwargs of the instruction %s. %s", Finding.quoted(key), id, hint);
  }
}
