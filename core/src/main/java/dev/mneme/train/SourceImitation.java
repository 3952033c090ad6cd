package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.tensor.RandomStreams;

/**
 * Demonstrations of one source of a mixture alone, always as many: what makes the source an
 * objective of its own, whose loss is divided by its own tokens.
 *
 * @param source its number in the mixture
 * @param rows a step
 */
public record SourceImitation(RecordImitation imitation, int source, int rows)
    implements Source<Batch.Demonstrations> {

  @Override
  public Batch.Demonstrations next(long step, RandomStreams streams) {
    return imitation.demonstrations(imitation.examples().of(source, step * rows, rows));
  }
}
