package dev.mneme.lab.recap;

import static dev.mneme.lab.claim.Numbers.figure;

import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds the claims of RECAP (arXiv 2510.21978) against what was found, with every method at its
 * best rate.
 *
 * <p>On a task a claim holds where all of its 95 % intervals over seeds say so, and fails where one
 * of them says the opposite; of all tasks two thirds decide. With a single seed there are no
 * intervals, and nothing is decided. "Not worse" allows {@value #MARGIN} point.
 */
public final class RecapClaims {

  /** Points of accuracy that may be lost where a claim says that none are. */
  private static final double MARGIN = 1;

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
        claims.beyondAll());
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

  /** All must hold; one that fails is enough to fail. */
  private static Outcome all(List<Outcome> parts) {
    return parts.contains(Outcome.FAILS)
        ? Outcome.FAILS
        : parts.stream().allMatch(part -> part == Outcome.HOLDS) ? Outcome.HOLDS : Outcome.OPEN;
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
                      all(
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
                      all(rises.stream().map(rise -> Outcome.sign(rise.interval())).toList()),
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
                      all(
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
            all(
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
          List<Outcome> outcomes = new ArrayList<>();
          List<String> numbers = new ArrayList<>();
          for (RecapMethod other : findings.methods()) {
            if (other.kind() == RecapMethod.Kind.WEIGHED && other != RecapMethod.RECAP_V2) {
              findings
                  .together(task, other)
                  .ifPresent(together -> {
                    outcomes.add(Outcome.sign(together.interval()));
                    numbers.add(other.title() + " " + figure(together, POINTS));
                  });
            }
          }
          return outcomes.isEmpty()
              ? Optional.empty()
              : Optional.of(new Said(all(outcomes), String.join(", ", numbers)));
        });
  }
}
