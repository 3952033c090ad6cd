package dev.mneme.lab.razor;

import static dev.mneme.lab.claim.Numbers.figure;
import static dev.mneme.lab.claim.Numbers.text;

import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Holds the claims of RL's Razor (arXiv 2509.04259) against what was found.
 *
 * <p>A claim about all tasks holds where two thirds of them say so with 95 % intervals over seeds,
 * and fails where as many say the opposite so; everything else cannot be told. With a single seed
 * there are no intervals.
 */
public final class Claims {

  /** R² of forgetting on forward KL that the paper prints for language models. */
  public static final double PAPER = 0.71;

  private static final double CONFIDENCE = 0.95;
  private static final double COVERED = 0.9;
  private static final double MISSED = 0.8;

  private final RazorFindings findings;

  private Claims(RazorFindings findings) {
    this.findings = findings;
  }

  /** All of them, in the paper's order. */
  public static List<Claim> of(RazorFindings findings) {
    Claims claims = new Claims(findings);
    List<Claim> all = new ArrayList<>();
    all.add(claims.law());
    all.add(claims.bestPredictor());
    all.add(claims.keepsMore());
    all.add(claims.like(RazorMethod.REINFORCE, RazorMethod.GRPO, RazorMethod.SFT));
    all.add(claims.like(RazorMethod.SIMPO, RazorMethod.SFT, RazorMethod.GRPO));
    all.add(
        claims.cheaper(
            "For the same accuracy, RL moves less in forward KL than SFT.",
            "nats a point",
            Price::kl,
            false));
    all.add(
        claims.cheaper(
            "Representations of neutral text stay more alike under RL than under SFT.",
            "CKNNA",
            Price::cknna,
            true));
    all.add(claims.transfer());
    all.add(claims.hybrid());
    return List.copyOf(all);
  }

  private Claim law() {
    String says =
        text(
            "Forgetting is a function of the forward KL on the new task alone (R² %.2f in the paper).",
            PAPER);
    Figure r2 =
        findings
            .predictor(RazorPoint.FORWARD_KL)
            .map(RazorFindings.Predictor::rSquared)
            .orElse(new Figure(Double.NaN, Interval.UNKNOWN));
    Outcome outcome =
        r2.value() >= PAPER
            ? Outcome.HOLDS
            : r2.interval().high() < PAPER ? Outcome.FAILS : Outcome.OPEN;
    return new Claim(
        says,
        outcome,
        "R² is %s over %d runs.".formatted(figure(r2, "%.2f"), findings.points().size()));
  }

  private Claim bestPredictor() {
    Figure difference = findings.lead().difference();
    return new Claim(
        "Forward KL predicts forgetting better than any other measure of drift.",
        Outcome.sign(difference.interval()),
        "R² less that of the best other measure, %s: %s."
            .formatted(findings.lead().rival(), figure(difference, "%+.3f")));
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
            text("%s: %s points at %.0f %%", task, difference(matched), 100 * matched.level()));
      }
    }
    return new Claim(
        "At equal accuracy on the new task, RL keeps more of the prior tasks than SFT.",
        byTasks(more, less),
        "GRPO less SFT, mean prior score: %s.".formatted(String.join("; ", numbers)));
  }

  /**
   * Whether a method keeps what one other keeps, rather than what a second one keeps. Tasks count
   * where those two are told apart.
   */
  private Claim like(RazorMethod method, RazorMethod near, RazorMethod far) {
    List<String> numbers = new ArrayList<>();
    int nearer = 0;
    int farther = 0;
    for (String task : findings.taskNames()) {
      Optional<Matched> close = findings.matched(task, method, near);
      Optional<Matched> apart = findings.matched(task, method, far);
      if (close.isPresent() && apart.isPresent()) {
        boolean told =
            findings
                .matched(task, RazorMethod.GRPO, RazorMethod.SFT)
                .map(both -> Outcome.sign(both.interval()) != Outcome.OPEN)
                .orElse(false);
        double toNear = Math.abs(close.get().difference().mean());
        double toFar = Math.abs(apart.get().difference().mean());
        nearer += told && toNear < toFar ? 1 : 0;
        farther += told && toNear > toFar ? 1 : 0;
        numbers.add(
            "%s: %s from %s, %s from %s"
                .formatted(
                    task,
                    difference(close.get()),
                    near.title(),
                    difference(apart.get()),
                    far.title()));
      }
    }
    return new Claim(
        "%s keeps what %s keeps, not what %s does: whose answers are learnt from is what matters."
            .formatted(method.title(), near.title(), far.title()),
        byTasks(nearer, farther),
        numbers.isEmpty()
            ? "It was not tried on any task with both, or one of them learnt nothing."
            : "Points of mean prior score, where GRPO and SFT themselves are told apart or not: %s."
                .formatted(String.join("; ", numbers)));
  }

  private Claim cheaper(
      String says, String unit, Function<Price, Estimate> number, boolean moreIsBetter) {
    List<String> numbers = new ArrayList<>();
    int agreeing = 0;
    int opposing = 0;
    for (String task : findings.taskNames()) {
      Estimate rl = price(task, RazorMethod.GRPO, number);
      Estimate sft = price(task, RazorMethod.SFT, number);
      if (Double.isFinite(rl.mean()) && Double.isFinite(sft.mean())) {
        Interval ours = rl.interval(CONFIDENCE);
        Interval theirs = sft.interval(CONFIDENCE);
        boolean less = ours.high() < theirs.low();
        boolean more = ours.low() > theirs.high();
        agreeing += (moreIsBetter ? more : less) ? 1 : 0;
        opposing += (moreIsBetter ? less : more) ? 1 : 0;
        numbers.add(
            "%s: GRPO %s, SFT %s"
                .formatted(
                    task,
                    figure(new Figure(rl.mean(), ours), "%.3g"),
                    figure(new Figure(sft.mean(), theirs), "%.3g")));
      }
    }
    return new Claim(
        says,
        byTasks(agreeing, opposing),
        numbers.isEmpty()
            ? "No task where both reach half of what can be learnt."
            : "In %s, half way to the best accuracy: %s."
                .formatted(unit, String.join("; ", numbers)));
  }

  private Estimate price(String task, RazorMethod method, Function<Price, Estimate> number) {
    return findings.price(task, method).map(number).orElse(new Estimate(Double.NaN, Double.NaN, 0));
  }

  private Claim transfer() {
    String says = "The law is one for all methods: calibrated on SFT runs, it predicts RL runs.";
    Optional<HeldOut> found = findings.rewarded();
    if (found.isEmpty()) {
      return new Claim(says, Outcome.OPEN, "There are too few runs of one kind.");
    }
    HeldOut held = found.get();
    return new Claim(
        says,
        held.covered() >= COVERED
            ? Outcome.HOLDS
            : held.covered() < MISSED ? Outcome.FAILS : Outcome.OPEN,
        text(
            "Of %d RL runs %.0f %% lie in their 95 %% prediction intervals; they forget %+.1f points more than predicted on average, with a typical error of %.1f points.",
            held.runs(), 100 * held.covered(), held.bias(), held.typical()));
  }

  /** Ours: whether anything is as good as RL and much cheaper. */
  private Claim hybrid() {
    List<String> found = new ArrayList<>();
    for (RazorMethod method : RazorMethod.values()) {
      if (method.kind() != RazorMethod.Kind.REWARD && method != RazorMethod.SFT) {
        List<Double> kept = new ArrayList<>();
        List<Double> compute = new ArrayList<>();
        for (String task : findings.taskNames()) {
          findings
              .matched(task, method, RazorMethod.GRPO)
              .ifPresent(each -> kept.add(each.difference().mean()));
          double ratio =
              price(task, method, Price::seconds).mean()
                  / price(task, RazorMethod.GRPO, Price::seconds).mean();
          if (Double.isFinite(ratio)) {
            compute.add(ratio);
          }
        }
        boolean everywhere =
            kept.size() == findings.taskNames().size() && compute.size() == kept.size();
        if (everywhere && mean(kept) >= -1 && mean(compute) <= 0.25) {
          found.add(
              text(
                  "%s (%+.1f points at %.2f of the seconds)",
                  method.title(), mean(kept), mean(compute)));
        }
      }
    }
    return new Claim(
        "Not in the paper: a method without RL keeps within 1 point of GRPO at no more than a quarter of its compute.",
        found.isEmpty() ? Outcome.FAILS : Outcome.HOLDS,
        found.isEmpty()
            ? "None does, on average over the tasks; the trade-off is in the tables."
            : "On average over the tasks: %s.".formatted(String.join("; ", found)));
  }

  private static double mean(List<Double> values) {
    return Estimate.of(values.stream().mapToDouble(Double::doubleValue).toArray()).mean();
  }

  private static String difference(Matched matched) {
    return figure(new Figure(matched.difference().mean(), matched.interval()), "%+.1f");
  }
}
