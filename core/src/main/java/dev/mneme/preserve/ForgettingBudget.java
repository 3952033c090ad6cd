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
 *   g(k)         what is forgotten at a KL of k by the law's guess, in budgets
 *   u(k)         what a check will find at most at confidence 1 − α, the same
 *   g &gt; {@value #BROKEN}      too much: drawn back to t / T · AIM after t of T steps; β {@value #AFTER_BACK} times what it was
 *   else         the learning rate is divided so that the whole run uses AIM: {@link BudgetPace}
 *                log₂ β ← log₂ β + clip(e − AIM, −1, 1), e what it would use as it went before
 *   last step    u ≤ 1: safe; else drawn back to u = {@value #LEFT}
 *   drawn back   to a share q of what it uses:  θ ← θ0 + √q (θ − θ0)
 * </pre>
 *
 * β is the weight of what holds the model, which follows by dual ascent. Alone it is not enough, as
 * the length of an Adam step does not depend on it and as it brings down the KL rather than what
 * was forgotten.
 *
 * <p>To be drawn back is to go the way towards the base θ0. Both forgetting and the KL are of
 * second order in the length of that way, as the base is near an optimum of what it was trained
 * for; so along it, and from there until the next probe, the one is taken to be proportional to the
 * other. What was learnt shrinks with √q, so that little is lost by it; a model that had to be left
 * for an earlier one would lose all that came since. The KL is read again where the model then is;
 * where it is still too far it is drawn back again, and after {@value #TRIES} times all the way.
 * Its optimizer, steps, rows and random numbers go on. Where nothing is known, as at the beginning,
 * steps are short.
 *
 * <p>On the way the guess decides: each look may correct the one before, and what were sure at each
 * would learn little. About the model that is left u decides, at the last step, or before it where
 * the model was drawn back {@code backs} times and would have to be again. It is judged by its own
 * probe, as the law may lag behind it, and again where it was drawn back, by the law of its way to
 * the base; the error of the check, which is as large, is counted, too: what is promised can be
 * held against what is measured. Looks after one step ask the same items, whose errors are nearly
 * the same, so that α is not divided.
 *
 * <p>A budget in nats needs no law: g and u are both k.
 *
 * <p>What the law is held against: {@link BudgetPlan.By#PROBES} is early stopping as it is usually
 * done, with the model of the last probe that did not read more than the budget, or the base; a
 * reading's error does not enter, and a budget in nats is held against every reading. {@link
 * BudgetPlan.By#NONE} decides nothing. Neither moves a weight or the learning rate, and both read
 * and ask as the law does.
 *
 * <p>Source: dual ascent on a constraint is Boyd and Vandenberghe 2004, section 5; averages with
 * the base are arXiv 2109.01903; the law is {@link RunLaw}'s. The numbers are ours.
 */
public final class ForgettingBudget {

  private static final double BROKEN = 0.8;
  private static final double LEFT = 0.9;
  private static final double NEAR = 0.1;
  private static final double AFTER_BACK = 2;
  private static final int TRIES = 6;

  private final BudgetPlan plan;
  private final List<RunLaw.Reading> readings = new ArrayList<>();
  private Model now = Model.BASE;
  private Model kept = Model.BASE;
  private final BudgetPace pace;
  private int backs;
  private boolean over;

  private BudgetUse use = BudgetUse.UNKNOWN;

  /** What was known last other than by the way to the base, and whether it was drawn back since. */
  private BudgetUse far = BudgetUse.UNKNOWN;

  private boolean along;

  /** How often it was drawn back at the present step. */
  private int tries;

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

  public ForgettingBudget(BudgetPlan plan) {
    this.plan = plan;
    this.pace = new BudgetPace(plan.schedule(), plan.steps());
  }

  /** Whether the KL is to be read after so many steps. */
  public boolean reads(long step) {
    return plan.reads(step);
  }

  /** Whether prior tasks are to be asked then, too. */
  public boolean asks(long step) {
    return plan.asks(step);
  }

  /**
   * Whether the model after that step is to be left, and so judged by the last probe, whatever it
   * was asked before.
   */
  public boolean judges(long step) {
    return step == plan.steps() || backs > plan.backs();
  }

  /** How many probes were read. */
  public int probed() {
    return readings.size();
  }

  /** The law as it is known now. */
  public RunLaw law() {
    return new RunLaw(Stream.concat(plan.known().stream(), readings.stream()).toList(), now.step());
  }

  /** The chance that a model which is taken to be safe is not. */
  public double doubt() {
    return 1 - plan.confidence();
  }

  private BudgetUse use(double kl) {
    return switch (plan.limit()) {
      case BudgetLimit.Forgetting forgetting -> {
        List<RunLaw.Reading> own = judges(now.step()) ? ofNow() : List.of();
        RunLaw law = own.isEmpty() ? law() : new RunLaw(own, now.step());
        double error = own.isEmpty() ? 0 : RunLaw.z(doubt()) * own.getLast().error();
        double guess = law.guess(kl);
        double points = forgetting.points();
        yield new BudgetUse(
            kl, guess / points, (law.bound(kl, doubt()) - guess) / points, error / points);
      }
      case BudgetLimit.Kl budget -> new BudgetUse(kl, kl / budget.nats(), 0, 0);
    };
  }

  /** Readings of the present model, and of what it was before it was drawn back. */
  private List<RunLaw.Reading> ofNow() {
    return readings.stream().filter(each -> each.step() == now.step()).toList();
  }

  /** What the model that was looked at last is expected to have lost, in the budget's unit. */
  public double expected() {
    return use.guess() * unit();
  }

  /** What a check will find at most that it has lost, the same; infinite where nothing is known. */
  public double atMost() {
    return use.atMost(1) * unit();
  }

  private double unit() {
    return switch (plan.limit()) {
      case BudgetLimit.Forgetting forgetting -> forgetting.points();
      case BudgetLimit.Kl kl -> kl.nats();
    };
  }

  /** Factor of the learning rate. */
  public double pace() {
    return plan.by() == BudgetPlan.By.LAW ? pace.factor() : 1;
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
  public BudgetDecision probed(RunLaw.Reading reading) {
    readings.add(reading);
    return decide(reading.step(), reading.kl(), reading.forgetting(), true);
  }

  /** What to do where they would be asked if the budget were one of forgetting. */
  public BudgetDecision looked(long step, double kl) {
    return decide(step, kl, Double.NaN, true);
  }

  private BudgetDecision decide(long step, double kl, double forgetting, boolean looked) {
    return switch (plan.by()) {
      case LAW -> byLaw(step, kl, looked);
      case PROBES -> {
        now = new Model(step, kl);
        yield byProbes(read(kl, forgetting), looked);
      }
      case NONE -> {
        now = new Model(step, kl);
        yield new Keep("nothing is decided: the run is only measured");
      }
    };
  }

  /** Which share of the budget was read to be used up; NaN where that was not read. */
  private double read(double kl, double forgetting) {
    return switch (plan.limit()) {
      case BudgetLimit.Forgetting budget -> forgetting / budget.points();
      case BudgetLimit.Kl budget -> kl / budget.nats();
    };
  }

  private BudgetDecision byProbes(double used, boolean looked) {
    if (used > 1) {
      over = true;
      return new Stop(
          kept.step(),
          words("%.2f times the budget was read: it ends with %s", used, kept.named()));
    }
    if (looked) {
      kept = now;
    }
    return new Keep(
        Double.isNaN(used)
            ? "no prior task was asked"
            : words("%.2f of the budget was read to be used", Math.max(0, used)));
  }

  private BudgetDecision byLaw(long step, double kl, boolean looked) {
    look(step, kl, looked);
    double most = use.atMost(1);
    if (judges(step)) {
      return most <= 1
          ? ends(step, most)
          : drawnBack(
              use.share(LEFT),
              words("%.2f of the budget at most is not safe, and no step is left", most));
    }
    if (use.guess() > BROKEN) {
      backs += tries == 0 ? 1 : 0;
      // Where the run ends by it no step is left that room would have to be kept for.
      double rest = judges(step) ? BROKEN : BudgetPace.AIM * step / plan.steps();
      return drawnBack(
          rest / use.guess(), words("%.2f of the budget is expected to be used up", use.guess()));
    }
    return Double.isInfinite(most)
        ? new Keep(
            words(
                "nothing is known of what is forgotten yet: learning rate %.2f times the recipe's",
                pace()))
        : steer(step);
  }

  /** Only what was drawn back is looked at twice after one step. */
  private void look(long step, double kl, boolean looked) {
    long last = now.step();
    now = new Model(step, kl);
    tries = step == last ? tries + 1 : 0;
    along = !looked && (along || step == last);
    // All the way back is the base, which forgets nothing.
    use = tries > TRIES ? BudgetUse.OF_BASE : along ? far.along(kl) : use(kl);
    far = along ? far : use;
    if (step == last) {
      pace.drawnBack(use.guess());
    } else {
      pace.done(last, step, use.guess());
    }
  }

  private BudgetDecision ends(long step, double most) {
    if (step == plan.steps()) {
      return new Keep(words("the last model is safe: %.2f of the budget at most", most));
    }
    over = true;
    return new Stop(
        step,
        words(
            "it was drawn back more than %d times: it ends with a model that is safe, %.2f of the budget at most",
            plan.backs(), most));
  }

  private BudgetDecision drawnBack(double part, String why) {
    double share = tries < TRIES ? Math.sqrt(part) : 0;
    return new DrawBack(
        share,
        tries == 0 ? AFTER_BACK : 1,
        why
            + (share == 0
                ? ": back to the base"
                : words(": drawn back to %.2f of the way from the base", share)));
  }

  private BudgetDecision steer(long step) {
    double whole = pace.atTheEnd(step, use.guess());
    pace.set(step, use.guess(), use.guess() >= use.spread());
    String why =
        words(
            "%.2f of the budget expected now, %.2f at the end as it goes: learning rate %.2f times the recipe's",
            use.guess(), whole, pace());
    double error = Math.clamp(whole - BudgetPace.AIM, -1, 1);
    return Math.abs(error) <= NEAR
        ? new Keep(why)
        : error > 0 ? new Tighten(Math.pow(2, error), why) : new Loosen(Math.pow(2, error), why);
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
        Stream.concat(Stream.of(new RunLaw.Reading(readings.size(), 0, 0, 1)), readings.stream())
            .flatMapToDouble(each ->
                DoubleStream.of((double) each.step(), each.kl(), each.forgetting(), each.error()))
            .toArray());
    state.put("models", new double[] {now.step(), now.kl(), kept.step(), kept.kl()});
    state.put("counts", new double[] {backs, over ? 1 : 0, along ? 1 : 0});
    state.put("pace", pace.state());
    state.put("use", use.state());
    state.put("far", far.state());
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
    double[] counts = part(state, "counts", 3);
    double[] paces = part(state, "pace", 3);
    double[] uses = part(state, "use", 4);
    double[] fars = part(state, "far", 4);
    if (models.length != 4
        || counts.length != 3
        || paces.length != 3
        || uses.length != 4
        || fars.length != 4) {
      throw new IllegalArgumentException("the saved budget is not one");
    }
    readings.clear();
    for (int i = 4; i < read.length; i += 4) {
      readings.add(new RunLaw.Reading((long) read[i], read[i + 1], read[i + 2], read[i + 3]));
    }
    now = new Model((long) models[0], models[1]);
    kept = new Model((long) models[2], models[3]);
    backs = (int) counts[0];
    over = counts[1] == 1;
    pace.restore(paces);
    along = counts[2] == 1;
    use = BudgetUse.of(uses);
    far = BudgetUse.of(fars);
  }

  private static double[] part(Map<String, double[]> state, String name, int width) {
    double[] part = state.get(name);
    if (part == null || part.length % width != 0) {
      throw new IllegalArgumentException("the saved budget is not one");
    }
    return part;
  }
}
