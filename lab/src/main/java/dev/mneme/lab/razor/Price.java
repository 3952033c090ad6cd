package dev.mneme.lab.razor;

import dev.mneme.measure.Estimate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a method pays for half of what can be learnt.
 *
 * <pre>
 *   level = base + ½ (best of any method − base)      on the new task, the same for all methods
 *   of the models of a seed that reach the level: the least nats, and the least seconds,
 *   each over the points that that model gained
 * </pre>
 *
 * Means are over the seeds that reach the level; they are NaN where none does.
 *
 * @param level in [0, 1]
 * @param seeds how many there are
 * @param reached how many reach the level
 * @param kl nats a token of forward KL for each point gained
 * @param seconds of training for each point gained
 * @param kept mean prior score at the level, in [0, 1]
 * @param cknna of the models that paid the least nats
 */
public record Price(
    String task,
    RazorMethod method,
    double level,
    int seeds,
    int reached,
    Estimate kl,
    Estimate seconds,
    Estimate kept,
    Estimate cknna) {

  private static final Estimate NONE = new Estimate(Double.NaN, Double.NaN, 0);

  /** Whether the means are over all seeds, not over those that happened to get there. */
  boolean complete() {
    return reached == seeds;
  }

  /** Of each method on one task, in the order in which they first appear; none without a gain. */
  static List<Price> on(String task, List<RazorPoint> points) {
    List<RazorPoint> own = points.stream().filter(point -> point.task().equals(task)).toList();
    double best =
        own.stream().mapToDouble(point -> point.scores().newTask()).max().orElse(Double.NaN);
    double base = own.isEmpty() ? Double.NaN : own.getFirst().base().newTask();
    if (!(best > base)) {
      return List.of();
    }
    double level = base + (best - base) / 2;
    Map<RazorMethod, Map<Long, List<RazorPoint>>> runs = new LinkedHashMap<>();
    own.forEach(point ->
        runs.computeIfAbsent(point.method(), method -> new LinkedHashMap<>())
            .computeIfAbsent(point.seed(), seed -> new ArrayList<>())
            .add(point));
    List<Price> prices = new ArrayList<>();
    runs.forEach(
        (method, seeds) -> prices.add(of(task, method, level, List.copyOf(seeds.values()))));
    return prices;
  }

  private static Price of(
      String task, RazorMethod method, double level, List<List<RazorPoint>> seeds) {
    List<Double> kl = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    List<Double> kept = new ArrayList<>();
    List<Double> cknna = new ArrayList<>();
    for (List<RazorPoint> seed : seeds) {
      List<RazorPoint> there =
          seed.stream().filter(point -> point.scores().newTask() >= level).toList();
      if (!there.isEmpty()) {
        RazorPoint near = Collections.min(there, Comparator.comparingDouble(RazorPoint::forwardKl));
        kl.add(near.forwardKl() / near.gain());
        cknna.add(near.drift(RazorPoint.CKNNA));
        seconds.add(
            there.stream()
                .mapToDouble(point -> point.seconds() / point.gain())
                .min()
                .orElse(Double.NaN));
        kept.add(AtLevel.kept(seed, level));
      }
    }
    return new Price(
        task,
        method,
        level,
        seeds.size(),
        kl.size(),
        mean(kl),
        mean(seconds),
        mean(kept),
        mean(cknna));
  }

  private static Estimate mean(List<Double> values) {
    return values.isEmpty()
        ? NONE
        : Estimate.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
