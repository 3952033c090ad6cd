package dev.mneme.lab.recap;

import static dev.mneme.lab.claim.Numbers.figure;

import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds the claims of RECAP (arXiv 2510.21978) against what was found, with every method at its
 * best rate.
 *
 * <p>On a task a claim holds where all of its 95 % intervals over seeds say so, and fails where one
 * of them says the opposite; of all tasks two thirds decide. With a single seed there are no
 * intervals, and nothing is decided. "Not worse" allows {@value #MARGIN} point. That RECAP is
 * better than every other way of weighing holds only where all of them were tried.
 */
public final class RecapClaims {

  /** Points of accuracy that may be lost where a claim says that none are. */
  private static final double MARGIN = 1;

  /** All that weigh the same objectives otherwise. */
  private static final List<RecapMethod> OTHER_WAYS =
      Arrays.stream(RecapMethod.values())
          .filter(method -> method.kind() == RecapMethod.Kind.WEIGHED)
          .filter(method -> method != RecapMethod.RECAP && method != RecapMethod.RECAP_V2)
          .toList();

  private static final String POINTS = "%+.1f";
  private static final String WEIGHT = "%.3f";

  private final RecapFindings findings;

  private RecapClaims(RecapFindings findings) {
    this.findings = findings;
  }

  /** All of them. */
  public static List<Claim> of(RecapFindings findings) {
    RecapClaims claims = new RecapClaims(findings);
    return List.of(
        claims.moves(),
        claims.order(),
        claims.shorter(),
        claims.beyondUniform(),
        claims.keepsMore(),
        claims.asAccurate(),
        claims.versions(),
        claims.beyondAll(),
        claims.beaten(),
        claims.ours());
  }

  /** What one task says, and its numbers. */
  private record Said(Outcome outcome, String numbers) {}

  private interface OnTask {
    Optional<Said> of(String task);
  }

  private Claim claim(String says, String what, OnTask onTask) {
    List<String> numbers = new ArrayList<>();
    int agreeing = 0;
    int opposing = 0;
    for (String task : findings.taskNames()) {
      Optional<Said> said = onTask.of(task);
      if (said.isPresent()) {
        agreeing += said.get().outcome() == Outcome.HOLDS ? 1 : 0;
        opposing += said.get().outcome() == Outcome.FAILS ? 1 : 0;
        numbers.add(task + ": " + said.get().numbers());
      }
    }
    return numbers.isEmpty()
        ? new Claim(says, Outcome.OPEN, "It was not tried.")
        : new Claim(
            says,
            Outcome.byMost(agreeing, opposing, findings.taskNames().size()),
            "%s %s.".formatted(what, String.join("; ", numbers)));
  }

  /** Whether a number is not more than the margin below 0. */
  private static Outcome notWorse(Interval interval) {
    return interval.low() > -MARGIN
        ? Outcome.HOLDS
        : interval.high() < -MARGIN ? Outcome.FAILS : Outcome.OPEN;
  }

  private static Interval plus(Interval interval, double shift) {
    return new Interval(interval.low() + shift, interval.high() + shift);
  }

  private static Interval negated(Interval interval) {
    return new Interval(-interval.high(), -interval.low());
  }

  private Optional<Standing> recap(String task) {
    return findings.standing(task, RecapMethod.RECAP);
  }

  private Claim moves() {
    return claim(
        "As they are learnt, the formats lose weight, and accuracy gains it.",
        "RECAP's final weights, 1 being the mean:",
        task ->
            recap(task)
                .map(standing -> {
                  Figure answer = standing.weight(Aim.ANSWER_FORMAT);
                  Figure think = standing.weight(Aim.THINK_FORMAT);
                  Figure accuracy = standing.weight(Aim.ACCURACY);
                  return new Said(
                      Outcome.all(
                          List.of(
                              Outcome.sign(negated(plus(answer.interval(), -1))),
                              Outcome.sign(negated(plus(think.interval(), -1))),
                              Outcome.sign(plus(accuracy.interval(), -1)))),
                      "answer format %s, think format %s, accuracy %s"
                          .formatted(
                              figure(answer, WEIGHT),
                              figure(think, WEIGHT),
                              figure(accuracy, WEIGHT)));
                }));
  }

  private Claim order() {
    return claim(
        "In the end the weights stand in this order: formats, overlap, next token, accuracy.",
        "What RECAP's final weights rise by:",
        task ->
            recap(task)
                .map(standing -> {
                  List<Figure> rises =
                      List.of(
                          standing.weightBeyond(Aim.OVERLAP, Aim.ANSWER_FORMAT),
                          standing.weightBeyond(Aim.OVERLAP, Aim.THINK_FORMAT),
                          standing.weightBeyond(Aim.NEXT_TOKEN, Aim.OVERLAP),
                          standing.weightBeyond(Aim.ACCURACY, Aim.NEXT_TOKEN));
                  return new Said(
                      Outcome.all(
                          rises.stream().map(rise -> Outcome.sign(rise.interval())).toList()),
                      "from answer format to overlap %s, from think format to overlap %s, on to next token %s, on to accuracy %s"
                          .formatted(rises.stream().map(rise -> figure(rise, "%+.3f")).toArray()));
                }));
  }

  private Claim shorter() {
    return claim(
        "Rationales get shorter without a loss of accuracy.",
        "RECAP less the base:",
        task ->
            recap(task)
                .map(standing -> {
                  Figure words = standing.change(Measure.WORDS);
                  Figure accuracy = standing.change(Measure.NEW);
                  return new Said(
                      Outcome.all(
                          List.of(
                              Outcome.sign(negated(words.interval())),
                              notWorse(accuracy.interval()))),
                      "%s words an answer, %s points on the task"
                          .formatted(figure(words, POINTS), figure(accuracy, POINTS)));
                }));
  }

  private Claim beyondUniform() {
    return claim(
        "RECAP is better than uniform weights on both sides: the new task and the prior ones.",
        "RECAP less uniform:",
        task -> bothSides(task, RecapMethod.UNIFORM));
  }

  private Optional<Said> bothSides(String task, RecapMethod other) {
    Optional<Paired> fresh = findings.beyond(task, other, Measure.NEW);
    Optional<Paired> prior = findings.beyond(task, other, Measure.PRIOR);
    if (fresh.isEmpty() || prior.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Said(
            Outcome.all(
                List.of(
                    Outcome.sign(fresh.get().difference().interval()),
                    Outcome.sign(prior.get().difference().interval()))),
            "%s points on the task, %s on the prior ones"
                .formatted(
                    figure(fresh.get().difference(), POINTS),
                    figure(prior.get().difference(), POINTS))));
  }

  private Claim keepsMore() {
    return claim(
        "RECAP keeps more of the prior tasks than learning the task alone.",
        "RECAP less reasoning only, points of mean prior score:",
        task ->
            findings
                .beyond(task, RecapMethod.REASONING_ONLY, Measure.PRIOR)
                .map(paired ->
                    new Said(
                        Outcome.sign(paired.difference().interval()),
                        figure(paired.difference(), POINTS))));
  }

  private Claim asAccurate() {
    return claim(
        "RECAP learns the task as well as learning it alone does.",
        "RECAP less reasoning only, points on the task:",
        task ->
            findings
                .beyond(task, RecapMethod.REASONING_ONLY, Measure.NEW)
                .map(paired ->
                    new Said(
                        notWorse(paired.difference().interval()),
                        figure(paired.difference(), POINTS))));
  }

  private Claim versions() {
    return claim(
        "Not in the paper: convergence as its text wants it (v1) is better on both sides than as its second version prints it (v2).",
        "v1 less v2:",
        task -> bothSides(task, RecapMethod.RECAP_V2));
  }

  private Claim beyondAll() {
    return claim(
        "Not in the paper: RECAP is better than every other way of weighing the same objectives, new and prior tasks taken together.",
        "RECAP less each, points of the mean of both:",
        task -> {
          Map<RecapMethod, Estimate> rivals = new EnumMap<>(RecapMethod.class);
          OTHER_WAYS.forEach(other ->
              findings.together(task, other).ifPresent(together -> rivals.put(other, together)));
          List<String> numbers = new ArrayList<>();
          rivals.forEach((other, together) ->
              numbers.add(other.title() + " " + figure(Standing.figure(together), POINTS)));
          return rivals.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new Said(
                      beyondAll(List.copyOf(rivals.values())),
                      "%s (%d of %d ways tried)"
                          .formatted(
                              String.join(", ", numbers), rivals.size(), OTHER_WAYS.size())));
        });
  }

  private Claim beaten() {
    return claim(
        "Not in the paper: something that was tried lies above RECAP on the plane of new and prior tasks.",
        "Each less RECAP, points on the task and on the prior ones:",
        task -> {
          List<Rival> rivals =
              findings.methods().stream()
                  .filter(method -> method != RecapMethod.RECAP_V2)
                  .flatMap(method -> rival(task, method).stream())
                  .toList();
          return rivals.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new Said(
                      beaten(rivals),
                      String.join(", ", rivals.stream().map(Rival::numbers).toList())));
        });
  }

  /** Of one method that was named before anything was measured, so that no correction is due. */
  private Claim ours() {
    return claim(
        "Not in the paper: our weights by what is left of each objective lie above RECAP on that plane.",
        "Shortfall less RECAP, points on the task and on the prior ones:",
        task ->
            rival(task, RecapMethod.SHORTFALL)
                .map(rival ->
                    new Said(
                        rival.isAbove(Standing.CONFIDENCE)
                            ? Outcome.HOLDS
                            : rival.isNotAbove() ? Outcome.FAILS : Outcome.OPEN,
                        rival.numbers())));
  }

  /** How much less RECAP has than another, on either side. */
  private record Rival(RecapMethod method, Estimate fresh, Estimate prior) {

    String numbers() {
      return "%s %s and %s"
          .formatted(
              method.title(), figure(negated(fresh), POINTS), figure(negated(prior), POINTS));
    }

    private static Figure negated(Estimate estimate) {
      Figure figure = Standing.figure(estimate);
      return new Figure(-figure.value(), RecapClaims.negated(figure.interval()));
    }

    /** Surely better on one side and not worse on the other. */
    boolean isAbove(double confidence) {
      double more = fresh.interval(confidence).high();
      double kept = prior.interval(confidence).high();
      return Math.min(more, kept) < 0 && Math.max(more, kept) < MARGIN;
    }

    /** Surely not better by more than the margin on either side, or surely worse on one. */
    boolean isNotAbove() {
      double less = fresh.interval(Standing.CONFIDENCE).low();
      double lost = prior.interval(Standing.CONFIDENCE).low();
      return Math.max(less, lost) > MARGIN || Math.min(less, lost) > -MARGIN;
    }
  }

  private Optional<Rival> rival(String task, RecapMethod other) {
    return findings
        .beyond(task, other, Measure.NEW)
        .flatMap(fresh ->
            findings
                .beyond(task, other, Measure.PRIOR)
                .map(prior -> new Rival(other, fresh.estimate(), prior.estimate())));
  }

  /**
   * It holds where one of the k tried is above RECAP, each side at 1 − 0.05 / k as the data choose
   * which; it fails where none can be, which takes no correction, as all must say so.
   */
  private static Outcome beaten(List<Rival> rivals) {
    double strict = 1 - (1 - Standing.CONFIDENCE) / rivals.size();
    if (rivals.stream().anyMatch(each -> each.isAbove(strict))) {
      return Outcome.HOLDS;
    }
    return rivals.stream().allMatch(Rival::isNotAbove) ? Outcome.FAILS : Outcome.OPEN;
  }

  /**
   * It holds where RECAP is above each of all ways, at 95 % without correction, as none may fail;
   * it fails where one of those tried is above RECAP at 1 − 0.05 / tried, as the data choose which.
   */
  private static Outcome beyondAll(List<Estimate> rivals) {
    double strict = 1 - (1 - Standing.CONFIDENCE) / rivals.size();
    if (rivals.stream().anyMatch(each -> each.interval(strict).high() < 0)) {
      return Outcome.FAILS;
    }
    boolean above = rivals.stream().allMatch(each -> each.interval(Standing.CONFIDENCE).low() > 0);
    return above && rivals.size() == OTHER_WAYS.size() ? Outcome.HOLDS : Outcome.OPEN;
  }
}
