package dev.mneme.lab.world.instructions;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.wording.Wording;
import java.util.List;
import java.util.Map;

/** A sort of instruction. Two of the same part of the text are never asked for at once. */
enum Rule {
  NO_COMMA(Part.MARKS, "punctuation:no_comma"),
  HIGHLIGHT(Part.MARKS, "detectable_format:number_highlighted_sections"),
  CAPITALS(Part.MARKS, "change_case:capital_word_frequency"),
  PLACEHOLDER(Part.MARKS, "detectable_content:number_placeholders"),
  USE(Part.WORDS, "keywords:existence"),
  AVOID(Part.WORDS, "keywords:forbidden_words"),
  OFTEN(Part.WORDS, "keywords:frequency"),
  SENTENCES(Part.LENGTH, "length_constraints:number_sentences"),
  LONG(Part.LENGTH, "length_constraints:number_words"),
  BULLETS(Part.LENGTH, "detectable_format:number_bullet_lists"),
  END(Part.END, "startend:end_checker"),
  POSTSCRIPT(Part.END, "detectable_content:postscript"),
  TITLE(Part.START, "detectable_format:title"),
  REPEAT(Part.START, "combination:repeat_prompt"),
  QUOTES(Part.START, "startend:quotation");

  /** What of a text it is about. */
  enum Part {
    MARKS,
    WORDS,
    LENGTH,
    END,
    START
  }

  private static final List<String> KEYWORDS =
      Wording.parts("summer music gold bread friends honey winter silver dance letters", ' ');

  private static final List<String> ENDS =
      Wording.parts("That is all.|The end.|Have a good day.|Thank you.|So it is.|Good night.", '|');

  private final Part part;
  private final String id;

  Rule(Part part, String id) {
    this.part = part;
    this.id = id;
  }

  static List<Rule> of(Part part) {
    return List.of(values()).stream().filter(rule -> rule.part == part).toList();
  }

  /**
   * An instruction of this sort.
   *
   * @param task the sentence before all instructions
   */
  Order order(Topic topic, String task, Dice dice) {
    return switch (this) {
      case NO_COMMA ->
          order(dice, "Do not use commas.|Use no comma.|Write without commas.", "", 0, Map.of());
      case HIGHLIGHT -> {
        int count = dice.between(1, 3);
        yield order(
            dice,
            "Put at least {n} of the words between stars like *this*.|Highlight at least {n} of the words like *this*.",
            "",
            count,
            Map.of("num_highlights", count));
      }
      case CAPITALS -> {
        int count = dice.between(2, 3);
        yield order(
            dice,
            "Write at least {n} words in capital letters.|Let at least {n} words be all in capitals.",
            "",
            count,
            Map.of("capital_frequency", count, "capital_relation", "at least"));
      }
      case PLACEHOLDER ->
          order(
              dice,
              "Use a placeholder such as [name].|Put in one placeholder like [name].",
              "",
              1,
              Map.of("num_placeholders", 1));
      case USE -> {
        String word = dice.pick(KEYWORDS);
        yield order(
            dice,
            "Use the word {w}.|The word {w} must be in it.",
            word,
            0,
            Map.of("keywords", List.of(word)));
      }
      case AVOID -> {
        String word = dice.pick(topic.traits());
        yield order(
            dice,
            "Do not use the word {w}.|Avoid the word {w}.",
            word,
            0,
            Map.of("forbidden_words", List.of(word)));
      }
      case OFTEN -> {
        int count = dice.between(2, 3);
        yield order(
            dice,
            "Use the word {w} at least {n} times.|The word {w} must be in it at least {n} times.",
            topic.noun(),
            count,
            Map.of("keyword", topic.noun(), "frequency", count, "relation", "at least"));
      }
      case SENTENCES -> {
        int count = dice.between(2, 5);
        yield order(
            dice,
            "Write at least {n} sentences.|Use at least {n} sentences.",
            "",
            count,
            Map.of("num_sentences", count, "relation", "at least"));
      }
      case LONG -> {
        int count = 4 * dice.between(3, 6);
        yield order(
            dice,
            "Write at least {n} words.|Use at least {n} words.",
            "",
            count,
            Map.of("num_words", count, "relation", "at least"));
      }
      case BULLETS -> {
        int count = dice.between(3, 5);
        yield order(
            dice,
            "Write exactly {n} points on lines that begin with a dash.|Make a list of exactly {n} points with dashes.",
            "",
            count,
            Map.of("num_bullets", count));
      }
      case END -> {
        String end = dice.pick(ENDS);
        yield order(
            dice,
            "End with the words: {w}|The last words must be: {w}",
            end,
            0,
            Map.of("end_phrase", end));
      }
      case POSTSCRIPT ->
          order(
              dice,
              "Add a postscript that begins with P.S.|At the end add a line that begins with P.S.",
              "",
              0,
              Map.of("postscript_marker", "P.S."));
      case TITLE ->
          order(
              dice,
              "Give it a title like <<this>>.|Begin with a title such as <<this>>.",
              "",
              0,
              Map.of());
      case REPEAT ->
          order(
              dice,
              "Repeat the first sentence of this before you answer.|Say this first sentence again and then answer.",
              task,
              0,
              Map.of("prompt_to_repeat", task));
      case QUOTES ->
          order(
              dice,
              "Put the whole answer in quotation marks.|Begin and end with a quotation mark.",
              "",
              0,
              Map.of());
    };
  }

  private Order order(
      Dice dice, String wordings, String word, int number, Map<String, Object> kwargs) {
    String wording = dice.pick(Wording.parts(wordings, '|'));
    return new Order(
        this,
        id,
        Wording.fill(wording, "w", word, "n", String.valueOf(number)),
        word,
        number,
        kwargs);
  }
}
