package dev.mneme.preserve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.preserve.BudgetDecision.DrawBack;
import dev.mneme.preserve.BudgetDecision.Keep;
import dev.mneme.preserve.BudgetDecision.Loosen;
import dev.mneme.preserve.BudgetDecision.Stop;
import dev.mneme.preserve.BudgetDecision.Tighten;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of runs of which the truth is known, probed with as much noise as a few hundred items
 * have. Either forgetting rises with KL as a convex or a concave law that no run keeps to exactly,
 * or it rises with the squares of the steps, which the KL hardly shows.
 */
class BudgetSimulationTest {

  private static final int RUNS = 1500;
  private static final long STEPS = 120;
  private static final int EVERY = 5;
  private static final int ITEMS = 500;
  private static final int LAST_ITEMS = 2500;

  /** A model that learns and forgets. */
  private interface Model {

    /** Takes a step with that weight of the KL at that factor of the learning rate. */
    void step(double weight, double pace);

    void drawBack(double share);

    double kl();

    /** In points. */
    double forgotten();

    /** Of all that there is to be learnt. */
    double learnt();
  }

  enum Kind {
    /** Where speed costs nothing: a slow beginning does. */
    LAW(1.05),
    FAST(1.5);

    /** What is learnt at least, over what a run learns that is stopped early. */
    private final double least;

    Kind(double least) {
      this.least = least;
    }

    private Model drawn(long seed) {
      return switch (this) {
        case LAW -> new AlongALaw(seed);
        case FAST -> new ByFastSteps(seed);
      };
    }
  }

  private static double between(double low, double high, Random random) {
    return low * Math.pow(high / low, random.nextDouble());
  }

  /** Goes towards a KL of which forgetting is a power; single models lie about it by a tenth. */
  private static final class AlongALaw implements Model {
    private final Random random;
    private final double far;
    private final double power;
    private final double scale;
    private final double speed;
    private final double held;
    private double kl;
    private double learnt;
    private double off;

    AlongALaw(long seed) {
      random = new Random(seed);
      far = between(0.01, 1, random);
      power = 0.6 + 1.2 * random.nextDouble();
      scale = between(0.5, 30, random) / Math.pow(far, power);
      speed = 1 / between(4, 160, random);
      held = between(0.5, 15, random);
    }

    @Override
    public void step(double weight, double pace) {
      kl += pace * speed * (far / (1 + held * weight) - kl);
      learnt += pace * speed / (1 + 0.2 * held * weight) * (1 - learnt);
      off = 0.95 * off + 0.31 * random.nextGaussian();
    }

    @Override
    public void drawBack(double share) {
      kl *= share * share;
      learnt *= share;
    }

    @Override
    public double kl() {
      return kl;
    }

    @Override
    public double forgotten() {
      return scale * Math.pow(kl, power) * (1 + 0.1 * off);
    }

    @Override
    public double learnt() {
      return learnt;
    }
  }

  /**
   * What is learnt goes by the length of steps and makes the KL, what is forgotten by its square.
   */
  private static final class ByFastSteps implements Model {
    private final double speed;
    private final double cost;
    private final double shown;
    private final double far;
    private final double held;
    private double learnt;
    private double lost;

    ByFastSteps(long seed) {
      Random random = new Random(seed);
      speed = between(0.1, 0.8, random);
      cost = between(0.02, 1, random);
      shown = between(0.01, 0.05, random);
      far = between(0.05, 0.5, random);
      held = between(0.01, 0.1, random);
    }

    @Override
    public void step(double weight, double pace) {
      learnt += (1 - Math.exp(-pace * speed)) * (1 / (1 + held * weight) - learnt);
      lost += cost * pace * pace;
    }

    @Override
    public void drawBack(double share) {
      learnt *= share;
      lost *= share * share;
    }

    @Override
    public double kl() {
      return far * learnt * learnt + shown * lost;
    }

    @Override
    public double forgotten() {
      return lost;
    }

    @Override
    public double learnt() {
      return learnt;
    }
  }

  private static RunLaw.Reading reading(long step, Model model, int items, Random noise) {
    double changed = Math.min(0.01, 0.3 * model.kl()) + 1.5 * Math.max(0, model.forgotten()) / 100;
    double error = 100 * Math.sqrt((changed + 1.0 / items) / items);
    return new RunLaw.Reading(
        step, model.kl(), model.forgotten() + error * noise.nextGaussian(), error);
  }

  /** As many other items as the last probe has. */
  private static boolean isKept(Model model, double points, Random noise) {
    return reading(STEPS, model, LAST_ITEMS, noise).forgetting() <= points;
  }

  private static BudgetDecision look(
      ForgettingBudget budget, long step, boolean asks, Model model, Random noise) {
    if (budget.judges(step)) {
      return budget.probed(reading(step, model, LAST_ITEMS, noise));
    }
    return asks ? budget.probed(reading(step, model, ITEMS, noise)) : budget.read(step, model.kl());
  }

  private static void steered(Model model, double points, Random noise) {
    ForgettingBudget budget =
        new ForgettingBudget(
            new BudgetPlan(
                new BudgetLimit.Forgetting(points),
                BudgetPlan.By.LAW,
                0.95,
                STEPS,
                EVERY,
                8,
                5,
                List.of(),
                step -> 1));
    SteeredWeight weight = new SteeredWeight(0.1, 0.1 / 64, 0.1 * 8);
    for (long step = 1; step <= STEPS && !budget.isOver(); step++) {
      model.step(weight.weight(), budget.pace());
      if (!budget.reads(step)) {
        continue;
      }
      BudgetDecision decision = look(budget, step, budget.asks(step), model, noise);
      while (decision instanceof DrawBack back) {
        weight.move(back.factor());
        model.drawBack(back.share());
        decision = look(budget, step, false, model, noise);
      }
      switch (decision) {
        case Tighten tighten -> weight.move(tighten.factor());
        case Loosen loosen -> weight.move(loosen.factor());
        case Keep _, DrawBack _, Stop _ -> {}
      }
    }
  }

  /** What one does without: ends with the last model before the first probe over the budget. */
  private static Model stoppedEarly(Kind kind, long seed, double points) {
    Model model = kind.drawn(seed);
    Random noise = new Random(seed);
    long last = 0;
    for (long step = 1; step <= STEPS; step++) {
      model.step(0.1, 1);
      if (step % 15 == 0) {
        if (reading(step, model, ITEMS, noise).forgetting() > points) {
          break;
        }
        last = step;
      }
    }
    Model kept = kind.drawn(seed);
    for (long step = 0; step < last; step++) {
      kept.step(0.1, 1);
    }
    return kept;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void nineteenOfTwentyRunsKeepTheirBudgetAndStoppingEarlyDoesWorse(Kind kind) {
    Random random = new Random(4);
    int kept = 0;
    int keptEarly = 0;
    double learnt = 0;
    double learntEarly = 0;
    for (int run = 0; run < RUNS; run++) {
      long seed = random.nextLong();
      double points = between(0.5, 5, random);
      Model ours = kind.drawn(seed);
      Random noise = new Random(seed);
      steered(ours, points, noise);
      Model early = stoppedEarly(kind, seed, points);
      kept += isKept(ours, points, noise) ? 1 : 0;
      keptEarly += isKept(early, points, noise) ? 1 : 0;
      learnt += ours.learnt() / RUNS;
      learntEarly += early.learnt() / RUNS;
    }
    assertThat(kept).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * RUNS));
    assertThat(keptEarly).isLessThan(kept);
    assertThat(learnt).isGreaterThan(kind.least * learntEarly);
  }
}
