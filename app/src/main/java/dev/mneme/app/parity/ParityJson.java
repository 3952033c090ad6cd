package dev.mneme.app.parity;

import dev.mneme.lab.parity.ParityFindings;
import dev.mneme.lab.parity.ParitySweep;
import dev.mneme.lab.parity.Published;
import dev.mneme.lab.parity.RateLaw;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The findings for machines. Accuracies are in percent, KL in nats; a figure that does not exist is
 * null.
 */
final class ParityJson {

  private ParityJson() {}

  static String of(ParityFindings findings, String command, ParitySweep sweep) {
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    ObjectNode root = mapper.createObjectNode();
    root.put("command", command);
    root.put("seeds", sweep.seeds());
    Published published = Published.about(sweep.like().world());
    ObjectNode base = root.putObject("base");
    put(base, "new", 100 * findings.baseNew());
    put(base, "old", 100 * findings.baseOld());
    ArrayNode predictors = root.putArray("predictors");
    for (ParityFindings.Predictor predictor : findings.predictors()) {
      ObjectNode node = predictors.addObject();
      node.put("name", predictor.name());
      node.put("inputs", predictor.inputs());
      node.put("degree", predictor.degree());
      put(node, "r2", predictor.r2());
      put(node, "low", predictor.low());
      put(node, "high", predictor.high());
      put(node, "held-out", predictor.heldOut());
      if (predictor.degree() == 2) {
        published
            .paper(predictor.name(), predictor.inputs())
            .ifPresent(r2 -> node.put("paper", r2));
        published
            .replicated(predictor.name(), predictor.inputs())
            .ifPresent(r2 -> node.put("replicated", r2));
      }
    }
    ObjectNode lead = root.putObject("lead");
    lead.put("rival", findings.lead().rival());
    put(lead, "difference", findings.lead().difference());
    put(lead, "low", findings.lead().low());
    put(lead, "high", findings.lead().high());
    lead.put("outcome", findings.lead().outcome().name().toLowerCase(Locale.ROOT));
    ArrayNode rates = root.putArray("rates");
    for (RateLaw each : findings.rates()) {
      ObjectNode node = rates.addObject();
      node.put("rate", each.rate());
      node.put("points", each.points());
      put(node, "r2", each.rSquared().value());
      put(node, "low", each.rSquared().interval().low());
      put(node, "high", each.rSquared().interval().high());
      put(node, "above-law", each.aboveLaw());
    }
    ArrayNode methods = root.putArray("methods");
    findings.methods().forEach(method -> method(methods.addObject(), method, published));
    ArrayNode order = root.putArray("order_at_96");
    for (ParityFindings.Gap gap : findings.order()) {
      ObjectNode node = order.addObject();
      node.put("first", gap.first().id());
      node.put("second", gap.second().id());
      node.put("seeds", gap.difference().count());
      put(node, "difference", 100 * gap.difference().mean());
      put(node, "low", 100 * gap.interval().low());
      put(node, "high", 100 * gap.interval().high());
    }
    ObjectNode cosine = root.putObject("cosine");
    findings
        .cosine()
        .forEach((method, figure) -> {
          ObjectNode node = cosine.putObject(method.id());
          put(node, "r", figure.value());
          put(node, "low", figure.interval().low());
          put(node, "high", figure.interval().high());
        });
    return mapper.writeValueAsString(root) + "\n";
  }

  private static void method(
      ObjectNode node, ParityFindings.MethodResult method, Published published) {
    node.put("name", method.method().id());
    node.put("points", method.points());
    put(node, "new_at_best", 100 * method.newAtBest());
    put(node, "old_at_best", 100 * method.oldAtBest());
    put(node, "kl_at_best", method.klAtBest());
    put(node, "old_at_96", 100 * method.perSeed().mean());
    put(node, "low", 100 * method.interval().low());
    put(node, "high", 100 * method.interval().high());
    put(node, "standard_error_over_seeds", 100 * method.perSeed().standardError());
    ArrayNode seeds = node.putArray("old_at_96_by_seed");
    method.oldAtLevel().values().forEach(value -> seeds.add(100 * value));
    published.at96(method.method()).ifPresent(value -> node.put("paper_old_at_96", value));
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
