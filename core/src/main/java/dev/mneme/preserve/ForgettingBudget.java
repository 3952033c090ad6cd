package dev.mneme.preserve;

import dev.mneme.preserve.BudgetDecision.DrawBack;
import dev.mneme.preserve.BudgetDecision.Keep;
import dev.mneme.preserve.BudgetDecision.Loosen;
import dev.mneme.preserve.BudgetDecision.Stop;
import dev.mneme.preserve.BudgetDecision.Tighten;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
 *   k &gt; likely          broken: drawn back, β {@value #AFTER_BACK} times and the learning rate {@value #SLOWER} times what it was
 *   drawn back          θ ← θ0 + s (θ − θ0),   s = √({@value #AIM} · sure / k)
 *   log β ← log β + ln 2 · clip(k⁺ / sure − {@value #AIM}, −1, 1),    k⁺ = k + max(0, k − k before)
 * </pre>
 *
 * To be drawn back is to go the way towards the base θ0 until the KL, which is of second order in
 * the length of that way, should be safe. What was learnt shrinks with s and what was forgotten
 * about with s², so that little is lost by it; a model that had to be left for an earlier one would
 * lose all that came since. The KL is read again where the model then is, and where it is still too
 * far it is drawn back again, and after {@value #TRIES} times all the way. Its optimizer, steps,
 * rows and random numbers go on, so that the same does not happen again. The learning rate falls,
 * as the length of an Adam step does not depend on β: fast steps cost prior tasks more at the same
 * KL. That is why the law is that of the readings since the model was last drawn back, or of the
 * one before that while there are none.
 *
 * <p>The last line is dual ascent on the logarithm of the weight β of what holds the model: k⁺ is
 * where k will be at the next look if it goes on so. Where nothing is sure yet, as before the first
 * probe, β stays. At the last step a model that is not safe is drawn back until it is, and the same
 * ends the run where it has been drawn back {@code backs} times and would have to be again.
 *
 * <p>A budget in nats needs no law: sure and likely are both the budget.
 *
 * <p>What the law is held against: {@link By#PROBES} is early stopping as it is usually done, with
 * the model of the last probe that did not read more than the budget, or the base; a reading's
 * error does not enter, and a budget in nats is held against every reading. {@link By#NONE} decides
 * nothing. Neither moves a weight or the learning rate, and both read and ask as the law does.
 *
 * <p>Source: dual ascent on a constraint is Boyd and Vandenberghe 2004, section 5; dividing α by
 * the number of looks is Bonferroni's inequality; averages with the base are arXiv 2109.01903; the
 * law is {@link RunLaw}'s. The numbers are ours.
 */
public final class ForgettingBudget {

  private static final double AIM = 0.85;
  private static final double NEAR = 0.1;
  private static final double AFTER_BACK = 2;
  private static final double SLOWER = 0.5;
  private static final int TRIES = 3;

  /** By what is decided. */
  public enum By {
    /** The law of the run itself, as above. */
    LAW,
    /** Single probes: the run ends at the first that reads more than the budget. */
    PROBES,
    /** Nothing: the run is measured, and goes on. */
    NONE
  }

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
   * @param by what is decided by
   * @param confidence that the budget is kept, in [½, 1)
   * @param steps of the run
   * @param every steps between two readings of the KL
   * @param probes of prior tasks in the run, denser at its beginning
   * @param backs how often the model may be drawn back before the run stops
   * @param known readings of earlier runs; empty for none
   */
  public record Plan(
      Limit limit,
      By by,
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

  private final Plan plan;
  private final List<RunLaw.Reading> readings = new ArrayList<>();
  private Model now = Model.BASE;
  private Model kept = Model.BASE;
  private int backs;
  private int tries;
  private int before;
  private boolean over;

  /**
   * A model on the way.
   *
   * @param step after which it was there
   * @param kl nats a token
   */
  private record Model(long step, double kl) {

    static final Model BASE = new Model(0, 0);

    String named() {
      return step == 0 ? "the base" : words("the model of step %d with KL %.4f", step, kl);
    }
  }

  public ForgettingBudget(Plan plan) {
    this.plan = plan;
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
    int size = readings.size();
    List<RunLaw.Reading> all = new ArrayList<>(plan.known());
    all.addAll(readings.subList(Math.max(0, Math.min(before, size - 1)), size));
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
    return switch (plan.by()) {
      case LAW -> Set.of(Model.BASE.step());
      case PROBES -> Set.of(kept.step());
      case NONE -> Set.of();
    };
  }

  /** What to do where only the KL was read. */
  public BudgetDecision read(long step, double kl) {
    return decide(step, kl, Double.NaN, false);
  }

  /** What to do where prior tasks were asked, too; none for a budget of KL. */
  public BudgetDecision probed(long step, RunLaw.Reading reading) {
    readings.add(reading);
    return decide(step, reading.kl(), reading.forgetting(), true);
  }

  /** What to do where a model is a candidate though no prior task was asked. */
  public BudgetDecision looked(long step, double kl) {
    return decide(step, kl, Double.NaN, true);
  }

  private BudgetDecision decide(long step, double kl, double forgetting, boolean looked) {
    return switch (plan.by()) {
      case LAW -> byLaw(step, kl);
      case PROBES -> byProbes(step, kl, used(kl, forgetting), looked);
      case NONE -> new Keep("nothing is decided: the run is only measured");
    };
  }

  /** Which share of the budget was read to be used up; NaN where that was not read. */
  private double used(double kl, double forgetting) {
    return switch (plan.limit()) {
      case Limit.Forgetting budget -> forgetting / budget.points();
      case Limit.Kl budget -> kl / budget.nats();
    };
  }

  private BudgetDecision byProbes(long step, double kl, double used, boolean looked) {
    if (used > 1) {
      over = true;
      return new Stop(
          kept.step(),
          words("%.2f times the budget was read: it ends with %s", used, kept.named()));
    }
    if (looked) {
      kept = new Model(step, kl);
    }
    return new Keep(
        Double.isNaN(used)
            ? "no prior task was asked"
            : words("%.2f of the budget was read to be used", Math.max(0, used)));
  }

  private BudgetDecision byLaw(long step, double kl) {
    // Only what was drawn back is looked at twice after one step.
    boolean again = step == now.step();
    double last = again ? kl : now.kl();
    now = new Model(step, kl);
    tries = again ? tries + 1 : 0;
    double sure = sure();
    double likely = likely();
    if (step == plan.steps() || backs > plan.backs()) {
      return kl <= sure ? ends(step, kl, sure) : drawnBack(kl, sure, unsure(kl, sure));
    }
    if (kl > likely) {
      if (!again) {
        backs++;
        before = readings.size();
      }
      return drawnBack(
          kl,
          sure,
          words("KL %.4f is beyond %.4f, where the budget is expected to be used up", kl, likely));
    }
    return steer(kl, last, sure);
  }

  private static String unsure(double kl, double sure) {
    return words(
        "KL %.4f is beyond %.4f, up to which the budget is certain to be kept, and no step is left",
        kl, sure);
  }

  private BudgetDecision ends(long step, double kl, double sure) {
    if (step == plan.steps()) {
      return new Keep(words("the last model is safe: KL %.4f of %.4f", kl, sure));
    }
    over = true;
    return new Stop(
        step,
        words(
            "it was drawn back more than %d times: it ends with a model that is safe, KL %.4f of %.4f",
            plan.backs(), kl, sure));
  }

  private BudgetDecision drawnBack(double kl, double sure, String why) {
    double share = tries < TRIES ? Math.sqrt(AIM * sure / kl) : 0;
    return new DrawBack(
        share,
        tries == 0 ? AFTER_BACK : 1,
        why
            + (share == 0
                ? ": back to the base"
                : words(": drawn back to %.2f of the way from the base", share)));
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
    state.put("models", new double[] {now.step(), now.kl(), kept.step(), kept.kl()});
    state.put("counts", new double[] {backs, tries, before, over ? 1 : 0});
    return state;
  }

  /**
   * Goes on, bit for bit, from where {@link #state()} was taken.
   *
   * @throws IllegalArgumentException if that is not the state of a budget
   */
  public void restore(Map<String, double[]> state) {
    double[] read = part(state, "readings", 4);
    double[] models = part(state, "models", 4);
    double[] counts = part(state, "counts", 4);
    if (models.length != 4 || counts.length != 4) {
      throw new IllegalArgumentException("the saved budget is not one");
    }
    readings.clear();
    for (int i = 4; i < read.length; i += 4) {
      readings.add(new RunLaw.Reading(read[i], read[i + 1], read[i + 2], (int) read[i + 3]));
    }
    now = new Model((long) models[0], models[1]);
    kept = new Model((long) models[2], models[3]);
    backs = (int) counts[0];
    tries = (int) counts[1];
    before = (int) counts[2];
    over = counts[3] == 1;
  }

  private static double[] part(Map<String, double[]> state, String name, int width) {
    double[] part = state.get(name);
    if (part == null || part.length % width != 0) {
      throw new IllegalArgumentException("the saved budget is not one");
    }
    return part;
  }
}
