package dev.mneme.app.study;

import dev.mneme.lab.claim.Claim;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the findings of studies write alike for machines; what does not exist is null. */
public final class StudyJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private StudyJson() {}

  /**
   * The beginning of all findings.
   *
   * @param runs how many models there are
   */
  public static ObjectNode of(String command, int runs, List<Claim> claims) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("command", command);
    root.put("runs", runs);
    for (Claim claim : claims) {
      ObjectNode node = root.withArray("claims").addObject();
      node.put("says", claim.says());
      node.put("outcome", claim.outcome().name().toLowerCase(Locale.ROOT));
      node.put("finding", claim.finding());
    }
    return root;
  }

  /** As a file. */
  public static String text(ObjectNode root) {
    return MAPPER.writeValueAsString(root) + "\n";
  }

  /** A number with its interval. */
  public static void number(ObjectNode node, String name, Figure figure) {
    Interval interval = figure.interval();
    ObjectNode inner = node.putObject(name);
    number(inner, "value", figure.value());
    number(inner, "low", interval.low());
    number(inner, "high", interval.high());
  }

  /** A number. */
  public static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
