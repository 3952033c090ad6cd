package dev.mneme.app.recap;

import static dev.mneme.app.study.StudyJson.number;

import dev.mneme.app.study.StudyJson;
import dev.mneme.lab.recap.Aim;
import dev.mneme.lab.recap.Measure;
import dev.mneme.lab.recap.Paired;
import dev.mneme.lab.recap.RecapClaims;
import dev.mneme.lab.recap.RecapFindings;
import dev.mneme.lab.recap.RecapPoint;
import dev.mneme.lab.recap.Standing;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The findings for machines. Accuracies, formats and overlap are in per cent and differences in
 * points, KL in nats a token; what does not exist is null.
 */
final class RecapJson {

  private RecapJson() {}

  static String of(RecapFindings findings, String command) {
    ObjectNode root = StudyJson.of(command, findings.points().size(), RecapClaims.of(findings));
    ArrayNode standings = root.putArray("standings");
    findings.standings().forEach(standing -> put(standings.addObject(), standing));
    ArrayNode paired = root.putArray("recap-less-others");
    findings.paired().forEach(each -> put(paired.addObject(), each));
    return StudyJson.text(root);
  }

  private static void put(ObjectNode node, Standing standing) {
    node.put("task", standing.task());
    node.put("method", standing.method().id());
    number(node, "rate", standing.rate());
    ArrayNode seeds = node.putArray("seeds");
    standing.points().forEach(point -> seeds.add(point.seed()));
    RecapPoint first = standing.points().getFirst();
    ObjectNode base = node.putObject("base");
    ObjectNode tuned = node.putObject("tuned");
    for (Measure measure : Measure.values()) {
      number(base, measure.id(), first.base(measure));
      number(tuned, measure.id(), standing.mean(measure));
    }
    ObjectNode weights = node.putObject("final-weights");
    for (Aim aim : Aim.values()) {
      number(weights, aim.id(), standing.weight(aim));
    }
    ObjectNode sampled = node.putObject("sampled-at-the-end");
    for (Aim aim : Aim.values()) {
      number(sampled, aim.id(), standing.sampled(aim));
    }
    number(node, "seconds", standing.seconds());
  }

  private static void put(ObjectNode node, Paired each) {
    node.put("task", each.task());
    node.put("other", each.other().id());
    node.put("measure", each.measure().id());
    number(node, "difference", each.difference());
    ArrayNode seeds = node.putArray("by-seed");
    each.differences().values().forEach(seeds::add);
  }
}
