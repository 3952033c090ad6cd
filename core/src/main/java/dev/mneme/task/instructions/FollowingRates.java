package dev.mneme.task.instructions;

import dev.mneme.task.Verdict;
import java.util.Collection;

/**
 * The two accuracies of IFEval; with strict and loose verdicts these are its four figures.
 *
 * @param prompts share of prompts of which all instructions are followed
 * @param instructions share of all instructions that are followed
 */
public record FollowingRates(double prompts, double instructions) {

  /**
   * From the verdicts of {@link InstructionFollowing}, of either {@link
   * InstructionFollowing.Reward}.
   *
   * @param verdicts at least one
   */
  public static FollowingRates of(Collection<Verdict> verdicts) {
    if (verdicts.isEmpty()) {
      throw new IllegalArgumentException("there are no verdicts to take rates of");
    }
    long whole = 0;
    long followed = 0;
    long all = 0;
    for (Verdict verdict : verdicts) {
      long here = verdict.parts().values().stream().filter(part -> part == 1).count();
      followed += here;
      all += verdict.parts().size();
      whole += here == verdict.parts().size() ? 1 : 0;
    }
    return new FollowingRates((double) whole / verdicts.size(), (double) followed / all);
  }
}
