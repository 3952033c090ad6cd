package dev.mneme.app.comparison;

import dev.mneme.app.drift.Drift;
import dev.mneme.measure.ContinualScores;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import dev.mneme.measure.LayerChange;
import dev.mneme.measure.LayerDrift;
import dev.mneme.measure.MeasuredKl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Findings for machines: shares, not points; nats; {@code null} for what is not known. The form is
 * documented in docs/reference/compare.md.
 */
public final class FindingsJson {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private FindingsJson() {}

  public static String of(Findings findings) {
    Map<String, @Nullable Object> root = new LinkedHashMap<>();
    Verdict verdict = findings.verdict();
    root.put("verdict", verdict.decision().name());
    root.put("exit_code", verdict.decision().exitCode());
    root.put("change_found", verdict.changeFound());
    root.put("reasons", verdict.reasons());
    root.put("models", findings.models());
    root.put("suite", findings.suite());
    root.put("samples", findings.samples());
    root.put("thresholds", thresholds(findings.thresholds()));
    TaskChange gained = findings.gained();
    root.put("new", gained == null ? null : task(findings, gained, -1));
    List<Object> prior = new ArrayList<>();
    for (int i = 0; i < findings.prior().size(); i++) {
      prior.add(task(findings, findings.prior().get(i), i));
    }
    root.put("prior", prior);
    Map<String, @Nullable Object> mean = new LinkedHashMap<>();
    mean.put("before", number(findings.meanBefore()));
    mean.put("after", number(findings.meanAfter()));
    mean.put("difference", figure(findings.meanChange()));
    root.put("prior_mean", mean);
    root.put("drift", drift(findings));
    root.put("law", law(findings));
    root.put("sequence", sequence(findings.sequence()));
    return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root) + "\n";
  }

  /** One line an item whose score changed. */
  static List<String> lines(List<ItemPair> pairs) {
    return pairs.stream()
        .map(pair -> {
          Map<String, @Nullable Object> line = new LinkedHashMap<>();
          line.put("task", pair.task());
          line.put("id", pair.id());
          line.put("change", pair.lost() ? "lost" : "gained");
          line.put("question", pair.question());
          line.put("wanted", pair.wanted());
          line.put("before", pair.before());
          line.put("after", pair.after());
          line.put("score_before", pair.scoreBefore());
          line.put("score_after", pair.scoreAfter());
          return MAPPER.writeValueAsString(line);
        })
        .toList();
  }

  private static Map<String, @Nullable Object> thresholds(Thresholds thresholds) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("max_drop", thresholds.maxDrop());
    json.put("min_gain", thresholds.minGain());
    json.put("alpha", thresholds.alpha());
    json.put("power", thresholds.power());
    return json;
  }

  /**
   * @param place among the prior tasks; -1 for the new one
   */
  private static Map<String, @Nullable Object> task(Findings findings, TaskChange task, int place) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("task", task.name());
    json.put("metric", task.metric());
    json.put("items", task.change().items());
    json.put("before", figure(task.before()));
    json.put("after", figure(task.after()));
    json.put("difference", figure(task.change().difference()));
    json.put("test", task.change().binary() ? "mcnemar_mid_p" : "paired_bootstrap");
    json.put("p", task.change().p());
    json.put("p_exact", number(task.change().exactP()));
    if (place >= 0) {
      json.put("p_holm", findings.verdict().adjusted().get(place));
      json.put(
          "standing", findings.verdict().standings().get(place).name().toLowerCase(Locale.ROOT));
      json.put("smallest_drop_found", findings.detectable(task));
    }
    json.put("lost", task.change().lost());
    json.put("gained", task.change().gained());
    Map<String, @Nullable Object> noise = new LinkedHashMap<>();
    noise.put("repeats", task.noise().repeats());
    noise.put("floor", number(task.noise().floor()));
    noise.put("churn", number(task.noise().churn()));
    json.put("noise", noise);
    TaskChange.Lengths lengths = task.lengths();
    if (lengths != null) {
      Map<String, @Nullable Object> tokens = new LinkedHashMap<>();
      tokens.put("before", lengths.before());
      tokens.put("after", lengths.after());
      tokens.put("difference", figure(lengths.difference()));
      tokens.put("cut_before", lengths.cutBefore());
      tokens.put("cut_after", lengths.cutAfter());
      json.put("answer_tokens", tokens);
    }
    return json;
  }

  private static @Nullable Object drift(Findings findings) {
    Drift drift = findings.drift();
    if (drift == null) {
      return null;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("tokens_of_a_sequence", drift.tokens());
    json.put("forward_kl", kl(drift.forward()));
    json.put("reverse_kl", kl(drift.reverse()));
    List<Object> weights = new ArrayList<>();
    for (LayerChange layer : drift.weights()) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("layer", layer.layer());
      one.put("relative_change", number(layer.relative()));
      one.put("unchanged", layer.unchanged());
      weights.add(one);
    }
    json.put("weights", weights);
    List<Object> activations = new ArrayList<>();
    for (LayerDrift layer : drift.activations()) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("layer", layer.layer());
      one.put("relative_change", number(layer.relative()));
      one.put("cka", number(layer.linearCka()));
      one.put("cknna", number(layer.cknna()));
      activations.add(one);
    }
    json.put("activations", activations);
    return json;
  }

  private static Map<String, @Nullable Object> kl(MeasuredKl kl) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("per_token", figure(kl.perToken()));
    json.put("per_sequence", figure(kl.perSequence()));
    json.put("total_variation", figure(kl.totalVariation()));
    json.put("l2", figure(kl.l2()));
    json.put("prompts", kl.prompts());
    json.put("sequences", kl.sequences());
    json.put("tokens", kl.tokens());
    json.put("cut", kl.cut());
    json.put("as_narrow_as_wanted", kl.narrow());
    return json;
  }

  private static @Nullable Object law(Findings findings) {
    Findings.Expected expected = findings.expected();
    if (expected == null) {
      return null;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("calibrated_on", expected.law().calibratedOn());
    json.put("predictor", expected.law().predictor().toString());
    Figure points = expected.prediction().forgetting();
    json.put(
        "predicted_forgetting",
        figure(
            new Figure(
                points.value() / 100,
                new Interval(points.interval().low() / 100, points.interval().high() / 100))));
    json.put("measured_forgetting", -findings.meanChange().value());
    json.put("extrapolated", expected.prediction().extrapolated());
    return json;
  }

  private static @Nullable Object sequence(Findings.@Nullable Sequence sequence) {
    if (sequence == null) {
      return null;
    }
    ContinualScores scores = sequence.scores();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("tasks", sequence.tasks());
    json.put("learnt", scores.learnt());
    json.put("scores", scores.scores());
    json.put("average_accuracy", scores.averageAccuracy());
    json.put("backward_transfer", number(scores.backwardTransfer()));
    json.put("forward_transfer", number(scores.forwardTransfer()));
    json.put("forgetting", number(scores.forgetting()));
    json.put("forgetting_of_each", scores.forgettingOfEach());
    return json;
  }

  private static Map<String, @Nullable Object> figure(Figure figure) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("value", number(figure.value()));
    json.put("low", number(figure.interval().low()));
    json.put("high", number(figure.interval().high()));
    return json;
  }

  /** JSON has no NaN. */
  private static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
