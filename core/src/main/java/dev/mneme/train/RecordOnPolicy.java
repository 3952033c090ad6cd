package dev.mneme.train;

import dev.mneme.data.records.MixedExamples;
import dev.mneme.objective.Batch;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Experience on the prompts of rows of data: the policy in training completes each several times,
 * and a verifier compares the texts with the columns of the row.
 *
 * <p>With several uses of a batch, samples are kept between steps, so a run resumes bit for bit at
 * steps divisible by {@link Plan#uses} only, and refuses to elsewhere. Used by one thread.
 */
public final class RecordOnPolicy implements Source<Batch.Experience> {

  /** The random stream of completions. */
  private static final String STREAM = "sample";

  /**
   * What of the samples is learnt.
   *
   * @param prompts new ones each time
   * @param uses steps that learn from the same completions; the first finds them fresh
   * @param onlyInformative whether groups of equal rewards are left out; where all are, they stay.
   *     Not with rewards that are learnt from one by one, as one finds equal what another does not
   * @param resample most rounds of as many new prompts again, until so many groups have unequal
   *     rewards; those beyond are left out. Only with {@code onlyInformative}
   */
  public record Plan(int prompts, int uses, boolean onlyInformative, int resample) {
    public Plan {
      if (prompts < 1 || uses < 1) {
        throw new IllegalArgumentException(
            "prompts and uses must be positive, were %d and %d".formatted(prompts, uses));
      }
      if (resample < 0) {
        throw new IllegalArgumentException("resample must not be negative, was " + resample);
      }
    }
  }

  /**
   * How a batch came about.
   *
   * @param rounds of sampling
   * @param groups found to have unequal rewards, before those too many were left out; all groups
   *     where equal ones are learnt from too
   */
  public record Tally(int rounds, int groups) {}

  /** What is learnt from for several steps. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(long generation, JudgedCompletions sampled, float[] logProbs) {}

  private final RecordSampling sampling;
  private final MixedExamples examples;
  private final Plan plan;
  private @Nullable Kept kept;
  private Tally tally = new Tally(0, 0);

  /**
   * @param examples borrowed
   */
  public RecordOnPolicy(RecordSampling sampling, MixedExamples examples, Plan plan) {
    if (plan.onlyInformative() && sampling.isApart()) {
      throw new IllegalArgumentException("groups are left out by one reward, not by several");
    }
    this.sampling = sampling;
    this.examples = examples;
    this.plan = plan;
  }

  @Override
  public Batch.Experience next(long step, RandomStreams streams) {
    long generation = step / plan.uses();
    if (step % plan.uses() == 0) {
      return fresh(generation, streams);
    }
    Kept known = kept;
    if (known == null || known.generation() != generation) {
      throw new IllegalStateException(
          "step %d needs completions that were sampled before the run was resumed".formatted(step));
    }
    return known.sampled().old(known.logProbs());
  }

  private Batch.Experience fresh(long generation, RandomStreams streams) {
    sampling.begin();
    JudgedCompletions sampled = sample(generation, streams);
    Batch.Experience fresh = sampled.fresh(sampling.policy());
    if (plan.uses() > 1) {
      kept = new Kept(generation, sampled, Tensors.toFloats(fresh.rollouts().logProbs()));
    }
    return fresh;
  }

  /** How the samples came about that are learnt from now. */
  public Tally tally() {
    return tally;
  }

  private JudgedCompletions sample(long generation, RandomStreams streams) {
    JudgedCompletions first = round(generation, 0, streams);
    if (!plan.onlyInformative()) {
      tally = new Tally(1, first.groups());
      return first;
    }
    JudgedCompletions found = first.informative();
    int rounds = 1;
    while (found.groups() < plan.prompts() && rounds <= plan.resample()) {
      found = found.and(round(generation, rounds, streams).informative());
      rounds++;
    }
    tally = new Tally(rounds, found.groups());
    return found.groups() == 0 ? first : found.first(plan.prompts());
  }

  /**
   * Each generation has places in the order of the rows for all its rounds, taken or not, so that a
   * resumed run finds the same ones without being told.
   */
  private JudgedCompletions round(long generation, int round, RandomStreams streams) {
    long number = generation * (1 + plan.resample()) + round;
    return sampling.sample(
        examples.at(number * plan.prompts(), plan.prompts()), streams.get(STREAM));
  }

  @Override
  public Map<String, Double> signals() {
    return sampling.signals();
  }
}
