package dev.mneme.lab.razor;

import static dev.mneme.lab.claim.Numbers.figure;
import static dev.mneme.lab.claim.Numbers.text;

import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The claims about what accuracy costs.
 *
 * <p>Prices differ where their intervals do not meet, which is rarer than that their difference
 * excludes 0. A task where some seed of either method does not get half way is not counted: the
 * seeds that do are not a sample of all.
 */
final class PriceClaims {

  private static final double CONFIDENCE = 0.95;

  /** Points that a cheap method may keep less than GRPO. */
  private static final double NEAR = 1;

  /** Its share of GRPO's seconds. */
  private static final double CHEAP = 0.25;

  private final RazorFindings findings;

  PriceClaims(RazorFindings findings) {
    this.findings = findings;
  }

  Claim kl() {
    return differ(
        "For the same accuracy, RL moves less in forward KL than SFT.",
        "nats a point",
        Price::kl,
        false);
  }

  Claim cknna() {
    return differ(
        "Representations of neutral text stay more alike under RL than under SFT.",
        "CKNNA",
        Price::cknna,
        true);
  }

  private Claim differ(
      String says, String unit, Function<Price, Estimate> number, boolean moreIsBetter) {
    List<String> numbers = new ArrayList<>();
    int agreeing = 0;
    int opposing = 0;
    for (String task : findings.taskNames()) {
      Optional<Price> rl = findings.price(task, RazorMethod.GRPO);
      Optional<Price> sft = findings.price(task, RazorMethod.SFT);
      if (rl.isPresent() && sft.isPresent()) {
        numbers.add(
            "%s: GRPO %s, SFT %s".formatted(task, told(rl.get(), number), told(sft.get(), number)));
        if (rl.get().complete() && sft.get().complete()) {
          Interval ours = number.apply(rl.get()).interval(CONFIDENCE);
          Interval theirs = number.apply(sft.get()).interval(CONFIDENCE);
          boolean less = ours.high() < theirs.low();
          boolean more = ours.low() > theirs.high();
          agreeing += (moreIsBetter ? more : less) ? 1 : 0;
          opposing += (moreIsBetter ? less : more) ? 1 : 0;
        }
      }
    }
    return new Claim(
        says,
        Outcome.byMost(agreeing, opposing, findings.taskNames().size()),
        numbers.isEmpty()
            ? "No task where both were tried and anything was learnt."
            : "In %s, half way to the best accuracy: %s."
                .formatted(unit, String.join("; ", numbers)));
  }

  private static String told(Price price, Function<Price, Estimate> number) {
    if (!price.complete()) {
      return text("gets there with %d of %d seeds", price.reached(), price.seeds());
    }
    Estimate mean = number.apply(price);
    return Double.isNaN(mean.mean())
        ? "not measured"
        : figure(new Figure(mean.mean(), mean.interval(CONFIDENCE)), "%.3g");
  }

  /**
   * Ours: whether anything is as good as RL and much cheaper. One of K methods is enough, so each
   * is asked with confidence 1 − 0.05 / K.
   */
  Claim hybrid() {
    String says =
        "Not in the paper: a method without RL keeps within 1 point of GRPO at no more than a quarter of its compute.";
    List<RazorMethod> tried =
        Arrays.stream(RazorMethod.values())
            .filter(method -> method.kind() != RazorMethod.Kind.REWARD && method != RazorMethod.SFT)
            .filter(method ->
                findings.taskNames().stream().allMatch(task -> beside(task, method).isPresent()))
            .toList();
    if (tried.isEmpty()) {
      return new Claim(
          says,
          Outcome.OPEN,
          "No such method was tried that gets, as GRPO does, half way to the best accuracy of every task with every seed.");
    }
    double confidence = 1 - (1 - CONFIDENCE) / tried.size();
    List<Outcome> outcomes = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    for (RazorMethod method : tried) {
      List<BesideGrpo> tasks =
          findings.taskNames().stream().flatMap(task -> beside(task, method).stream()).toList();
      Outcome outcome =
          Outcome.byMost(
              (int) tasks.stream().filter(each -> each.isAsGood(confidence)).count(),
              (int) tasks.stream().filter(each -> each.isWorse(confidence)).count(),
              tasks.size());
      outcomes.add(outcome);
      numbers.add(
          text(
              "%s %s (%+.1f points at %.2f of the seconds)",
              method.title(),
              outcome.words(),
              tasks.stream().mapToDouble(BesideGrpo::points).average().orElse(Double.NaN),
              tasks.stream().mapToDouble(BesideGrpo::share).average().orElse(Double.NaN)));
    }
    return new Claim(
        says,
        outcomes.contains(Outcome.HOLDS)
            ? Outcome.HOLDS
            : outcomes.stream().allMatch(Outcome.FAILS::equals) ? Outcome.FAILS : Outcome.OPEN,
        "On average over the tasks: %s.".formatted(String.join("; ", numbers)));
  }

  /**
   * A method beside GRPO on one task.
   *
   * @param kept points of mean prior score more than GRPO at equal accuracy
   * @param seconds for each point gained
   * @param full those of GRPO
   */
  private record BesideGrpo(Estimate kept, Estimate seconds, Estimate full) {

    double points() {
      return kept.mean();
    }

    double share() {
      return seconds.mean() / full.mean();
    }

    boolean isAsGood(double confidence) {
      return kept.interval(confidence).low() >= -NEAR
          && seconds.interval(confidence).high() <= CHEAP * full.interval(confidence).low();
    }

    boolean isWorse(double confidence) {
      return kept.interval(confidence).high() < -NEAR
          || seconds.interval(confidence).low() > CHEAP * full.interval(confidence).high();
    }
  }

  /** Empty where a figure is missing, or is not of all seeds. */
  private Optional<BesideGrpo> beside(String task, RazorMethod method) {
    Optional<Matched> matched = findings.matched(task, method, RazorMethod.GRPO);
    Optional<Price> own = findings.price(task, method).filter(Price::complete);
    Optional<Price> full = findings.price(task, RazorMethod.GRPO).filter(Price::complete);
    return matched.isPresent() && own.isPresent() && full.isPresent()
        ? Optional.of(
            new BesideGrpo(matched.get().difference(), own.get().seconds(), full.get().seconds()))
        : Optional.empty();
  }
}
