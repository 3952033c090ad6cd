package dev.mneme.app.report;

import tools.jackson.databind.json.JsonMapper;

/** A chart as JSON that may stand inside a script element of a page. */
final class EmbeddedJson {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private EmbeddedJson() {}

  /**
   * The markup signs occur only inside strings, where the escape means the same to a JSON parser
   * and nothing to an HTML parser. The two line separators end a line in scripts, though not in
   * JSON.
   */
  static String of(Chart chart) {
    return MAPPER
        .writeValueAsString(chart)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
