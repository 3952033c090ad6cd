package dev.mneme.task;

/** Prompts in tokens, and what completions of them are worth. */
public interface TextTask {

  /** How many prompts there are. */
  int size();

  /** The tokens of a prompt, at least one. */
  int[] prompt(int place);

  /**
   * What a completion of a prompt is worth, in [0, 1].
   *
   * @param completion its tokens, the end included where there is one
   */
  double reward(int place, int[] completion);
}
