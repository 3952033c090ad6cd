package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Actions;
import dev.mneme.task.Examples;
import dev.mneme.task.Teacher;
import dev.mneme.tensor.RandomStreams;

/**
 * Demonstrations: a teacher's answers to the examples, drawn anew each time an example comes up.
 *
 * @param stream the name of the random stream the teacher draws from
 */
public record Imitation(Examples examples, EpochOrder order, Teacher teacher, String stream)
    implements Source<Batch.Demonstrations> {

  @Override
  public Batch.Demonstrations next(long step, RandomStreams streams) {
    Examples drawn = examples.select(order.places(step, streams));
    Actions answers = Actions.single(teacher.answers(drawn, streams.get(stream)), 1);
    return new Batch.Demonstrations(drawn.inputs(), answers);
  }
}
