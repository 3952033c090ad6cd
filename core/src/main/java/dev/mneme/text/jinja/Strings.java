package dev.mneme.text.jinja;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Texts as Python treats them: white space, and positions counted in characters. */
final class Strings {

  private Strings() {}

  static boolean isSpace(int c) {
    return (c >= 0x09 && c <= 0x0d)
        || (c >= 0x1c && c <= 0x20)
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  static boolean isBlank(String text) {
    return text.chars().allMatch(Strings::isSpace);
  }

  static String lstrip(String text, @Nullable String characters) {
    IntPredicate strips = strips(characters);
    int from = 0;
    while (from < text.length() && strips.test(text.charAt(from))) {
      from++;
    }
    return text.substring(from);
  }

  static String rstrip(String text, @Nullable String characters) {
    IntPredicate strips = strips(characters);
    int to = text.length();
    while (to > 0 && strips.test(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(0, to);
  }

  static String rstrip(String text) {
    return rstrip(text, null);
  }

  static String strip(String text, @Nullable String characters) {
    return rstrip(lstrip(text, characters), characters);
  }

  private static IntPredicate strips(@Nullable String characters) {
    if (characters == null) {
      return Strings::isSpace;
    }
    BitSet set = new BitSet();
    characters.chars().forEach(set::set);
    return set::get;
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** The characters from {@code from} to before {@code to}, counted in code points. */
  static String between(String text, int from, int to) {
    if (from >= to) {
      return "";
    }
    int start = text.offsetByCodePoints(0, from);
    return text.substring(start, text.offsetByCodePoints(start, to - from));
  }

  static List<@Nullable Object> characters(String text) {
    List<@Nullable Object> characters = new ArrayList<>(text.length());
    text.codePoints().forEach(point -> characters.add(Character.toString(point)));
    return characters;
  }

  static int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      if (left.charAt(i) != right.charAt(i)) {
        // surrogates stand above all other characters
        return Integer.compare(left.codePointAt(i), right.codePointAt(i));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  static String capitalized(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return upper(text.substring(0, first)) + lower(text.substring(first));
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /**
   * {@code str.split}: at white space where {@code separator} is null, at most {@code most} times.
   */
  static List<@Nullable Object> split(String text, @Nullable String separator, int most) {
    return separator == null ? splitAtSpace(text, most) : splitAt(text, separator, most);
  }

  private static List<@Nullable Object> splitAt(String text, String separator, int most) {
    if (separator.isEmpty()) {
      throw new TemplateError("cannot split at an empty text");
    }
    List<@Nullable Object> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      if (most >= 0 && parts.size() >= most) {
        break;
      }
      add(parts, text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static List<@Nullable Object> splitAtSpace(String text, int most) {
    List<@Nullable Object> parts = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < text.length() && isSpace(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        return parts;
      }
      if (most >= 0 && parts.size() >= most) {
        parts.add(text.substring(at));
        return parts;
      }
      int end = at;
      while (end < text.length() && !isSpace(text.charAt(end))) {
        end++;
      }
      add(parts, text.substring(at, end));
      at = end;
    }
  }

  static List<@Nullable Object> rsplit(String text, @Nullable String separator, int most) {
    if (most < 0 || separator == null) {
      return split(text, separator, most < 0 ? most : -1);
    }
    List<@Nullable Object> parts = new ArrayList<>();
    int to = text.length();
    while (parts.size() < most) {
      int at = to == 0 ? -1 : text.lastIndexOf(separator, to - separator.length());
      if (at < 0 || separator.isEmpty()) {
        break;
      }
      add(parts, text.substring(at + separator.length(), to));
      to = at;
    }
    add(parts, text.substring(0, to));
    return parts.reversed();
  }

  /** The words between white space. */
  static long words(String text) {
    long words = 0;
    boolean within = false;
    for (int i = 0; i < text.length(); i++) {
      boolean space = isSpace(text.charAt(i));
      words += !space && !within ? 1 : 0;
      within = !space;
    }
    return words;
  }

  /** Refuses a list that grows too long before it fills the memory. */
  static void add(List<@Nullable Object> parts, String part) {
    if (parts.size() >= Budget.LONGEST_LIST) {
      throw new TemplateError(
          "a list would have more than %,d items".formatted(Budget.LONGEST_LIST));
    }
    parts.add(part);
  }
}
