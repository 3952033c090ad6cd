package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Classifier;
import dev.mneme.policy.Inputs;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import org.junit.jupiter.api.Test;

class SourcesTest {

  @Test
  void demonstrationsPairEachInputWithTheTeachersAnswerToIt() {
    try (SmallTask task = new SmallTask();
        RandomStreams streams = new RandomStreams(1)) {
      Batch.Demonstrations batch = task.imitation().next(2, streams);
      long[] places = Tensors.toLongs(task.order().places(2, streams));
      assertThat(Tensors.toLongs(batch.actions().ids()))
          .containsExactly(places[0] % 4, places[1] % 4, places[2] % 4, places[3] % 4);
      assertThat(Tensors.toFloats(((Inputs) batch.prompts()).features()))
          .containsExactly(
              Tensors.toFloats(
                  task.examples.select(task.order().places(2, streams)).inputs().features()));
    }
  }

  @Test
  void everyRolloutIsJudgedByTheLabelOfItsOwnPrompt() {
    try (SmallTask task = new SmallTask();
        Classifier policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1)) {
      long[] places = Tensors.toLongs(task.order().places(0, streams));
      Batch.Experience batch =
          new OnPolicy(policy, task.examples, task.order(), SmallTask.EXACT, SmallTask.GROUP)
              .next(0, streams);
      long[] answers = Tensors.toLongs(batch.actions().ids());
      float[] rewards = Tensors.toFloats(batch.rewards());
      assertThat(answers).hasSize(16);
      for (int row = 0; row < answers.length; row++) {
        assertThat(rewards[row])
            .isEqualTo(answers[row] == places[row / SmallTask.GROUP] % 4 ? 1 : 0);
      }
      assertThat(rewards).contains(0, 1);
    }
  }
}
