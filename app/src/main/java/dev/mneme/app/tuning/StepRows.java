package dev.mneme.app.tuning;

import dev.mneme.train.DecoderCosts;
import dev.mneme.train.Work;

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

  /** What it takes to write so many of these rows' answers, as many at once as there are slots. */
  Work writing(DecoderCosts costs, int vocabulary, long rows, int slots) {
    long together = Math.min(rows, slots);
    long times = Math.ceilDiv(rows, together);
    return costs
        .forwards(rows, prompt)
        .plus(costs.makingCache(slots, time))
        .plus(
            DriftForecast.writing(costs, vocabulary, together, prompt, time - prompt).times(times));
  }
}
