package dev.mneme.lab.world.code;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An operation of the language: how it is written, and how people say what it does. A {@code #}
 * stands for a number and a {@code @} for a letter.
 */
enum Verb {
  KEEP_EVEN(Kind.LIST, "keep ( even )", "keep the even numbers", "keep only even numbers"),
  KEEP_ODD(Kind.LIST, "keep ( odd )", "keep the odd numbers", "keep only odd numbers"),
  KEEP_OVER(Kind.LIST, "keep ( over # )", "keep the numbers over #", "keep what is more than #"),
  KEEP_UNDER(Kind.LIST, "keep ( under # )", "keep the numbers under #", "keep what is less than #"),
  KEEP_FROM_TO(Kind.LIST, "keep ( from # to # )", "keep the numbers from # to #"),
  DROP_EVEN(Kind.LIST, "drop ( even )", "drop the even numbers", "throw out even numbers"),
  DROP_ODD(Kind.LIST, "drop ( odd )", "drop the odd numbers", "throw out odd numbers"),
  DROP_OVER(Kind.LIST, "drop ( over # )", "drop the numbers over #", "throw out what is over #"),
  DROP_UNDER(
      Kind.LIST, "drop ( under # )", "drop the numbers under #", "throw out what is under #"),
  DOUBLE_ALL(Kind.LIST, "map ( double )", "double every number", "double all numbers"),
  SQUARE(Kind.LIST, "map ( square )", "square every number", "square all numbers"),
  ADD(Kind.LIST, "map ( add # )", "add # to every number", "raise all numbers by #"),
  TIMES(Kind.LIST, "map ( times # )", "multiply every number by #", "take every number # times"),
  REPLACE(Kind.LIST, "replace ( # , # )", "replace every # with #", "turn each # into #"),
  APPEND(Kind.LIST, "append ( # )", "put # at the end", "append the number #"),
  SUM(Kind.LIST, "sum ( )", "add up the numbers", "give the sum"),
  MAX(Kind.LIST, "max ( )", "find the largest number", "give the biggest number"),
  MIN(Kind.LIST, "min ( )", "find the smallest number", "give the least number"),
  COUNT(Kind.LIST, "count ( )", "count the numbers", "tell how many numbers there are"),
  SORT(Kind.LIST, "sort ( )", "sort the numbers", "put the numbers in order"),
  REVERSE(Kind.LIST, "reverse ( )", "reverse the list", "turn the list around"),
  UNIQUE(Kind.LIST, "unique ( )", "keep each number only once", "remove repeated numbers"),
  FIRST(Kind.LIST, "first ( # )", "keep the first # numbers", "take # numbers from the start"),
  LAST(Kind.LIST, "last ( # )", "keep the last # numbers", "take # numbers from the end"),
  SKIP(Kind.LIST, "skip ( # )", "skip the first # numbers", "leave out # numbers at the start"),

  REPLACE_LETTER(Kind.WORD, "replace ( @ , @ )", "replace every @ with @", "turn each @ into @"),
  REMOVE_LETTER(Kind.WORD, "remove ( @ )", "remove every @", "leave out each @"),
  APPEND_LETTER(Kind.WORD, "append ( @ )", "put @ at the end", "append the letter @"),
  UPPER(Kind.WORD, "upper ( )", "write it in capitals", "make all letters big"),
  TWICE(Kind.WORD, "double ( )", "write it twice", "repeat the word"),
  SORT_LETTERS(Kind.WORD, "sort ( )", "sort the letters", "put the letters in order"),
  REVERSE_WORD(Kind.WORD, "reverse ( )", "reverse the word", "spell it backwards"),
  UNIQUE_LETTERS(Kind.WORD, "unique ( )", "keep each letter only once", "remove repeated letters"),
  FIRST_LETTERS(
      Kind.WORD, "first ( # )", "keep the first # letters", "take # letters from the start"),
  LAST_LETTERS(Kind.WORD, "last ( # )", "keep the last # letters", "take # letters from the end"),
  SKIP_LETTERS(
      Kind.WORD, "skip ( # )", "skip the first # letters", "leave out # letters at the start");

  private final Kind kind;

  @SuppressWarnings("ImmutableEnumChecker") // nothing changes it
  private final List<String> form;

  @SuppressWarnings("ImmutableEnumChecker") // nothing changes it
  private final List<String> phrases;

  private final int blanks;
  private final boolean ofLetters;

  Verb(Kind kind, String form, String... phrases) {
    this.kind = kind;
    this.form = Pattern.compile(" ").splitAsStream(form).toList();
    this.phrases = List.of(phrases);
    this.blanks = (int) this.form.stream().filter(Verb::blank).count();
    this.ofLetters = form.contains("@");
  }

  private static final List<Verb> OF_LISTS = all(Kind.LIST);
  private static final List<Verb> OF_WORDS = all(Kind.WORD);

  private static List<Verb> all(Kind kind) {
    return Arrays.stream(values()).filter(verb -> verb.kind == kind).toList();
  }

  static List<Verb> of(Kind kind) {
    return kind == Kind.LIST ? OF_LISTS : OF_WORDS;
  }

  Kind kind() {
    return kind;
  }

  /** What it is written with, blanks among it. */
  List<String> form() {
    return form;
  }

  /** Ways to tell someone to do it; the first word is a verb. */
  List<String> phrases() {
    return phrases;
  }

  /** How many numbers or letters it needs. */
  int blanks() {
    return blanks;
  }

  boolean ofLetters() {
    return ofLetters;
  }

  /** Whether it makes one number of many. */
  boolean reduces() {
    return this == SUM || this == MAX || this == MIN || this == COUNT;
  }

  static boolean blank(String token) {
    return token.equals("#") || token.equals("@");
  }

  /** A text whose blanks are filled from left to right. */
  String filled(String text, int first, int second) {
    StringBuilder filled = new StringBuilder(text.length() + 4);
    int argument = first;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == '#') {
        filled.append(argument);
        argument = second;
      } else if (letter == '@') {
        filled.append((char) argument);
        argument = second;
      } else {
        filled.append(letter);
      }
    }
    return filled.toString();
  }

  /** Whether it needs the same things as another one. */
  boolean like(Verb other) {
    return other != this
        && other.kind == kind
        && other.blanks == blanks
        && other.ofLetters == ofLetters;
  }
}
