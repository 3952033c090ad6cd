package dev.mneme.measure;

import java.util.Map;

/**
 * One measured checkpoint of a run.
 *
 * @param run the run it comes from, or what is common to runs that are near copies of each other;
 *     runs are what is resampled
 * @param method the training method of that run; methods are what is held out
 * @param outcome what is to be explained, such as forgetting
 * @param predictors what may explain it, by name, such as the forward KL
 */
public record Observation(
    String run, String method, double outcome, Map<String, Double> predictors) {

  public Observation {
    predictors = Map.copyOf(predictors);
  }
}
