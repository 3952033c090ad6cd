package dev.mneme.app.evaluation;

import dev.mneme.app.reward.RewardKeys;
import java.util.List;

/**
 * One task of a suite: a benchmark by its name, or, where {@code file} is given, one over one's own
 * rows. Texts with {@code {column}} are {@link Template}s.
 *
 * @param limit items drawn at random; 0 for all
 * @param fewShot solved examples shown before each question; -1 for as many as usual
 * @param metric the figure that a mean over tasks takes; empty for the first
 * @param file of rows, from the folder of the suite's file
 * @param fewShotFile rows of which the first are shown
 * @param prompt what the model reads
 * @param system what an instructed model is told beforehand, for written answers
 * @param choices options whose likelihood is compared
 * @param gold column with the right option: its number from 0, its letter or its text
 * @param separator between the prompt and what follows it
 * @param answer right answer, for written answers: rewards find it in the column {@code answer};
 *     empty where the row has what they need
 * @param reward how what is written is judged
 * @param stop texts before which writing ends
 * @param maxTokens the most tokens written
 */
record TaskKeys(
    String name,
    String description,
    int limit,
    int fewShot,
    String metric,
    String file,
    String fewShotFile,
    String prompt,
    String system,
    List<String> choices,
    String gold,
    String separator,
    String answer,
    List<RewardKeys> reward,
    List<String> stop,
    int maxTokens) {

  static final int USUAL_SHOTS = -1;

  private static final List<RewardKeys> USUAL_REWARD = List.of(RewardKeys.DEFAULTS);

  static final TaskKeys USUAL =
      new TaskKeys(
          "",
          "",
          0,
          USUAL_SHOTS,
          "",
          "",
          "",
          "",
          "",
          List.of(),
          "",
          " ",
          "",
          USUAL_REWARD,
          List.of(),
          256);

  TaskKeys {
    choices = List.copyOf(choices);
    stop = List.copyOf(stop);
    reward = List.copyOf(reward);
    require(limit >= 0, "limit must be at least 0, was " + limit);
    require(fewShot >= USUAL_SHOTS, "few-shot must be at least 0, was " + fewShot);
    require(maxTokens >= 1, "max-tokens must be at least 1, was " + maxTokens);
    require(!stop.contains(""), "stop must hold no empty text");
    List<String> own = List.of(fewShotFile, prompt, system, gold, answer);
    if (file.isEmpty()) {
      require(
          choices.isEmpty()
              && stop.isEmpty()
              && isUsual(reward)
              && own.stream().allMatch(String::isEmpty),
          "file must be given: a benchmark's own prompt and answers cannot be changed");
    } else {
      require(!prompt.isEmpty(), "prompt must be given, such as \"{question}\"");
      boolean written = !answer.isEmpty() || !isUsual(reward);
      require(
          choices.isEmpty() == written,
          "either choices (which is likeliest) or answer and reward (what is written) must be given");
      require(
          choices.isEmpty() == gold.isEmpty(), "gold must name the column with the right choice");
      require(fewShot <= 0 || !fewShotFile.isEmpty(), "few-shot-file must be given for few-shot");
      require(
          fewShotFile.isEmpty() || !written || !answer.isEmpty(),
          "answer must be given for few-shot-file: its rows are shown solved");
      RewardKeys.requireMixture(reward);
      require(
          reward.stream().noneMatch(RewardKeys::countsTokens),
          "length.unit must be characters or words: models count different tokens");
      Template.parse(prompt);
      Template.parse(answer);
      choices.forEach(Template::parse);
    }
  }

  private static boolean isUsual(List<RewardKeys> reward) {
    return reward.equals(USUAL_REWARD);
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
