package dev.mneme.app.budget;

import static dev.mneme.app.study.StudyJson.number;

import dev.mneme.app.study.StudyJson;
import dev.mneme.lab.budget.BudgetClaims;
import dev.mneme.lab.budget.BudgetFindings;
import dev.mneme.lab.budget.Kept;
import dev.mneme.lab.budget.Learnt;
import dev.mneme.lab.budget.Way;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The findings for machines. Shares of runs are in per cent, differences of accuracy in points;
 * what does not exist is null.
 */
final class BudgetJson {

  private BudgetJson() {}

  static String of(BudgetFindings findings, String command) {
    ObjectNode root = StudyJson.of(command, findings.points().size(), BudgetClaims.of(findings));
    ArrayNode budgets = root.putArray("budgets");
    findings.budgets().forEach(budgets::add);
    ArrayNode kept = root.putArray("kept");
    findings.kept().forEach(each -> put(kept.addObject(), each));
    ArrayNode learnt = root.putArray("learnt");
    findings.learnt().forEach(each -> put(learnt.addObject(), each));
    ObjectNode beyond = root.putObject("law-less-others");
    number(beyond, "kept-less-probes", findings.keepsMoreThan(Way.PROBES));
    number(beyond, "kept-less-fixed", findings.keepsMoreThan(Way.FIXED));
    number(beyond, "accuracy-less-probes", findings.learnsMoreThan(Way.PROBES));
    return StudyJson.text(root);
  }

  private static void put(ObjectNode node, Kept each) {
    node.put("way", each.way().id());
    node.put("of", each.of());
    node.put("runs", each.runs());
    node.put("kept", each.kept());
    node.put("clearly-broken", each.clearly());
    number(node, "percent", each.percent());
    node.put("tight", each.tight());
    node.put("tight-kept", each.tightKept());
    number(node, "tight-percent", each.tightPercent());
  }

  private static void put(ObjectNode node, Learnt each) {
    node.put("way", each.way().id());
    node.put("of", each.of());
    node.put("runs", each.runs());
    number(node, "ratio", each.ratio());
    number(node, "near-percent", each.near());
    number(node, "beyond-base", each.beyondBase());
    number(node, "gain", each.gain());
    node.put("gaining", each.gaining());
  }
}
