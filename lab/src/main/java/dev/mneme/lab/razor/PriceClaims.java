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
import java.util.stream.Collectors;

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
        "Not in the paper: at equal accuracy a method without RL keeps within 1 point of GRPO at no more than a quarter of its seconds.";
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
          "No such method was tried that learns, as GRPO does, something of every task with every seed.");
    }
    double confidence = 1 - (1 - CONFIDENCE) / tried.size();
    List<Outcome> outcomes = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    for (RazorMethod method : tried) {
      List<Matched> tasks =
          findings.taskNames().stream().flatMap(task -> beside(task, method).stream()).toList();
      Outcome outcome =
          Outcome.byMost(
              (int) tasks.stream().filter(each -> isAsGood(each, confidence)).count(),
              (int) tasks.stream().filter(each -> isWorse(each, confidence)).count(),
              tasks.size());
      outcomes.add(outcome);
      numbers.add(
          "%s %s (%s)"
              .formatted(
                  method.title(),
                  outcome.words(),
                  tasks.stream().map(PriceClaims::told).collect(Collectors.joining(", "))));
    }
    return new Claim(
        says,
        outcomes.contains(Outcome.HOLDS)
            ? Outcome.HOLDS
            : outcomes.stream().allMatch(Outcome.FAILS::equals) ? Outcome.FAILS : Outcome.OPEN,
        "%s.".formatted(String.join("; ", numbers)));
  }

  private Optional<Matched> beside(String task, RazorMethod method) {
    return findings.matched(task, method, RazorMethod.GRPO);
  }

  private static boolean isAsGood(Matched each, double confidence) {
    return each.difference().interval(confidence).low() >= -NEAR
        && each.share().interval(confidence).high() <= CHEAP;
  }

  private static boolean isWorse(Matched each, double confidence) {
    return each.difference().interval(confidence).high() < -NEAR
        || each.share().interval(confidence).low() > CHEAP;
  }

  private static String told(Matched each) {
    double share = each.share().mean();
    return text("%s: %+.1f points", each.task(), each.difference().mean())
        + (Double.isNaN(share) ? ", seconds not known" : text(" at %.2f of the seconds", share));
  }
}
