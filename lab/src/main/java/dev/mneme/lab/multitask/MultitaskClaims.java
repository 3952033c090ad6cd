package dev.mneme.lab.multitask;

import static dev.mneme.lab.claim.Numbers.figure;
import static dev.mneme.lab.claim.Numbers.text;

import dev.mneme.lab.balance.Balance;
import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds what is said of weights that move against what was found, for losses of either size, with
 * every way of weighing at its best rate.
 *
 * <p>A claim about two ways of weighing holds where the 95 % interval over seeds of their paired
 * difference lies above 0, and fails where it lies below. A claim about any or every of K others
 * asks for intervals of 1 − 0.05/K (Bonferroni), as one of many is easily ahead by luck. With one
 * seed nothing is decided.
 */
public final class MultitaskClaims {

  private static final String POINTS = "%+.2f";
  private static final double RISK = 0.05;

  private final MultitaskFindings findings;
  private final LossSizes sizes;

  private MultitaskClaims(MultitaskFindings findings, LossSizes sizes) {
    this.findings = findings;
    this.sizes = sizes;
  }

  /** All of them. */
  public static List<Claim> of(MultitaskFindings findings) {
    List<Claim> all = new ArrayList<>();
    for (LossSizes sizes : LossSizes.values()) {
      MultitaskClaims claims = new MultitaskClaims(findings, sizes);
      all.add(
          claims.pair(
              "RECAP is better than uniform weights over all tasks.",
              Balance.RECAP_V1,
              Balance.UNIFORM,
              Standing.Measure.MEAN));
      all.add(
          claims.pair(
              "RECAP is better than uniform weights on the worst task.",
              Balance.RECAP_V1,
              Balance.UNIFORM,
              Standing.Measure.WORST));
      all.add(
          claims.pair(
              "RECAP with weights that move (T = 0.1) is better than uniform weights over all tasks.",
              Balance.RECAP_V1_SHARP,
              Balance.UNIFORM,
              Standing.Measure.MEAN));
      all.add(
          claims.pair(
              "Convergence as the paper's text wants it (v1) is better than as its second version prints it (v2).",
              Balance.RECAP_V1,
              Balance.RECAP_V2,
              Standing.Measure.MEAN));
      all.add(claims.anyBeyondUniform());
      all.add(claims.recapBeyondAll());
      all.add(claims.together());
    }
    return all;
  }

  private String in(String says) {
    return "Losses %s: %s".formatted(sizes == LossSizes.ALIKE ? "alike" : "of two sizes", says);
  }

  private Claim open(String says) {
    return new Claim(in(says), Outcome.OPEN, "It was not tried.");
  }

  private Claim pair(String says, Balance one, Balance other, Standing.Measure measure) {
    Optional<Figure> difference = findings.beyond(sizes, one, other, measure);
    return difference
        .map(found ->
            new Claim(
                in(says),
                Outcome.sign(found.interval()),
                "%s less %s: %s points.".formatted(one, other, figure(found, POINTS))))
        .orElseGet(() -> open(says));
  }

  /** It fails where uniform weights are better than every other. */
  private Claim anyBeyondUniform() {
    String says = "some way of weighing is better than uniform weights over all tasks.";
    List<Balance> others = findings.others(sizes, Balance.UNIFORM);
    if (findings.standing(sizes, Balance.UNIFORM).isEmpty() || others.isEmpty()) {
      return open(says);
    }
    List<String> better = new ArrayList<>();
    int worse = 0;
    for (Balance other : others) {
      Figure difference = beyond(other, Balance.UNIFORM, others.size());
      Outcome outcome = Outcome.sign(difference.interval());
      if (outcome == Outcome.HOLDS) {
        better.add("%s %s".formatted(other, figure(difference, POINTS)));
      }
      worse += outcome == Outcome.FAILS ? 1 : 0;
    }
    return new Claim(
        in(says),
        better.isEmpty() ? worse == others.size() ? Outcome.FAILS : Outcome.OPEN : Outcome.HOLDS,
        "Of %d, %d are better and %d worse, with intervals for all at once%s."
            .formatted(
                others.size(),
                better.size(),
                worse,
                better.isEmpty() ? "" : ": " + String.join("; ", better)));
  }

  /** It fails where one other is better. */
  private Claim recapBeyondAll() {
    String says = "RECAP is better than every other way of weighing over all tasks.";
    List<Balance> others =
        findings.others(sizes, Balance.RECAP_V1).stream().filter(each -> !each.isRecap()).toList();
    if (findings.standing(sizes, Balance.RECAP_V1).isEmpty() || others.isEmpty()) {
      return open(says);
    }
    int better = 0;
    List<String> worse = new ArrayList<>();
    for (Balance other : others) {
      Figure difference = beyond(Balance.RECAP_V1, other, others.size());
      Outcome outcome = Outcome.sign(difference.interval());
      better += outcome == Outcome.HOLDS ? 1 : 0;
      if (outcome == Outcome.FAILS) {
        worse.add("%s %s".formatted(other, figure(difference, POINTS)));
      }
    }
    return new Claim(
        in(says),
        worse.isEmpty() ? better == others.size() ? Outcome.HOLDS : Outcome.OPEN : Outcome.FAILS,
        "RECAP is better than %d of %d and worse than %d, with intervals for all at once%s."
            .formatted(
                better,
                others.size(),
                worse.size(),
                worse.isEmpty() ? "" : "; RECAP less " + String.join("; less ", worse)));
  }

  private Figure beyond(Balance one, Balance other, int comparisons) {
    return findings
        .beyond(sizes, one, other, Standing.Measure.MEAN, 1 - RISK / comparisons)
        .orElseThrow();
  }

  private Claim together() {
    String says = "learning together with uniform weights is better than learning each task alone.";
    return findings
        .standing(sizes, Balance.UNIFORM)
        .map(uniform -> {
          Figure gain = uniform.gain(Standing.Measure.MEAN);
          return new Claim(
              in(says),
              Outcome.sign(gain.interval()),
              text("Δm of uniform weights: %s %%.", figure(gain, POINTS)));
        })
        .orElseGet(() -> open(says));
  }
}
