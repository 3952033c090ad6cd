package dev.mneme.data.records;

import dev.mneme.data.InputException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Turns the bytes of one line into a row: strict UTF-8, one JSON object, bounded nesting. */
final class RowParser {

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final Limits limits;
  private final JsonMapper mapper;

  RowParser(Limits limits) {
    this.limits = limits;
    this.mapper =
        JsonMapper.builder(factory(limits))
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }

  /** A factory of parsers that refuse what exceeds the limits; NaN is read as Python writes it. */
  static JsonFactory factory(Limits limits) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(limits.depth())
                .maxStringLength(limits.lineBytes())
                .maxNameLength(Math.min(limits.lineBytes(), 1 << 16))
                .build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .build();
  }

  Row parse(String place, ByteBuffer line) {
    String text = decoded(place, line);
    try {
      if (text.isEmpty() || text.charAt(firstSign(text)) != '{') {
        throw InputException.of(
            "%s: one JSON object a line is expected, such as {\"prompt\": …}, but this line begins"
                + " with %s.",
            place, shown(text));
      }
      return new Row(place, mapper.readValue(text, OBJECT));
    } catch (JacksonException broken) {
      throw new InputException(place + ": " + explain(broken, limits), broken);
    }
  }

  /** What is wrong with a JSON text, as the end of a line. */
  static String explain(JacksonException broken, Limits limits) {
    if (broken instanceof StreamConstraintsException exceeded) {
      String said = exceeded.getOriginalMessage();
      return said.contains("nesting depth")
          ? "lists and objects are nested deeper than the %d levels allowed. Flatten the row."
              .formatted(limits.depth())
          : "a text, name or number in the row is too long to be read. Shorten it.";
    }
    String said = broken.getOriginalMessage().lines().findFirst().orElse("");
    String cut = said.length() > 160 ? said.substring(0, 160) + "…" : said;
    int column = broken.getLocation() == null ? 0 : broken.getLocation().getColumnNr();
    return "one JSON object is expected, but it breaks off%s: %s. Put the row right or remove it."
        .formatted(column > 0 ? " at column " + column : "", printable(cut));
  }

  private String decoded(String place, ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(bytes)
          .toString();
    } catch (CharacterCodingException e) {
      throw new InputException(
          "%s: text in UTF-8 is expected, but the bytes from %d of this line on are not. Convert the file to UTF-8."
              .formatted(place, bytes.position() + 1),
          e);
    }
  }

  private static int firstSign(String text) {
    int at = 0;
    while (at < text.length() - 1 && text.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }

  private static String shown(String text) {
    String start = text.strip();
    return "\"" + printable(start.length() > 20 ? start.substring(0, 20) + "…" : start) + "\"";
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "�");
  }
}
