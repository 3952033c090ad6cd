package dev.mneme.app.razor;

import dev.mneme.lab.razor.Claim;
import dev.mneme.lab.razor.Claims;
import dev.mneme.lab.razor.HeldOut;
import dev.mneme.lab.razor.Matched;
import dev.mneme.lab.razor.Price;
import dev.mneme.lab.razor.RazorFindings;
import dev.mneme.lab.razor.RazorPoint;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.ExponentialFit;
import dev.mneme.measure.Figure;
import dev.mneme.measure.ForgettingLaw;
import dev.mneme.measure.Interval;
import dev.mneme.measure.TradeoffCurve;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The findings for machines. Scores are shares, forgetting and gains points, KL nats; what does not
 * exist is null.
 */
final class RazorJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final double CONFIDENCE = 0.95;

  private RazorJson() {}

  static String of(RazorFindings findings, String command) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("command", command);
    root.put("runs", findings.points().size());
    for (Claim claim : Claims.of(findings)) {
      ObjectNode node = root.withArray("claims").addObject();
      node.put("says", claim.says());
      node.put("outcome", claim.outcome().name().toLowerCase(Locale.ROOT));
      node.put("finding", claim.finding());
    }
    for (RazorFindings.Predictor each : findings.predictors()) {
      ObjectNode node = root.withArray("predictors").addObject();
      node.put("name", each.name());
      put(node, "r2", each.rSquared());
      put(node, "other-methods", each.otherMethods());
      put(node, "other-tasks", each.otherTasks());
    }
    ObjectNode lead = root.putObject("lead");
    lead.put("rival", findings.lead().rival());
    put(lead, "difference", findings.lead().difference());
    put(root.putObject("law"), findings.law());
    ObjectNode heldOut = root.putObject("held-out");
    findings.rewarded().ifPresent(held -> put(heldOut.putObject("rewarded"), held));
    ArrayNode methods = heldOut.putArray("methods");
    findings.methods().forEach(held -> put(methods.addObject(), held));
    ArrayNode tasks = heldOut.putArray("tasks");
    findings.tasks().forEach(held -> put(tasks.addObject(), held));
    findings.fronts().forEach(front -> put(root.withArray("fronts").addObject(), front));
    ArrayNode matched = root.putArray("matched");
    findings.matched().forEach(each -> put(matched.addObject(), each));
    ArrayNode prices = root.putArray("prices");
    findings.prices().forEach(price -> put(prices.addObject(), price));
    return MAPPER.writeValueAsString(root) + "\n";
  }

  private static void put(ObjectNode node, ForgettingLaw law) {
    node.put("predictor", RazorPoint.FORWARD_KL);
    put(node, "centre", law.centre());
    put(node, "scale", law.scale());
    ArrayNode coefficients = node.putArray("coefficients");
    law.coefficients().forEach(coefficients::add);
    put(node, "deviation", law.deviation());
    put(node, "least", law.least());
    put(node, "most", law.most());
  }

  private static void put(ObjectNode node, HeldOut held) {
    node.put("name", held.name());
    node.put("runs", held.runs());
    put(node, "bias", held.bias());
    put(node, "typical-error", held.typical());
    put(node, "r2", held.rSquared());
    put(node, "covered", held.covered());
    put(node, "extrapolated", held.extrapolated());
  }

  private static void put(ObjectNode node, RazorFindings.Front front) {
    node.put("task", front.task());
    node.put("method", front.method().id());
    node.put("models", front.models());
    ArrayNode near = node.putArray("near-the-front");
    for (TradeoffCurve.Outcome outcome : front.curve().near()) {
      ObjectNode one = near.addObject();
      put(one, "new", outcome.newTask());
      put(one, "prior", outcome.priorTasks());
    }
    ExponentialFit fit = front.curve().fit();
    ObjectNode exponential = node.putObject("exponential");
    put(exponential, "start", fit.start());
    put(exponential, "rise", fit.rise());
    put(exponential, "bend", fit.bend());
    put(exponential, "origin", fit.origin());
    put(exponential, "width", fit.width());
  }

  private static void put(ObjectNode node, Matched each) {
    node.put("task", each.task());
    node.put("method", each.one().id());
    node.put("other", each.other().id());
    put(node, "level", each.level());
    put(node, "points", new Figure(each.difference().mean(), each.interval()));
    ArrayNode seeds = node.putArray("by-seed");
    each.differences().forEach(seeds::add);
  }

  private static void put(ObjectNode node, Price price) {
    node.put("task", price.task());
    node.put("method", price.method().id());
    put(node, "level", price.level());
    node.put("seeds", price.seeds());
    node.put("reached", price.reached());
    put(node, "prior", figure(price.kept()));
    put(node, "kl-a-point", figure(price.kl()));
    put(node, "seconds-a-point", figure(price.seconds()));
    put(node, "cknna", figure(price.cknna()));
  }

  private static Figure figure(Estimate estimate) {
    return new Figure(estimate.mean(), estimate.interval(CONFIDENCE));
  }

  private static void put(ObjectNode node, String name, Figure figure) {
    Interval interval = figure.interval();
    ObjectNode inner = node.putObject(name);
    put(inner, "value", figure.value());
    put(inner, "low", interval.low());
    put(inner, "high", interval.high());
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
