package dev.mneme.text;

import dev.mneme.data.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A checked {@code tokenizer.json}. A panic of the native library ends the whole process, so files
 * that can cause one are refused before it sees them: only known parts are let through, and of
 * those only settings that cannot read past an end.
 */
final class TokenizerJson {

  private static final long LARGEST = 256L << 20;
  private static final int MOST_IDS = 1 << 23;
  private static final int MOST_PARTS = 64;
  private static final int LONGEST_INSERT = 64;

  /** The kinds of parts, their types, and what is read of each. */
  private static final Map<String, Map<String, Set<String>>> PARTS =
      Map.of(
          "normalizer",
          types(
              "Sequence normalizers",
              "NFC",
              "NFD",
              "NFKC",
              "NFKD",
              "Nmt",
              "Lowercase",
              "Prepend prepend",
              "Replace pattern content",
              "Strip strip_left strip_right",
              "StripAccents",
              "BertNormalizer clean_text handle_chinese_chars strip_accents lowercase",
              "ByteLevel"),
          "pre_tokenizer",
          types(
              "Sequence pretokenizers",
              "ByteLevel add_prefix_space trim_offsets use_regex",
              "Split pattern behavior invert",
              "Whitespace",
              "WhitespaceSplit",
              "Digits individual_digits",
              "Punctuation behavior",
              "Metaspace replacement add_prefix_space prepend_scheme split",
              "BertPreTokenizer",
              "CharDelimiterSplit delimiter",
              "UnicodeScripts"),
          "post_processor",
          types(
              "Sequence processors",
              "ByteLevel add_prefix_space trim_offsets use_regex",
              "TemplateProcessing single pair special_tokens",
              "BertProcessing sep cls",
              "RobertaProcessing sep cls trim_offsets add_prefix_space"),
          "decoder",
          types(
              "Sequence decoders",
              "ByteLevel add_prefix_space trim_offsets use_regex",
              "Metaspace replacement add_prefix_space prepend_scheme split",
              "Replace pattern content",
              "ByteFallback",
              "Fuse",
              "Strip content start stop",
              "WordPiece prefix cleanup",
              "BPEDecoder suffix"),
          "model",
          types(
              "BPE dropout unk_token continuing_subword_prefix end_of_word_suffix fuse_unk"
                  + " byte_fallback ignore_merges vocab merges",
              "WordLevel vocab unk_token",
              "WordPiece unk_token continuing_subword_prefix max_input_chars_per_word vocab",
              "Unigram unk_id vocab byte_fallback"));

  private final String where;
  private final ObjectNode root;
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<String> normalised = new ArrayList<>();
  private int largest = -1;
  private int parts;
  private boolean template;

  /** A type and the settings it has. */
  private static Map<String, Set<String>> types(String... lines) {
    Map<String, Set<String>> types = new HashMap<>();
    for (String line : lines) {
      List<String> words = List.of(line.split(" ", -1));
      types.put(words.getFirst(), Set.copyOf(words.subList(1, words.size())));
    }
    return Map.copyOf(types);
  }

  private TokenizerJson(JsonNode root, String where) {
    this.where = where;
    this.root = (ObjectNode) root;
    PARTS.keySet().forEach(name -> checkPart(name, this.root.get(name)));
    if (!this.root.path("model").isObject()) {
      throw wrong("it has no \"model\"");
    }
    readVocabulary();
    readAddedTokens();
    checkIds(this.root.path("post_processor"));
    // cutting and filling are the batch's business, and their settings are not checked by the
    // library
    this.root.putNull("truncation");
    this.root.putNull("padding");
  }

  static TokenizerJson read(Path file) {
    return of(Json.bytes(file, LARGEST), file.toString());
  }

  static TokenizerJson of(byte[] json, String where) {
    return new TokenizerJson(Json.object(json, where), where);
  }

  /** What the native library is given. */
  String text() {
    return Json.compact(root);
  }

  /** The id of a token by its name in the file. */
  @Nullable Integer id(String token) {
    return ids.get(token);
  }

  int vocabularySize() {
    return largest + 1;
  }

  private void checkPart(String kind, @Nullable JsonNode part) {
    if (part == null || part.isNull()) {
      return;
    }
    if (++parts > MOST_PARTS) {
      throw wrong("it has more than %d parts", MOST_PARTS);
    }
    String type = part.path("type").asString("");
    Set<String> settings = PARTS.getOrDefault(kind, Map.of()).get(type);
    if (settings == null || !(part instanceof ObjectNode object)) {
      throw wrong("its %s is of type %s, which is not read here", kind, Json.quoted(type));
    }
    // the library goes by the settings more than by the type, so others would make another part
    object.retain(with(settings, "type"));
    checkSettings(kind, type, part);
    if (type.equals("TemplateProcessing")) {
      checkTemplate(part);
    }
    for (String list : Set.of("normalizers", "pretokenizers", "processors", "decoders")) {
      part.path(list).forEach(inner -> checkPart(kind, inner));
    }
  }

  private void checkSettings(String kind, String type, JsonNode part) {
    if (kind.equals("decoder") && type.equals("Strip") && !isZero(part.path("stop"))) {
      throw wrong("its decoder strips from the end of tokens, which is not done here");
    }
    if (kind.equals("model") && type.equals("BPE")) {
      if (part.path("dropout").asDouble(0) != 0) {
        throw wrong("its model drops merges at random, so one text would have many encodings");
      }
      if (!part.path("continuing_subword_prefix").asString("").isEmpty()) {
        throw wrong("its BPE model has a prefix for continued words, which is not read here");
      }
    }
    for (String pattern : Set.of("Regex", "String")) {
      if (part.path("pattern").path(pattern).asString("x").isEmpty()) {
        throw wrong("its %s %s looks for an empty text", kind, type);
      }
    }
    String refusal = PatternRules.refuse(part.path("pattern").path("Regex").asString("x"));
    if (refusal != null) {
      throw wrong("its %s has a pattern that %s", kind, refusal);
    }
    for (String insert : Set.of("content", "prepend", "replacement")) {
      if (part.path(insert).asString("").length() > LONGEST_INSERT) {
        throw wrong("its %s %s puts in more than %d characters", kind, type, LONGEST_INSERT);
      }
    }
  }

  /** A number beyond an int is not 0, whatever a conversion with a default says. */
  private static boolean isZero(JsonNode number) {
    return number.isMissingNode()
        || (number.isIntegralNumber() && number.bigIntegerValue().signum() == 0);
  }

  private static Set<String> with(Set<String> names, String more) {
    Set<String> all = new HashSet<>(names);
    all.add(more);
    return all;
  }

  /** The library takes it on trust that a template names what there is. */
  private void checkTemplate(JsonNode part) {
    if (template) {
      throw wrong("it has two templates for special tokens");
    }
    template = true;
    JsonNode tokens = part.path("special_tokens");
    for (JsonNode token : tokens) {
      if (token.path("ids").size() != token.path("tokens").size()) {
        throw wrong("a special token of its template has more ids than tokens or fewer");
      }
    }
    for (String side : List.of("single", "pair")) {
      for (JsonNode piece : part.path(side)) {
        JsonNode special = piece.path("SpecialToken");
        if (piece.size() != 1
            || (special.isObject() && !tokens.has(special.path("id").asString("")))) {
          throw wrong("its template names a special token that it does not have");
        }
        if (side.equals("single") && !piece.path("Sequence").path("id").asString("A").equals("A")) {
          throw wrong("its template for one text asks for a second");
        }
      }
    }
    int texts = 0;
    for (JsonNode piece : part.path("single")) {
      texts += piece.has("Sequence") ? 1 : 0;
    }
    if (texts != 1) {
      throw wrong("its template for one text holds it %d times", texts);
    }
  }

  /** Ids put around texts must be those of tokens. */
  private void checkIds(JsonNode processor) {
    processor.path("processors").forEach(this::checkIds);
    for (String end : List.of("sep", "cls")) {
      checkId(processor.path(end).path(1));
    }
    for (JsonNode token : processor.path("special_tokens")) {
      token.path("ids").forEach(this::checkId);
    }
  }

  private void checkId(JsonNode id) {
    if (id.isNumber()
        && !(id.isIntegralNumber() && id.canConvertToInt() && id.intValue() <= largest)) {
      throw wrong(
          "it puts the id %s around texts, which no token has", Json.shortened(id.asString()));
    }
  }

  /**
   * A tokenizer that makes a token of whatever a text is normalised to, and nothing of nothing;
   * null where nothing is normalised.
   */
  @Nullable String normaliserAlone() {
    JsonNode normaliser = root.get("normalizer");
    if (normaliser == null || normaliser.isNull() || normalised.isEmpty()) {
      return null;
    }
    ObjectNode alone = root.objectNode();
    alone.set("normalizer", normaliser);
    ObjectNode model = alone.putObject("model");
    model.put("type", "WordLevel").put("unk_token", "u").putObject("vocab").put("u", 0);
    return Json.compact(alone);
  }

  /** The added tokens that are looked for in normalised text, and so are normalised themselves. */
  List<String> normalised() {
    return normalised;
  }

  private void readVocabulary() {
    JsonNode vocabulary = root.path("model").path("vocab");
    if (vocabulary.isArray()) {
      for (JsonNode entry : vocabulary) {
        addToken(entry.path(0).asString(""), vocabularySize());
      }
    } else {
      vocabulary
          .properties()
          .forEach(entry -> addToken(entry.getKey(), intOf(entry.getKey(), entry.getValue())));
    }
    if (ids.isEmpty()) {
      throw wrong("its vocabulary is empty");
    }
  }

  private void readAddedTokens() {
    for (JsonNode token : root.path("added_tokens")) {
      String content = token.path("content").asString("");
      if (content.isEmpty()) {
        throw wrong("an added token has no text");
      }
      int id = intOf(content, token.path("id"));
      Integer known = ids.get(content);
      if (known != null && known != id) {
        throw wrong("token %s has the ids %d and %d", Json.quoted(content), known, id);
      }
      addToken(content, id);
      if (token.path("normalized").asBoolean(true)) {
        normalised.add(content);
      }
    }
  }

  private int intOf(String token, JsonNode id) {
    if (!id.isIntegralNumber() || !id.canConvertToInt()) {
      throw wrong("token %s has no id", Json.quoted(token));
    }
    return id.intValue();
  }

  private void addToken(String token, int id) {
    if (id < 0 || id >= MOST_IDS) {
      throw wrong(
          "token %s has the id %,d; ids are from 0 to %,d", Json.quoted(token), id, MOST_IDS - 1);
    }
    ids.put(token, id);
    largest = Math.max(largest, id);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library we do not carry
  private InputException wrong(String what, Object... arguments) {
    return InputException.of(
        "%s cannot be used: %s. Get it again, or save it anew with the tokenizers library.",
        where, String.format(Locale.ROOT, what, arguments));
  }
}
