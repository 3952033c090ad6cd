package dev.mneme.app.tuning;

import dev.mneme.app.evaluation.PriorTasks;
import dev.mneme.app.evaluation.Remembered;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Figure;
import dev.mneme.measure.PairedChange;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Scoring;
import dev.mneme.preserve.BudgetDecision;
import dev.mneme.preserve.BudgetLimit;
import dev.mneme.preserve.ForgettingBudget;
import dev.mneme.preserve.RunLaw;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Examiner;
import dev.mneme.task.benchmark.Item;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.text.ChatTemplate;
import dev.mneme.train.Event;
import dev.mneme.train.Steering;
import dev.mneme.train.Trainer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a run within its recipe's budget, or only watches it: reads its KL, asks it prior tasks,
 * does what {@link ForgettingBudget} decides, and in the end measures on items that no probe asked
 * what was forgotten. Events:
 *
 * <pre>
 *   measured budget        budget.kl (.low, .high), budget.predicted, budget.bound, budget.weight, budget.pace
 *   measured budget.probe  budget.probe.forgetting (.low, .high), .items, .lost, .gained
 *   decided  budget        the same as the first, and the reason
 *   measured budget.check  budget.check.forgetting or budget.check.kl (.low, .high), budget.check.kept,
 *                          and of the model that is left budget.predicted, budget.bound or budget.kl (.low, .high)
 * </pre>
 *
 * KL is KL(base ‖ tuned) in nats a token on what the base writes by itself or after the new task's
 * prompts, from streams of its own; forgetting is in points of prior score. Owns what it asks.
 */
final class Budgeting implements Steering, AutoCloseable {

  static final String NAME = "budget";
  static final String LIMIT = "budget.limit";
  static final String KL = "budget.kl";
  static final String PREDICTED = "budget.predicted";
  static final String BOUND = "budget.bound";
  static final String CHECK = "budget.check";
  static final String CHECK_FORGETTING = "budget.check.forgetting";
  static final String CHECK_KL = "budget.check.kl";
  static final String KEPT = "budget.check.kept";

  private static final String PROBE = "budget.probe";
  private static final String BASE = "base";
  private static final double POINTS = 100;

  private final BudgetKeys keys;
  private final Probing probing;
  private final Learner learner;
  private final NewTask task;
  private final Restraint restraint;
  private final ForgettingBudget budget;
  private final ClusterBootstrap bootstrap;
  private final @Nullable PriorTasks tasks;
  private final @Nullable PriorProbes probes;
  private final @Nullable ChatTemplate template;
  private @Nullable Gauge gauge;

  /** The step whose model was probed last; what is drawn back on the way is not probed again. */
  private long asked;

  /** What the KL is read on, on the way and at the end. */
  private record Gauge(LanguagePolicy base, BaseTexts onTheWay, BaseTexts heldOut) {}

  /**
   * @param recipe with a budget
   * @param learner borrowed
   * @param restraint what the budget moves
   */
  Budgeting(PostRecipe recipe, Learner learner, NewTask task, Restraint restraint) {
    this.keys = recipe.budget();
    this.probing = recipe.probing();
    this.learner = learner;
    this.task = task;
    this.restraint = restraint;
    Trainer.Plan plan = recipe.plan();
    this.budget =
        new ForgettingBudget(
            keys.plan(plan.steps(), step -> plan.schedule().factor(step - 1, plan.steps())));
    this.bootstrap = new ClusterBootstrap(2_000, keys.confidence(), 1);
    this.tasks = keys.hasTasks() ? keys.tasks(plan.steps()) : null;
    this.probes =
        tasks != null && keys.asksOnTheWay()
            ? new PriorProbes(tasks, keys.asked(plan.steps()))
            : null;
    this.template = keys.template(learner.source().folder());
  }

  /** A hash of the prior tasks' items, by the name of the suite; none without such. */
  Map<String, String> hashes() {
    return tasks == null ? Map.of() : Map.of(keys.on(), tasks.fingerprint());
  }

  @Override
  public Move after(long done, Policy policy, Consumer<Event> tell) {
    if (done == 0) {
      if (probes != null) {
        probes.askBase(baseAnswers());
      }
      return new Move.GoOn(budget.candidates().contains(done));
    }
    if (!budget.reads(done)) {
      return new Move.GoOn(false);
    }
    Figure kl = read(policy, gauge().onTheWay());
    double pace = budget.pace();
    BudgetDecision decision = decide(done, kl, policy, tell);
    Map<String, Double> values = figures(kl, pace);
    tell.accept(new Event.Measured(done, NAME, values));
    tell.accept(new Event.Decided(done, NAME, values, decision.reason()));
    boolean keep = budget.candidates().contains(done);
    return switch (decision) {
      case BudgetDecision.Keep _ -> new Move.GoOn(keep);
      case BudgetDecision.Tighten tighten -> moved(tighten.factor(), keep);
      case BudgetDecision.Loosen loosen -> moved(loosen.factor(), keep);
      case BudgetDecision.DrawBack back -> {
        restraint.move(back.factor());
        yield new Move.GoBack(0, back.share());
      }
      case BudgetDecision.Stop stop -> new Move.End(stop.step());
    };
  }

  private Move moved(double factor, boolean keep) {
    restraint.move(factor);
    return new Move.GoOn(keep);
  }

  private BudgetDecision decide(long done, Figure kl, Policy policy, Consumer<Event> tell) {
    if (!keys.asksOnTheWay()) {
      // The budget is kept for sure where the upper end of the interval keeps it.
      double far = keys.steers() ? kl.interval().high() : kl.value();
      return budget.asks(done) ? budget.looked(done, far) : budget.read(done, far);
    }
    PriorProbes prior = probes;
    boolean judged = budget.judges(done);
    if (prior == null || !(judged || (budget.asks(done) && done != asked))) {
      return budget.read(done, kl.value());
    }
    asked = done;
    PriorTasks.Asking tuned = answers(policy);
    PriorProbes.Found found = judged ? prior.askLast(tuned) : prior.ask(budget.probed(), tuned);
    tell.accept(new Event.Measured(done, PROBE, change(PROBE, found.before(), found.after())));
    return budget.probed(found.at(done, kl.value()));
  }

  /** Forgetting, which is the opposite of a change, in points. */
  private Map<String, Double> change(String name, List<Double> before, PriorTasks.Scores after) {
    PairedChange change =
        PairedChange.of(array(before), array(after.values()), array(after.weights()), bootstrap);
    Figure difference = change.difference();
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(name + ".forgetting", POINTS * (0 - difference.value()));
    values.put(name + ".forgetting.low", POINTS * (0 - difference.interval().high()));
    values.put(name + ".forgetting.high", POINTS * (0 - difference.interval().low()));
    values.put(name + ".items", (double) change.items());
    values.put(name + ".lost", (double) change.lost());
    values.put(name + ".gained", (double) change.gained());
    return values;
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** What is not known yet is left out. Weight and pace are those with which it came there. */
  private Map<String, Double> figures(Figure kl, double pace) {
    Map<String, Double> values = new LinkedHashMap<>();
    DriftProbe.put(values, KL, kl);
    values.put(LIMIT, limit());
    values.put("budget.weight", restraint.weight());
    values.put("budget.pace", pace);
    if (keys.asksOnTheWay()) {
      foretell(kl, values);
    }
    values.values().removeIf(value -> !Double.isFinite(value));
    return values;
  }

  /** What is decided by; where that is not the law, what the law would say. */
  private void foretell(Figure kl, Map<String, Double> values) {
    RunLaw law = budget.law();
    boolean steers = keys.steers();
    values.put(PREDICTED, steers ? budget.expected() : law.guess(kl.value()));
    values.put(BOUND, steers ? budget.atMost() : law.bound(kl.value(), budget.doubt()));
  }

  private double limit() {
    return switch (keys.limit()) {
      case BudgetLimit.Forgetting forgetting -> forgetting.points();
      case BudgetLimit.Kl kl -> kl.nats();
    };
  }

  @Override
  public void last(long done, Policy policy, Consumer<Event> tell) {
    Map<String, Double> values = new LinkedHashMap<>();
    Figure kl = read(policy, gauge().heldOut());
    DriftProbe.put(values, CHECK_KL, kl);
    double measured = kl.value();
    PriorTasks prior = tasks;
    if (prior != null) {
      List<PriorTasks.Asked> asked = prior.heldOut();
      PriorTasks.Scores before = prior.ask(asked, baseAnswers());
      PriorTasks.Scores after = prior.ask(asked, answers(policy));
      values.putAll(change(CHECK, before.values(), after));
    }
    if (keys.asksOnTheWay()) {
      measured = Objects.requireNonNull(values.get(CHECK_FORGETTING));
      foretell(kl, values);
    } else {
      // The last reading on the way may be of a model that was left.
      DriftProbe.put(values, KL, read(policy, gauge().onTheWay()));
    }
    values.put(LIMIT, limit());
    values.put(KEPT, measured <= limit() ? 1.0 : 0.0);
    values.values().removeIf(value -> !Double.isFinite(value));
    tell.accept(new Event.Measured(done, CHECK, values));
  }

  /** What the base answers, or answered in other runs. */
  private PriorTasks.Asking baseAnswers() {
    PriorTasks.Asking now = answers(learner.base());
    return keys.answers().isEmpty()
        ? now
        : Remembered.in(
            Path.of(keys.answers()), learner.source(), learner.precision(), keys.chat(), now);
  }

  private PriorTasks.Asking answers(Policy policy) {
    return items -> answers((LanguagePolicy) policy, items);
  }

  private Map<String, Answer> answers(LanguagePolicy policy, List<Item> items) {
    try (Scope scope = Scope.open();
        Examiner examiner =
            new Examiner(
                policy.decoder(),
                learner.tokenizer(),
                template,
                Examiner.Settings.usual(policy.decoder()))) {
      return PriorTasks.answers(items, examiner);
    }
  }

  private Figure read(Policy policy, BaseTexts texts) {
    try (LanguagePolicy plain =
        ((LanguagePolicy) policy).view(gauge().base().writing(), Scoring.WHOLE)) {
      return texts.kl(plain);
    }
  }

  /** Written when it is first looked at. */
  private Gauge gauge() {
    Gauge present = gauge;
    if (present == null) {
      int positions = learner.shape().maxPositions();
      int tokens = probing.tokens(positions);
      LanguagePolicy writer = learner.base(learner.writing(tokens, 1), Scoring.WHOLE);
      List<int[]> starts =
          switch (keys.gauge()) {
            case OLD -> Collections.nCopies(probing.samples(), new int[] {learner.begin()});
            case NEW -> BaseTexts.starts(task.starts(), probing, positions);
          };
      try (RandomStreams streams = new RandomStreams(1)) {
        present =
            new Gauge(
                writer,
                new BaseTexts(writer, starts, streams.get("budget")),
                new BaseTexts(writer, starts, streams.get("budget.check")));
      }
      gauge = present;
    }
    return present;
  }

  @Override
  public double pace() {
    return budget.pace();
  }

  @Override
  public boolean isOver() {
    return budget.isOver();
  }

  @Override
  public Set<Long> needs() {
    return isOver() ? Set.of() : budget.candidates();
  }

  @Override
  public Map<String, double[]> state() {
    Map<String, double[]> state = new LinkedHashMap<>(budget.state());
    double[] base = probes == null ? new double[0] : probes.state();
    if (base.length > 0) {
      state.put(BASE, base);
    }
    return state;
  }

  @Override
  public void restore(Map<String, double[]> state) {
    if (probes != null) {
      probes.restore(Objects.requireNonNullElse(state.get(BASE), new double[0]));
    }
    budget.restore(state);
  }

  @Override
  public void close() {
    Gauge present = gauge;
    if (present != null) {
      present.onTheWay().close();
      present.heldOut().close();
    }
    if (tasks != null) {
      tasks.close();
    }
  }
}
