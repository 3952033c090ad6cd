package dev.mneme.task.instructions;

import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The registry: from an instruction's id and kwargs, as data sets write them, to its check. */
public final class Instructions {

  private record Kind(List<String> kwargs, Function<Arguments, Instruction> reader) {}

  private static final Map<String, Kind> KINDS = kinds();

  private Instructions() {}

  /**
   * The check of an instruction.
   *
   * @param kwargs numbers, texts and lists of texts; nulls count as absent
   * @throws InputException if there is no such instruction, or its kwargs are not right
   */
  public static Instruction of(String id, Map<String, @Nullable Object> kwargs) {
    Kind kind = KINDS.get(id);
    if (kind == null) {
      String shown = id.length() <= 100 ? id : id.substring(0, 100) + "…";
      String nearest = Nearest.of(shown, KINDS.keySet());
      throw InputException.of(
          "unknown instruction \"%s\". %s",
          shown,
          nearest == null
              ? "Known are " + String.join(", ", KINDS.keySet()) + "."
              : "Did you mean \"" + nearest + "\"?");
    }
    return kind.reader().apply(new Arguments(id, kwargs, kind.kwargs()));
  }

  /** All ids, in the order of the paper's table. */
  public static Set<String> ids() {
    return KINDS.keySet();
  }

  /** The keys of an instruction's kwargs, all of them needed. */
  public static List<String> kwargs(String id) {
    Kind kind = KINDS.get(id);
    if (kind == null) {
      throw new IllegalArgumentException("no instruction " + id);
    }
    return kind.kwargs();
  }

  private static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    addWords(kinds);
    addLengths(kinds);
    addFormats(kinds);
    addWholes(kinds);
    return Collections.unmodifiableMap(kinds);
  }

  private static void addWords(Map<String, Kind> kinds) {
    kinds.put(
        "keywords:existence",
        new Kind(List.of("keywords"), a -> new Keywords(a.texts("keywords"), false)));
    kinds.put(
        "keywords:frequency",
        new Kind(
            List.of("keyword", "frequency", "relation"),
            a ->
                new Counted(
                    "times the keyword",
                    Counts.keyword(PythonText.strip(a.text("keyword"))),
                    a.relation("relation"),
                    a.number("frequency", 0))));
    kinds.put(
        "keywords:forbidden_words",
        new Kind(List.of("forbidden_words"), a -> new Keywords(a.texts("forbidden_words"), true)));
    kinds.put(
        "keywords:letter_frequency",
        new Kind(
            List.of("letter", "let_frequency", "let_relation"),
            a ->
                new Counted(
                    "times the letter",
                    Counts.letter(a.letter("letter")),
                    a.relation("let_relation"),
                    a.number("let_frequency", 0))));
    kinds.put(
        "language:response_language",
        new Kind(List.of("language"), a -> new Spoken.In(a.language("language"))));
  }

  private static void addLengths(Map<String, Kind> kinds) {
    kinds.put(
        "length_constraints:number_sentences",
        new Kind(
            List.of("num_sentences", "relation"),
            a ->
                new Counted(
                    "sentences",
                    Sentences::count,
                    a.relation("relation"),
                    a.number("num_sentences", 0))));
    kinds.put(
        "length_constraints:number_paragraphs",
        new Kind(
            List.of("num_paragraphs"), a -> new Parts.Paragraphs(a.number("num_paragraphs", 0))));
    kinds.put(
        "length_constraints:number_words",
        new Kind(
            List.of("num_words", "relation"),
            a ->
                new Counted(
                    "words", Counts::words, a.relation("relation"), a.number("num_words", 0))));
    kinds.put(
        "length_constraints:nth_paragraph_first_word",
        new Kind(
            List.of("num_paragraphs", "nth_paragraph", "first_word"), Instructions::firstWord));
  }

  private static Instruction firstWord(Arguments arguments) {
    long paragraphs = arguments.number("num_paragraphs", 1);
    long nth = arguments.number("nth_paragraph", 1);
    if (nth > paragraphs) {
      throw arguments.wrong("nth_paragraph", "at most num_paragraphs", nth);
    }
    return new Parts.FirstWord(paragraphs, nth, PythonText.lower(arguments.text("first_word")));
  }

  private static void addFormats(Map<String, Kind> kinds) {
    kinds.put(
        "detectable_content:number_placeholders",
        new Kind(
            List.of("num_placeholders"),
            a ->
                new Counted(
                    "placeholders",
                    Counts::placeholders,
                    Relation.AT_LEAST,
                    a.number("num_placeholders", 0))));
    kinds.put(
        "detectable_content:postscript",
        new Kind(
            List.of("postscript_marker"), a -> new Marks.Postscript(a.word("postscript_marker"))));
    kinds.put(
        "detectable_format:number_bullet_lists",
        new Kind(
            List.of("num_bullets"),
            a ->
                new Counted(
                    "bullets", Counts::bullets, Relation.EXACTLY, a.number("num_bullets", 0))));
    kinds.put(
        "detectable_format:constrained_response",
        new Kind(List.of(), a -> new Marks.FixedAnswer()));
    kinds.put(
        "detectable_format:number_highlighted_sections",
        new Kind(
            List.of("num_highlights"),
            a ->
                new Counted(
                    "highlights",
                    Counts::highlights,
                    Relation.AT_LEAST,
                    a.number("num_highlights", 0))));
    kinds.put(
        "detectable_format:multiple_sections",
        new Kind(
            List.of("section_spliter", "num_sections"),
            a ->
                new Counted(
                    "sections",
                    Counts.sections(a.word("section_spliter")),
                    Relation.AT_LEAST,
                    a.number("num_sections", 0))));
    kinds.put("detectable_format:json_format", new Kind(List.of(), a -> new Marks.Json()));
    kinds.put("detectable_format:title", new Kind(List.of(), a -> new Marks.Title()));
  }

  private static void addWholes(Map<String, Kind> kinds) {
    kinds.put("combination:two_responses", new Kind(List.of(), a -> new Parts.TwoResponses()));
    kinds.put(
        "combination:repeat_prompt",
        new Kind(
            List.of("prompt_to_repeat"),
            a -> new Edges.RepeatedPrompt(a.text("prompt_to_repeat"))));
    kinds.put(
        "startend:end_checker",
        new Kind(List.of("end_phrase"), a -> new Edges.EndPhrase(a.text("end_phrase"))));
    kinds.put(
        "change_case:capital_word_frequency",
        new Kind(
            List.of("capital_frequency", "capital_relation"),
            a ->
                new Counted(
                    "words in capitals",
                    CapitalWords::count,
                    a.relation("capital_relation"),
                    a.number("capital_frequency", 0))));
    kinds.put("change_case:english_capital", new Kind(List.of(), a -> new Spoken.Capitals()));
    kinds.put("change_case:english_lowercase", new Kind(List.of(), a -> new Spoken.SmallLetters()));
    kinds.put("punctuation:no_comma", new Kind(List.of(), a -> new Marks.NoComma()));
    kinds.put("startend:quotation", new Kind(List.of(), a -> new Edges.Quoted()));
  }
}
