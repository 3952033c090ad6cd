package dev.mneme.task.instructions;

import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Whether a text is one JSON value to Python's {@code json.loads}: NaN and Infinity are, numbers
 * may have any length but whole ones at most 4,300 digits, names may repeat.
 */
final class PythonJson {

  /** Python ends with an error of its own at some depth that depends on its version. */
  private static final int DEEPEST = 100_000;

  private static final int LONGEST_WHOLE_NUMBER = 4_300;
  private static final Set<String> NOT_NUMBERS = Set.of("NaN", "Infinity", "-Infinity");

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private PythonJson() {}

  static boolean isJson(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return false;
      }
      int depth = 0;
      do {
        if (!isPythons(parser, token)) {
          return false;
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        token = parser.nextToken();
      } while (token != null && depth > 0);
      return token == null && depth == 0;
    } catch (JacksonException broken) {
      return false;
    }
  }

  private static boolean isPythons(JsonParser parser, JsonToken token) {
    if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN()) {
      return NOT_NUMBERS.contains(parser.getString());
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getStringLength()
          <= LONGEST_WHOLE_NUMBER + (parser.getString().startsWith("-") ? 1 : 0);
    }
    return true;
  }
}
