package dev.mneme.task;

import java.util.LinkedHashMap;
import java.util.Map;

/** The means of verdicts that come one by one. Used by one thread. */
public final class VerdictMeans {

  private final Map<String, Double> parts = new LinkedHashMap<>();
  private double rewards;
  private long verdicts;

  public void add(Verdict verdict) {
    verdicts++;
    rewards += verdict.reward();
    verdict.parts().forEach((name, part) -> parts.merge(name, part, Double::sum));
  }

  /** Forgets all. */
  public void clear() {
    parts.clear();
    rewards = 0;
    verdicts = 0;
  }

  /** The mean reward; not a number before the first verdict. */
  public double reward() {
    return rewards / verdicts;
  }

  /** The mean of each part by name; a verdict without it counts 0. */
  public Map<String, Double> parts() {
    Map<String, Double> means = new LinkedHashMap<>();
    parts.forEach((name, sum) -> means.put(name, sum / verdicts));
    return means;
  }
}
