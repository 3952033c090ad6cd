package dev.mneme.lab.razor;

import static dev.mneme.lab.claim.Numbers.figure;
import static dev.mneme.lab.claim.Numbers.text;

import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds the claims of RL's Razor (arXiv 2509.04259) against what was found.
 *
 * <p>A claim about all tasks holds where two thirds of them say so with 95 % intervals over seeds,
 * and fails where as many say the opposite so; a claim about a number holds or fails where the
 * whole interval lies on one side of what the paper says. Everything else cannot be told. With a
 * single seed there are no intervals over seeds.
 */
public final class Claims {

  /** R² of forgetting on forward KL that the paper prints for language models. */
  public static final double PAPER = 0.71;

  private static final double CONFIDENCE = 0.95;

  /** Predicted runs below which a coverage says next to nothing. */
  private static final int FEWEST = 20;

  private final RazorFindings findings;

  private Claims(RazorFindings findings) {
    this.findings = findings;
  }

  /** All of them, in the paper's order. */
  public static List<Claim> of(RazorFindings findings) {
    Claims claims = new Claims(findings);
    PriceClaims prices = new PriceClaims(findings);
    return List.of(
        claims.law(),
        claims.bestPredictor(),
        claims.keepsMore(),
        claims.like(RazorMethod.REINFORCE, RazorMethod.GRPO, RazorMethod.SFT),
        claims.like(RazorMethod.SIMPO, RazorMethod.SFT, RazorMethod.GRPO),
        prices.kl(),
        prices.cknna(),
        claims.transfer(),
        prices.hybrid());
  }

  private Claim law() {
    Figure r2 =
        findings
            .predictor(RazorPoint.FORWARD_KL)
            .map(RazorFindings.Predictor::rSquared)
            .orElse(new Figure(Double.NaN, Interval.UNKNOWN));
    Interval interval = r2.interval();
    Outcome outcome =
        interval.low() >= PAPER
            ? Outcome.HOLDS
            : interval.high() < PAPER ? Outcome.FAILS : Outcome.OPEN;
    String runs =
        text(
            "R² is %s over %d runs of %d settings.",
            figure(r2, "%.2f"), findings.points().size(), findings.settings());
    String open =
        Double.isNaN(interval.low())
            ? text(" An interval needs %d settings.", RazorFindings.FEWEST_SETTINGS)
            : text(" The interval holds the paper's %.2f: the two are compatible.", PAPER);
    return new Claim(
        text(
            "Forgetting is a function of the forward KL on the new task alone (R² %.2f in the paper).",
            PAPER),
        outcome,
        outcome == Outcome.OPEN ? runs + open : runs);
  }

  /** Ahead of every one of them, or behind one that was not singled out by chance. */
  private Claim bestPredictor() {
    String says = "Forward KL predicts forgetting better than any other measure of drift.";
    List<RazorFindings.Rival> rivals = findings.rivals();
    if (rivals.isEmpty()) {
      return new Claim(says, Outcome.OPEN, "There is no other measure.");
    }
    long behind = rivals.stream().filter(rival -> rival.difference().interval().low() > 0).count();
    long ahead = rivals.stream().filter(rival -> rival.corrected().high() < 0).count();
    return new Claim(
        says,
        behind == rivals.size() ? Outcome.HOLDS : ahead > 0 ? Outcome.FAILS : Outcome.OPEN,
        text(
            "R² less that of the best other measure, %s: %s. Of %d others %d do worse with 95 %% intervals, and %d better with intervals for %d comparisons.",
            rivals.getFirst().name(),
            figure(rivals.getFirst().difference(), "%+.3f"),
            rivals.size(),
            behind,
            ahead,
            rivals.size()));
  }

  private Outcome byTasks(int agreeing, int opposing) {
    return Outcome.byMost(agreeing, opposing, findings.taskNames().size());
  }

  private Claim keepsMore() {
    List<String> numbers = new ArrayList<>();
    int more = 0;
    int less = 0;
    for (String task : findings.taskNames()) {
      Optional<Matched> found = findings.matched(task, RazorMethod.GRPO, RazorMethod.SFT);
      if (found.isEmpty()) {
        numbers.add(task + ": not comparable");
      } else {
        Matched matched = found.get();
        more += matched.interval().low() > 0 ? 1 : 0;
        less += matched.interval().high() < 0 ? 1 : 0;
        numbers.add(
            points(
                task,
                new Figure(matched.difference().mean(), matched.interval()),
                matched.level()));
      }
    }
    return new Claim(
        "At equal accuracy on the new task, RL keeps more of the prior tasks than SFT.",
        byTasks(more, less),
        "GRPO less SFT, mean prior score: %s.".formatted(String.join("; ", numbers)));
  }

  /** Whether a method keeps what one other keeps, rather than what a second one keeps. */
  private Claim like(RazorMethod method, RazorMethod near, RazorMethod far) {
    List<String> numbers = new ArrayList<>();
    int nearer = 0;
    int farther = 0;
    for (String task : findings.taskNames()) {
      Optional<Nearness> found = findings.nearness(task, method, near, far);
      if (found.isPresent()) {
        Figure by = found.get().nearer();
        nearer += by.interval().low() > 0 ? 1 : 0;
        farther += by.interval().high() < 0 ? 1 : 0;
        numbers.add(points(task, by, found.get().level()));
      }
    }
    return new Claim(
        "%s keeps what %s keeps, not what %s does: whose answers are learnt from is what matters."
            .formatted(method.title(), near.title(), far.title()),
        byTasks(nearer, farther),
        numbers.isEmpty()
            ? "It was not tried on any task with both, or one of them learnt nothing."
            : "By how much its mean prior score is nearer to that of %s than to that of %s: %s."
                .formatted(near.title(), far.title(), String.join("; ", numbers)));
  }

  private static String points(String task, Figure points, double level) {
    return text("%s: %s points at %.0f %%", task, figure(points, "%+.1f"), 100 * level);
  }

  private Claim transfer() {
    String says = "The law is one for all methods: calibrated on SFT runs, it predicts RL runs.";
    Optional<HeldOut> found = findings.rewarded();
    if (found.isEmpty()) {
      return new Claim(says, Outcome.OPEN, "There are too few runs of one kind.");
    }
    HeldOut held = found.get();
    Interval covered = held.covered().interval(CONFIDENCE);
    List<String> finding = new ArrayList<>();
    finding.add(
        text(
            "Of %d RL runs %.0f %% [%.0f, %.0f] lie in their 95 %% prediction intervals; they forget %+.1f points more than predicted on average, with a typical error of %.1f points.",
            held.runs(),
            100 * held.covered().value(),
            100 * covered.low(),
            100 * covered.high(),
            held.bias(),
            held.typical()));
    List<String> doubts = doubts(held);
    finding.addAll(doubts);
    return new Claim(
        says,
        !doubts.isEmpty()
            ? Outcome.OPEN
            : covered.high() < CONFIDENCE ? Outcome.FAILS : Outcome.HOLDS,
        String.join(" ", finding));
  }

  /** Why the coverage decides nothing: next to any law would have it. */
  private static List<String> doubts(HeldOut held) {
    List<String> doubts = new ArrayList<>();
    if (held.runs() < FEWEST) {
      doubts.add(text("Fewer than %d runs decide nothing.", FEWEST));
    }
    if (held.extrapolated() > 0.5) {
      doubts.add(
          text(
              "The law guesses: %.0f %% of them lie outside the drifts that it was calibrated on.",
              100 * held.extrapolated()));
    }
    if (held.reach() > held.spread()) {
      doubts.add(
          text(
              "The law does not bind: its intervals reach %.1f points to either side, and what it was calibrated on has a deviation of %.1f.",
              held.reach(), held.spread()));
    }
    return doubts;
  }
}
