package dev.mneme.app.tuning;

/**
 * What goes through the model in a step.
 *
 * @param count rows
 * @param time tokens of a row, filled up to the longest
 * @param prompt tokens of it that are not learnt
 * @param group rows with the same prompt, which goes through the model once where they go together
 */
record StepRows(long count, long time, long prompt, long group) {

  long answers() {
    return count * (time - prompt);
  }

  long tokens() {
    return count * time;
  }

  /** Where prompts are shared. */
  long tokensTogether() {
    return answers() + count / group * prompt;
  }
}
