package dev.mneme.text;

import dev.mneme.data.InputException;
import java.nio.file.Path;
import java.util.HashMap;
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

  private static final Map<String, Set<String>> PARTS =
      Map.of(
          "normalizer",
          Set.of(
              "Sequence",
              "NFC",
              "NFD",
              "NFKC",
              "NFKD",
              "Nmt",
              "Lowercase",
              "Prepend",
              "Replace",
              "Strip",
              "StripAccents",
              "BertNormalizer",
              "ByteLevel"),
          "pre_tokenizer",
          Set.of(
              "Sequence",
              "ByteLevel",
              "Split",
              "Whitespace",
              "WhitespaceSplit",
              "Digits",
              "Punctuation",
              "Metaspace",
              "BertPreTokenizer",
              "CharDelimiterSplit",
              "UnicodeScripts"),
          "post_processor",
          Set.of(
              "Sequence", "ByteLevel", "TemplateProcessing", "BertProcessing", "RobertaProcessing"),
          "decoder",
          Set.of(
              "Sequence",
              "ByteLevel",
              "Metaspace",
              "Replace",
              "ByteFallback",
              "Fuse",
              "Strip",
              "WordPiece",
              "BPEDecoder"),
          "model",
          Set.of("BPE", "WordLevel", "WordPiece", "Unigram"));

  private final String where;
  private final ObjectNode root;
  private final Map<String, Integer> ids = new HashMap<>();
  private int largest = -1;
  private int parts;

  private TokenizerJson(JsonNode root, String where) {
    this.where = where;
    this.root = (ObjectNode) root;
    PARTS.keySet().forEach(name -> checkPart(name, this.root.get(name)));
    if (!this.root.path("model").isObject()) {
      throw wrong("it has no \"model\"");
    }
    readVocabulary();
    readAddedTokens();
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
    if (!PARTS.getOrDefault(kind, Set.of()).contains(type)) {
      throw wrong("its %s is of type %s, which is not read here", kind, Json.quoted(type));
    }
    checkSettings(kind, type, part);
    for (String list : Set.of("normalizers", "pretokenizers", "processors", "decoders")) {
      part.path(list).forEach(inner -> checkPart(kind, inner));
    }
  }

  private void checkSettings(String kind, String type, JsonNode part) {
    if (kind.equals("decoder") && type.equals("Strip") && part.path("stop").asInt(0) != 0) {
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
