package dev.mneme.app.razor;

import static dev.mneme.app.study.StudyJson.number;

import dev.mneme.app.study.StudyJson;
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
import dev.mneme.measure.TradeoffCurve;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The findings for machines. Scores are shares, forgetting and gains points, KL nats; what does not
 * exist is null.
 */
final class RazorJson {

  private static final double CONFIDENCE = 0.95;

  private RazorJson() {}

  static String of(RazorFindings findings, String command) {
    ObjectNode root = StudyJson.of(command, findings.points().size(), Claims.of(findings));
    for (RazorFindings.Predictor each : findings.predictors()) {
      ObjectNode node = root.withArray("predictors").addObject();
      node.put("name", each.name());
      number(node, "r2", each.rSquared());
      number(node, "other-methods", each.otherMethods());
      number(node, "other-tasks", each.otherTasks());
    }
    ArrayNode rivals = root.putArray("rivals");
    findings.rivals().forEach(rival -> put(rivals.addObject(), rival));
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
    return StudyJson.text(root);
  }

  private static void put(ObjectNode node, RazorFindings.Rival rival) {
    node.put("name", rival.name());
    number(node, "difference", rival.difference());
    number(node, "corrected", new Figure(rival.difference().value(), rival.corrected()));
  }

  private static void put(ObjectNode node, ForgettingLaw law) {
    node.put("predictor", RazorPoint.FORWARD_KL);
    number(node, "centre", law.centre());
    number(node, "scale", law.scale());
    ArrayNode coefficients = node.putArray("coefficients");
    law.coefficients().forEach(coefficients::add);
    number(node, "deviation", law.deviation());
    number(node, "least", law.least());
    number(node, "most", law.most());
  }

  private static void put(ObjectNode node, HeldOut held) {
    node.put("name", held.name());
    node.put("runs", held.runs());
    number(node, "bias", held.bias());
    number(node, "typical-error", held.typical());
    number(node, "r2", held.rSquared());
    number(node, "covered", held.covered().value());
    number(node, "extrapolated", held.extrapolated());
    number(node, "reach", held.reach());
    number(node, "spread", held.spread());
  }

  private static void put(ObjectNode node, RazorFindings.Front front) {
    node.put("task", front.task());
    node.put("method", front.method().id());
    node.put("models", front.models());
    ArrayNode near = node.putArray("near-the-front");
    for (TradeoffCurve.Outcome outcome : front.curve().near()) {
      ObjectNode one = near.addObject();
      number(one, "new", outcome.newTask());
      number(one, "prior", outcome.priorTasks());
    }
    ExponentialFit fit = front.curve().fit();
    ObjectNode exponential = node.putObject("exponential");
    number(exponential, "start", fit.start());
    number(exponential, "rise", fit.rise());
    number(exponential, "bend", fit.bend());
    number(exponential, "origin", fit.origin());
    number(exponential, "width", fit.width());
  }

  private static void put(ObjectNode node, Matched each) {
    node.put("task", each.task());
    node.put("method", each.one().id());
    node.put("other", each.other().id());
    number(node, "level", each.level());
    number(node, "points", new Figure(each.difference().mean(), each.interval()));
    ArrayNode seeds = node.putArray("by-seed");
    each.differences().forEach(seeds::add);
    number(node, "share-of-seconds", figure(each.share()));
  }

  private static void put(ObjectNode node, Price price) {
    node.put("task", price.task());
    node.put("method", price.method().id());
    number(node, "level", price.level());
    node.put("seeds", price.seeds());
    node.put("reached", price.reached());
    number(node, "prior", figure(price.kept()));
    number(node, "kl-a-point", figure(price.kl()));
    number(node, "seconds-a-point", figure(price.seconds()));
    number(node, "cknna", figure(price.cknna()));
  }

  private static Figure figure(Estimate estimate) {
    return new Figure(estimate.mean(), estimate.interval(CONFIDENCE));
  }
}
