package dev.mneme.text;

import dev.mneme.data.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Characters of an alphabet as ids, as a {@code tokenizer_config.json} with {@code char_ords} (the
 * code points) describes them: S, E, P, U are 0 to 3, then the alphabet.
 */
final class CharacterTokenizer implements Tokenizer {

  static final String CLASS = "CharacterTokenizer";
  static final String CHARACTERS = "char_ords";

  private static final int UNKNOWN = 3;
  private static final String[] SPECIAL = {"S", "E", "P", "U"};

  private final int[] alphabet;
  private final Map<Integer, Integer> ids = new HashMap<>();

  CharacterTokenizer(int[] alphabet, String where) {
    this.alphabet = alphabet.clone();
    for (int i = 0; i < SPECIAL.length; i++) {
      ids.put(SPECIAL[i].codePointAt(0), i);
    }
    for (int character : alphabet) {
      if (!Character.isValidCodePoint(character) || isSurrogate(character)) {
        throw new InputException(
            "%s: %d is no character's number. List code points in %s."
                .formatted(where, character, CHARACTERS));
      }
      if (ids.putIfAbsent(character, ids.size()) != null) {
        throw new InputException(
            "%s: the character %s appears twice or is one of S, E, P, U, which are special."
                .formatted(where, Json.quoted(Character.toString(character))));
      }
    }
  }

  private static boolean isSurrogate(int character) {
    return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
  }

  @Override
  public int[] encode(String text) {
    return text.codePoints().map(character -> ids.getOrDefault(character, UNKNOWN)).toArray();
  }

  @Override
  public TokenSpans encodeWithSpans(String text) {
    TokenSpans.Builder spans = new TokenSpans.Builder();
    for (int at = 0; at < text.length(); ) {
      int next = text.offsetByCodePoints(at, 1);
      spans.add(ids.getOrDefault(text.codePointAt(at), UNKNOWN), at, next);
      at = next;
    }
    return spans.build();
  }

  /** As {@link #encode}: this layout puts nothing around documents. */
  @Override
  public int[] encodeDocument(String text) {
    return encode(text);
  }

  @Override
  public String decode(int[] tokens) {
    return decode(tokens, SPECIAL.length);
  }

  @Override
  public String decodeWithSpecial(int[] tokens) {
    return decode(tokens, 0);
  }

  private String decode(int[] tokens, int first) {
    StringBuilder text = new StringBuilder(tokens.length);
    for (int id : tokens) {
      if (id >= first && id < vocabularySize()) {
        text.appendCodePoint(
            id < SPECIAL.length ? SPECIAL[id].codePointAt(0) : alphabet[id - SPECIAL.length]);
      }
    }
    return text.toString();
  }

  @Override
  public int vocabularySize() {
    return SPECIAL.length + alphabet.length;
  }

  @Override
  public SpecialIds specialIds() {
    return new SpecialIds(
        OptionalInt.empty(), OptionalInt.of(1), OptionalInt.of(2), OptionalInt.of(UNKNOWN));
  }

  @Override
  public void save(Path folder) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("tokenizer_class", CLASS);
    config.put(CHARACTERS, Arrays.stream(alphabet).boxed().toList());
    config.putAll(specialNames());
    TokenizerFolder.writeConfig(folder, config);
  }

  /** The names under which templates know the special characters. */
  static Map<String, String> specialNames() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("sep_token", SPECIAL[0]);
    names.put("eos_token", SPECIAL[1]);
    names.put("pad_token", SPECIAL[2]);
    names.put("unk_token", SPECIAL[UNKNOWN]);
    return names;
  }
}
