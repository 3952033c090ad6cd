package dev.mneme.preserve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.preserve.BudgetDecision.DrawBack;
import dev.mneme.preserve.BudgetDecision.Keep;
import dev.mneme.preserve.BudgetDecision.Loosen;
import dev.mneme.preserve.BudgetDecision.Stop;
import dev.mneme.preserve.BudgetDecision.Tighten;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Thousands of runs of which the truth is known: forgetting rises with KL as a convex or a concave
 * law that no run keeps to exactly, the model drifts slowly or fast, and probes are as noisy as a
 * few hundred items are.
 */
class BudgetSimulationTest {

  private static final int RUNS = 1500;
  private static final double POINTS = 3;
  private static final long STEPS = 240;
  private static final int ITEMS = 400;

  /**
   * How a run forgets, were it watched or not.
   *
   * @param scale points forgotten at 1 nat
   * @param power of the law
   * @param far KL that it goes to unless it is held
   * @param speed share of the way to there in a step
   * @param held how much a weight of 1 shortens the way
   * @param seed of what is drawn
   */
  private record World(
      double scale, double power, double far, double speed, double held, long seed) {

    static World drawn(Random random) {
      double far = Math.exp(Math.log(0.01) + random.nextDouble() * Math.log(100));
      double power = 0.6 + 1.2 * random.nextDouble();
      double lost = POINTS * Math.exp(random.nextDouble() * Math.log(60)) / 4;
      double speed = 1 / Math.exp(Math.log(8) + random.nextDouble() * Math.log(40));
      double held = Math.exp(random.nextGaussian() * 1.5) * 3;
      return new World(lost / Math.pow(far, power), power, far, speed, held, random.nextLong());
    }

    /** Models of one law lie about it by a tenth. */
    double forgotten(double kl, double off) {
      return scale * Math.pow(kl, power) * (1 + 0.1 * off);
    }
  }

  /** A model of such a run. */
  private record Model(double kl, double learnt, double off) {

    Model next(World world, double weight, double pace, Random random) {
      double end = world.far() / (1 + world.held() * weight);
      double grown = kl + pace * world.speed() * (end - kl);
      double faster = pace * world.speed() / (1 + 0.2 * world.held() * weight);
      return new Model(
          grown, learnt + faster * (1 - learnt), 0.95 * off + 0.31 * random.nextGaussian());
    }

    /** What is learnt shrinks with the way, KL with its square. */
    Model drawnBack(double share) {
      return new Model(kl * share * share, learnt * share, off);
    }
  }

  private static RunLaw.Reading reading(Model model, World world, int number, Random random) {
    double lost = world.forgotten(model.kl(), model.off());
    double share = lost / 100 * 1.5 + Math.min(0.1, 0.3 * model.kl());
    double error = 100 * Math.sqrt((share + 1.0 / ITEMS) / ITEMS);
    return new RunLaw.Reading(model.kl(), lost + error * random.nextGaussian(), error, number);
  }

  private static Model steered(World world) {
    Random random = new Random(world.seed());
    ForgettingBudget budget =
        new ForgettingBudget(
            new ForgettingBudget.Plan(
                new ForgettingBudget.Limit.Forgetting(POINTS),
                ForgettingBudget.By.LAW,
                0.95,
                STEPS,
                5,
                10,
                5,
                List.of()));
    SteeredWeight weight = new SteeredWeight(0.1, 0.1 / 64, 0.1 * 64);
    Model model = new Model(0, 0, 0);
    for (long step = 1; step <= STEPS && !budget.isOver(); step++) {
      model = model.next(world, weight.weight(), budget.pace(), random);
      if (!budget.reads(step)) {
        continue;
      }
      BudgetDecision decision =
          budget.asks(step)
              ? budget.probed(step, reading(model, world, budget.probed(), random))
              : budget.read(step, model.kl());
      while (decision instanceof DrawBack back) {
        weight.move(back.factor());
        model = model.drawnBack(back.share());
        decision = budget.read(step, model.kl());
      }
      switch (decision) {
        case Tighten tighten -> weight.move(tighten.factor());
        case Loosen loosen -> weight.move(loosen.factor());
        case Keep _, DrawBack _, Stop _ -> {}
      }
    }
    return model;
  }

  /** What one does without: ends with the last model before the first probe over the budget. */
  private static Model stoppedEarly(World world) {
    Random random = new Random(world.seed());
    Model model = new Model(0, 0, 0);
    Model last = model;
    for (long step = 1; step <= STEPS; step++) {
      model = model.next(world, 0.1, 1, random);
      if (step % 24 == 0) {
        if (reading(model, world, 0, random).forgetting() > POINTS) {
          return last;
        }
        last = model;
      }
    }
    return model;
  }

  @Test
  void nineteenOfTwentyRunsKeepTheirBudgetAndStoppingEarlyDoesWorse() {
    Random random = new Random(4);
    int kept = 0;
    int keptEarly = 0;
    double learnt = 0;
    double learntEarly = 0;
    for (int run = 0; run < RUNS; run++) {
      World world = World.drawn(random);
      Model ours = steered(world);
      Model early = stoppedEarly(world);
      kept += world.forgotten(ours.kl(), ours.off()) <= POINTS ? 1 : 0;
      keptEarly += world.forgotten(early.kl(), early.off()) <= POINTS ? 1 : 0;
      learnt += ours.learnt() / RUNS;
      learntEarly += early.learnt() / RUNS;
    }
    assertThat(kept).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * RUNS));
    assertThat(keptEarly).isLessThan((int) (0.95 * RUNS));
    assertThat(learnt).isGreaterThan(1.3 * learntEarly);
  }
}
