package dev.mneme.lab.razor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Made-up runs of which the answers are known: forgetting is {@code 8 KL + 2 KL²} points and noise,
 * whatever the method; methods differ in how much KL they need for an accuracy, and seeds a little
 * about a mean of that and of their seconds.
 */
final class Planted {

  static final List<String> TASKS = List.of("maths", "calls");
  static final double[] RATES = {1, 2, 3, 4, 5};

  static final int STEPS = 240;

  private static final RazorPoint.Scores BASE = new RazorPoint.Scores(0.3, 0.8);

  private final double noise;
  private final int seeds;
  private final Random random = new Random(5);
  private final List<RazorPoint> points = new ArrayList<>();

  /**
   * @param noise standard deviation of forgetting about the law, in points
   */
  Planted(double noise, int seeds) {
    this.noise = noise;
    this.seeds = seeds;
  }

  static double forgetting(double kl) {
    return 8 * kl + 2 * kl * kl;
  }

  /**
   * Adds a method's runs: rate k gains 10 k points.
   *
   * @param kl nats for each 10 points gained
   * @param more points forgotten beyond the law
   */
  Planted with(RazorMethod method, double kl, double more) {
    for (String task : TASKS) {
      for (int seed = 0; seed < seeds; seed++) {
        for (double rate : RATES) {
          double unlike = 1 + 0.001 * (seed - (seeds - 1) / 2.0);
          double nats = kl * rate * unlike;
          double lost = forgetting(nats) + more + noise * random.nextGaussian();
          points.add(
              new RazorPoint(
                  "%s %s %d %.0f".formatted(task, method.id(), seed, rate),
                  method,
                  task,
                  rate,
                  seed,
                  STEPS,
                  new RazorPoint.Scores(BASE.newTask() + 0.1 * rate, BASE.prior() - lost / 100),
                  BASE,
                  // Seeds differ in the share of seconds, too: ties have no interval.
                  method.kind() == RazorMethod.Kind.REWARD ? 400 * unlike : 50 * (2 - unlike),
                  Map.of(
                      RazorPoint.FORWARD_KL,
                      nats,
                      RazorPoint.FORWARD_KL_ERROR,
                      0.0,
                      RazorPoint.CKNNA,
                      1 - nats / 10,
                      "weights-l1",
                      3 + random.nextGaussian())));
        }
      }
    }
    return this;
  }

  List<RazorPoint> points() {
    return points;
  }
}
