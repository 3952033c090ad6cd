package dev.mneme.app.tuning;

import dev.mneme.policy.LanguagePolicy;
import java.util.List;
import java.util.Map;

/** What is to be learnt, looked at on examples that are never learnt from. */
interface NewTask {

  /** The figure's name in events, such as {@code new.loss}. */
  String figure();

  /** The figure's name in tables. */
  String title();

  /** What stands beside the figure on the progress line. */
  String word();

  /** The figure of a policy at temperature 1. */
  double measure(LanguagePolicy policy);

  /**
   * The figure and what else is measured with it: its parts are called {@code figure.part}, which
   * tables show.
   */
  default Map<String, Double> figures(LanguagePolicy policy) {
    return Map.of(figure(), measure(policy));
  }

  /** What the base is asked to go on from, to see what is lost there; none empty. */
  List<int[]> starts();
}
