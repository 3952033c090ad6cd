package dev.mneme.preserve;

import dev.mneme.preserve.BudgetDecision.Keep;
import dev.mneme.preserve.BudgetDecision.Loosen;
import dev.mneme.preserve.BudgetDecision.StepBack;
import dev.mneme.preserve.BudgetDecision.Stop;
import dev.mneme.preserve.BudgetDecision.Tighten;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Keeps a run within a budget of forgetting: says when to measure, and what to do about what was
 * measured. Knows no tensors; somebody else measures and obeys.
 *
 * <pre>
 *   sure    the KL at which the law's bound is the budget, each of n looks at confidence 1 − α/n
 *   likely  the KL at which the law's guess is the budget
 *   k ≤ sure            safe: what is learnt may be kept
 *   sure &lt; k ≤ likely   not certain: held more firmly
 *   k &gt; likely          broken: back to the longest learnt model with k ≤ sure, β {@value #AFTER_BACK} times and
 *                       the learning rate {@value #SLOWER} times what it was
 *   log β ← log β + ln 2 · clip(k⁺ / sure − {@value #AIM}, −1, 1),    k⁺ = k + max(0, k − k before)
 * </pre>
 *
 * The last line is dual ascent on the logarithm of the weight β of what holds the model: k⁺ is
 * where k will be at the next look if it goes on so. Where nothing is sure yet, as before the first
 * probe, β stays. Models of the probed steps are candidates to go back to, {@value #CANDIDATES} at
 * a time beside the base, which is always safe. Going back takes the model and its optimizer there
 * and nothing else: steps, rows and random numbers go on, so that the same does not happen again.
 * The learning rate falls, too, as the length of an Adam step does not depend on β. At the last
 * step a model that is not safe is left for the best one that is, and the run stops where it has
 * gone back {@code backs} times and would have to again.
 *
 * <p>A budget in nats needs no law: sure and likely are both the budget.
 *
 * <p>Source: dual ascent on a constraint is Boyd and Vandenberghe 2004, section 5; dividing α by
 * the number of looks is Bonferroni's inequality; the law is {@link RunLaw}'s. The numbers are
 * ours.
 */
public final class ForgettingBudget {

  private static final double AIM = 0.85;
  private static final double NEAR = 0.1;
  private static final double AFTER_BACK = 4;
  private static final double SLOWER = 0.5;
  private static final int CANDIDATES = 4;

  /** Where the model began. */
  private static final Candidate BASE = new Candidate(0, 0, 0);

  /** What may be lost. */
  public sealed interface Limit {

    /**
     * @param points of prior score, above 0
     */
    record Forgetting(double points) implements Limit {
      public Forgetting {
        Given.requirePositive("a budget of forgetting", points);
      }
    }

    /**
     * @param nats a token, above 0
     */
    record Kl(double nats) implements Limit {
      public Kl {
        Given.requirePositive("a budget of KL", nats);
      }
    }
  }

  /**
   * How a run is watched.
   *
   * @param confidence that the budget is kept, in [½, 1)
   * @param steps of the run
   * @param every steps between two readings of the KL
   * @param probes of prior tasks in the run, denser at its beginning
   * @param backs how often the model may go back before the run stops
   * @param known readings of earlier runs; empty for none
   */
  public record Plan(
      Limit limit,
      double confidence,
      long steps,
      long every,
      int probes,
      int backs,
      List<RunLaw.Reading> known) {
    public Plan {
      known = List.copyOf(known);
      if (!(confidence >= 0.5 && confidence < 1)) {
        throw new IllegalArgumentException("confidence must lie in [0.5, 1), was " + confidence);
      }
      Given.requireAtLeast(1, "steps", (double) steps);
      Given.requireAtLeast(1, "every", (double) every);
      Given.requireAtLeast(1, "probes", probes);
      Given.requireAtLeast(0, "backs", backs);
    }
  }

  /**
   * A model that a run may go back to.
   *
   * @param step after which it was there
   * @param learnt steps it has learnt for, without those that were gone back from
   */
  private record Candidate(long step, long learnt, double kl) {}

  private final Plan plan;
  private final List<RunLaw.Reading> readings = new ArrayList<>();
  private final List<Candidate> candidates = new ArrayList<>();
  private Candidate now = BASE;
  private int backs;
  private boolean over;

  public ForgettingBudget(Plan plan) {
    this.plan = plan;
    candidates.add(BASE);
  }

  /** Whether the KL is to be read after so many steps. */
  public boolean reads(long step) {
    return step % plan.every() == 0 || step == plan.steps();
  }

  /**
   * Whether prior tasks are to be asked then, too: at the reading at or after steps · (j / probes)²
   * for each j, so that the law is known early.
   */
  public boolean asks(long step) {
    if (!reads(step) || step == 0) {
      return false;
    }
    long before = (step - 1) / plan.every() * plan.every();
    return step == plan.steps() || due(step) > due(before);
  }

  private long due(long step) {
    return (long) Math.floor(plan.probes() * Math.sqrt((double) step / plan.steps()) + 1e-9);
  }

  /** How many probes were read. */
  public int probed() {
    return readings.size();
  }

  /** The law as it is known now. */
  public RunLaw law() {
    List<RunLaw.Reading> all = new ArrayList<>(plan.known());
    all.addAll(readings);
    return new RunLaw(all);
  }

  /** The chance of an error that is left to each look. */
  public double doubt() {
    return (1 - plan.confidence()) / plan.probes();
  }

  /** The KL up to which a model is safe. */
  public double sure() {
    return switch (plan.limit()) {
      case Limit.Forgetting forgetting -> law().sure(forgetting.points(), doubt());
      case Limit.Kl kl -> kl.nats();
    };
  }

  /** The KL beyond which the budget is expected to be broken. */
  public double likely() {
    return switch (plan.limit()) {
      case Limit.Forgetting forgetting -> law().likely(forgetting.points());
      case Limit.Kl kl -> kl.nats();
    };
  }

  /** Factor of the learning rate. */
  public double pace() {
    return Math.pow(SLOWER, backs);
  }

  /** Whether the run has been stopped. */
  public boolean isOver() {
    return over;
  }

  /** The steps whose models may be gone back to. */
  public Set<Long> candidates() {
    return candidates.stream().map(Candidate::step).collect(Collectors.toUnmodifiableSet());
  }

  /** What to do where only the KL was read. */
  public BudgetDecision read(long step, double kl) {
    return decide(step, kl, false);
  }

  /** What to do where prior tasks were asked, too; none for a budget of KL. */
  public BudgetDecision probed(long step, RunLaw.Reading reading) {
    readings.add(reading);
    return decide(step, reading.kl(), true);
  }

  /** What to do where a model is a candidate though no prior task was asked. */
  public BudgetDecision looked(long step, double kl) {
    return decide(step, kl, true);
  }

  private BudgetDecision decide(long step, double kl, boolean candidate) {
    double before = now.kl();
    now = new Candidate(step, now.learnt() + step - now.step(), kl);
    if (candidate) {
      candidates.add(now);
      thin();
    }
    double sure = sure();
    double likely = likely();
    if (kl > likely) {
      return broken(kl, sure, likely);
    }
    if (step == plan.steps()) {
      return kl <= sure ? new Keep("the last model is safe: " + upTo(kl, sure)) : left(kl, sure);
    }
    return steer(kl, before, sure);
  }

  private BudgetDecision broken(double kl, double sure, double likely) {
    candidates.remove(now); // it is left at once, so nobody keeps it
    Candidate safe = safe(sure);
    long from = now.step();
    String why =
        words("KL %.4f is beyond %.4f, where the budget is expected to be used up", kl, likely);
    boolean last = from == plan.steps();
    if (last || backs >= plan.backs()) {
      over = true;
      return new Stop(
          safe.step(),
          last
              ? "%s, and no step is left: back to %s".formatted(why, named(safe))
              : "%s again after going back %d times: it ends with %s"
                  .formatted(why, backs, named(safe)));
    }
    backs++;
    now = new Candidate(from, safe.learnt(), safe.kl());
    return new StepBack(
        safe.step(),
        AFTER_BACK,
        "%s: back to %s, held %.0f times as firmly at half the learning rate"
            .formatted(why, named(safe), AFTER_BACK));
  }

  /** The last model is not certain to keep the budget. */
  private BudgetDecision left(double kl, double sure) {
    over = true;
    Candidate safe = safe(sure);
    return new Stop(
        safe.step(),
        words("KL %.4f is beyond %.4f, up to which the budget is certain to be kept", kl, sure)
            + ", and no step is left: back to "
            + named(safe));
  }

  private BudgetDecision steer(double kl, double before, double sure) {
    if (sure == 0) {
      return new Keep("no KL is certain to keep the budget yet");
    }
    if (sure == Double.POSITIVE_INFINITY) {
      return new Keep("no KL is expected to break the budget");
    }
    double next = kl + Math.max(0, kl - before);
    double error = Math.clamp(next / sure - AIM, -1, 1);
    double factor = Math.pow(2, error);
    String where = words("KL %.4f, %.4f by the next look, of %.4f", kl, next, sure);
    if (Math.abs(error) <= NEAR) {
      return new Keep(where + " that are safe");
    }
    return error > 0
        ? new Tighten(factor, where + " that are safe: too near")
        : new Loosen(factor, where + " that are safe: room left");
  }

  /** The one that has learnt longest of those that are safe. */
  private Candidate safe(double sure) {
    return candidates.stream()
        .filter(each -> each.kl() <= sure)
        .max(Comparator.comparingLong(Candidate::learnt))
        .orElse(BASE);
  }

  /**
   * Those that learnt less and drifted further than another one go; of too many the one most like
   * the next in its KL.
   */
  private void thin() {
    candidates.removeIf(each ->
        candidates.stream()
            .anyMatch(other -> other.learnt() >= each.learnt() && other.kl() < each.kl()));
    while (candidates.size() > CANDIDATES + 1) {
      List<Candidate> sorted =
          candidates.stream().sorted(Comparator.comparingDouble(Candidate::kl)).toList();
      Candidate least = sorted.get(1);
      double nearest = Double.POSITIVE_INFINITY;
      for (int i = 1; i + 1 < sorted.size(); i++) {
        double apart = sorted.get(i + 1).kl() / Math.max(sorted.get(i).kl(), 1e-300);
        if (apart < nearest) {
          nearest = apart;
          least = sorted.get(i);
        }
      }
      candidates.remove(least);
    }
  }

  private static String named(Candidate safe) {
    return safe.step() == 0
        ? "the base"
        : words("the model of step %d with KL %.4f", safe.step(), safe.kl());
  }

  private static String upTo(double kl, double sure) {
    return words("KL %.4f of %.4f", kl, sure);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library we do not carry
  private static String words(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** All that it remembers, by name. */
  public Map<String, double[]> state() {
    Map<String, double[]> state = new LinkedHashMap<>();
    // The number of them first: what is saved is never empty.
    state.put(
        "readings",
        Stream.concat(Stream.of(new RunLaw.Reading(readings.size(), 0, 1, 0)), readings.stream())
            .flatMapToDouble(
                each -> DoubleStream.of(each.kl(), each.forgetting(), each.error(), each.portion()))
            .toArray());
    List<Candidate> all = new ArrayList<>(candidates);
    all.add(now);
    state.put(
        "candidates",
        all.stream()
            .flatMapToDouble(
                each -> DoubleStream.of((double) each.step(), (double) each.learnt(), each.kl()))
            .toArray());
    state.put("counts", new double[] {backs, over ? 1 : 0});
    return state;
  }

  /**
   * Goes on, bit for bit, from where {@link #state()} was taken.
   *
   * @throws IllegalArgumentException if that is not the state of a budget
   */
  public void restore(Map<String, double[]> state) {
    double[] read = part(state, "readings", 4);
    double[] kept = part(state, "candidates", 3);
    double[] counts = part(state, "counts", 2);
    if (kept.length < 6 || counts.length != 2) {
      throw new IllegalArgumentException("the saved budget is not one");
    }
    readings.clear();
    for (int i = 4; i < read.length; i += 4) {
      readings.add(new RunLaw.Reading(read[i], read[i + 1], read[i + 2], (int) read[i + 3]));
    }
    candidates.clear();
    for (int i = 0; i < kept.length; i += 3) {
      candidates.add(new Candidate((long) kept[i], (long) kept[i + 1], kept[i + 2]));
    }
    now = candidates.removeLast();
    backs = (int) counts[0];
    over = counts[1] == 1;
  }

  private static double[] part(Map<String, double[]> state, String name, int width) {
    double[] part = state.get(name);
    if (part == null || part.length % width != 0) {
      throw new IllegalArgumentException("the saved budget is not one");
    }
    return part;
  }
}
