package dev.mneme.lab.budget;

import static dev.mneme.lab.claim.Numbers.figure;
import static dev.mneme.lab.claim.Numbers.text;

import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds what is claimed of budgets by the law against what was found.
 *
 * <p>That they are kept is decided by all runs together, {@value #FEWEST} at least: it holds where
 * {@value #KEPT} % kept theirs, and fails where fewer did even at the upper end of the exact 95 %
 * interval. That others keep fewer is decided by pairs of runs, what is learnt by 95 % intervals
 * over seeds; with a single seed there are none, and nothing is decided.
 */
public final class BudgetClaims {

  private static final int FEWEST = 60;
  private static final double KEPT = 95;

  private static final String POINTS = "%+.1f";

  private final BudgetFindings findings;

  private BudgetClaims(BudgetFindings findings) {
    this.findings = findings;
  }

  /** All of them. */
  public static List<Claim> of(BudgetFindings findings) {
    BudgetClaims claims = new BudgetClaims(findings);
    return List.of(
        claims.keeps(),
        claims.learns(),
        claims.keepsMoreThan(
            Way.PROBES, "Early stopping by the same probes keeps fewer budgets than the law."),
        claims.keepsMoreThan(
            Way.FIXED, "A fixed KL weight keeps fewer of the same budgets than the law."),
        claims.learnsMore());
  }

  private Claim keeps() {
    String says = text("Budgets by the law are kept on held-out items in %.0f of 100 runs.", KEPT);
    Optional<Kept> found = findings.kept(Way.LAW, BudgetFindings.ALL);
    if (found.isEmpty()) {
      return untried(says);
    }
    Kept kept = found.get();
    Figure percent = kept.percent();
    return new Claim(
        says,
        kept.runs() < FEWEST
            ? Outcome.OPEN
            : percent.value() >= KEPT
                ? Outcome.HOLDS
                : percent.interval().high() < KEPT ? Outcome.FAILS : Outcome.OPEN,
        "%d of %d runs, %s %%; %d of the others by more than chance explains%s. Of %d with a budget that the run without a constraint breaks, %d."
            .formatted(
                kept.kept(),
                kept.runs(),
                figure(percent, "%.1f"),
                kept.clearly(),
                kept.runs() < FEWEST ? text(" (%d runs are too few to tell)", kept.runs()) : "",
                kept.tight(),
                kept.tightKept()));
  }

  private Claim learns() {
    String says =
        text(
            "Within its budget a run learns, to at least %.1f times the accuracy of the best unconstrained run that keeps it.",
            Learnt.NEAR);
    return findings
        .learnt(Way.LAW, BudgetFindings.ALL)
        .map(learnt ->
            new Claim(
                says,
                Outcome.all(
                    List.of(
                        Outcome.sign(beyond(learnt.ratio().interval())),
                        Outcome.sign(learnt.beyondBase().interval()))),
                "%s times its accuracy over %d runs that kept their budgets; %s %% of them at least %s. The base alone has %s less; of what the best gained, in %d runs, they gained %s."
                    .formatted(
                        figure(learnt.ratio(), "%.2f"),
                        learnt.runs(),
                        text("%.0f", learnt.near()),
                        text("%.1f", Learnt.NEAR),
                        figure(learnt.beyondBase(), "%.2f"),
                        learnt.gaining(),
                        figure(learnt.gain(), "%.2f"))))
        .orElseGet(() -> untried(says));
  }

  private static Interval beyond(Interval interval) {
    return new Interval(interval.low() - Learnt.NEAR, interval.high() - Learnt.NEAR);
  }

  private Claim keepsMoreThan(Way other, String says) {
    Figure more = findings.keepsMoreThan(other);
    Optional<Kept> ours = findings.kept(Way.LAW, BudgetFindings.ALL);
    Optional<Kept> theirs = findings.kept(other, BudgetFindings.ALL);
    if (ours.isEmpty() || theirs.isEmpty() || Double.isNaN(more.value())) {
      return untried(says);
    }
    return new Claim(
        says,
        Outcome.sign(more.interval()),
        "The law %s %%, %s %s %%; difference in pairs of the same task, method, seed and budget %s."
            .formatted(
                figure(ours.get().percent(), "%.0f"),
                other.title().toLowerCase(Locale.ROOT).replace("kl", "KL"),
                figure(theirs.get().percent(), "%.0f"),
                figure(more, POINTS)));
  }

  private Claim learnsMore() {
    String says = "With the same budget the law learns more than early stopping.";
    Figure more = findings.learnsMoreThan(Way.PROBES);
    return Double.isNaN(more.value())
        ? untried(says)
        : new Claim(
            says,
            Outcome.sign(more.interval()),
            "%s points of accuracy on the new task, in pairs of the same task, method, seed and budget."
                .formatted(figure(more, POINTS)));
  }

  private static Claim untried(String says) {
    return new Claim(says, Outcome.OPEN, "It was not tried.");
  }
}
