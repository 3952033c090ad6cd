package dev.mneme.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Bytes of UTF-8 as ids, laid out as ByT5 does: three special ids, then the 256 bytes. */
final class ByteTokenizer implements Tokenizer {

  static final String CLASS = "ByT5Tokenizer";

  private static final int OFFSET = 3;
  private static final String[] SPECIAL = {"<pad>", "</s>", "<unk>"};

  private final SpecialTexts special =
      new SpecialTexts(Map.of(SPECIAL[0], 0, SPECIAL[1], 1, SPECIAL[2], 2));

  @Override
  public int[] encode(String text) {
    return encodeWithSpans(text).ids();
  }

  @Override
  public TokenSpans encodeWithSpans(String text) {
    TokenSpans.Builder spans = new TokenSpans.Builder();
    for (SpecialTexts.Part part : special.parts(text)) {
      Integer id = part.id();
      if (id != null) {
        spans.add(id, part.from(), part.to());
        continue;
      }
      for (int at = part.from(); at < part.to(); ) {
        int next = text.offsetByCodePoints(at, 1);
        for (byte b : text.substring(at, next).getBytes(StandardCharsets.UTF_8)) {
          spans.add((b & 0xff) + OFFSET, at, next);
        }
        at = next;
      }
    }
    return spans.build();
  }

  /** Ends with {@code </s>}. */
  @Override
  public int[] encodeDocument(String text) {
    return encode(text + SPECIAL[1]);
  }

  @Override
  public String decode(int[] ids) {
    return decode(ids, false);
  }

  @Override
  public String decodeWithSpecial(int[] ids) {
    return decode(ids, true);
  }

  private static String decode(int[] ids, boolean withSpecial) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(ids.length);
    for (int id : ids) {
      if (id >= OFFSET && id < OFFSET + 256) {
        bytes.write(id - OFFSET);
      } else if (withSpecial && id >= 0 && id < OFFSET) {
        bytes.writeBytes(SPECIAL[id].getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public int vocabularySize() {
    return OFFSET + 256;
  }

  @Override
  public SpecialIds specialIds() {
    return new SpecialIds(
        OptionalInt.empty(), OptionalInt.of(1), OptionalInt.of(0), OptionalInt.of(2));
  }

  @Override
  public void save(Path folder) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("tokenizer_class", CLASS);
    config.put("extra_ids", 0);
    config.put("pad_token", SPECIAL[0]);
    config.put("eos_token", SPECIAL[1]);
    config.put("unk_token", SPECIAL[2]);
    TokenizerFolder.writeConfig(folder, config);
  }
}
