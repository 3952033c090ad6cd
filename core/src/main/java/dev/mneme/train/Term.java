package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.objective.Loss;
import dev.mneme.objective.Objective;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A source of batches and the objectives that learn from them, sharing one pass of the policy.
 *
 * @param name how its figures are called in events
 * @param followers policies that the objectives look at and that follow the one in training
 */
public record Term<B extends Batch>(
    String name, Source<B> source, List<Weighted<B>> objectives, List<Follower> followers) {

  public Term {
    followers = List.copyOf(followers);
    if (objectives.isEmpty()) {
      throw new IllegalArgumentException("the term " + name + " needs an objective");
    }
  }

  /** A term whose objectives look at policies that stay as they are, if at any. */
  public Term(String name, Source<B> source, List<Weighted<B>> objectives) {
    this(name, source, objectives, List.of());
  }

  /** An objective, what it is called, and how much it counts. */
  public record Weighted<B extends Batch>(
      String name, double weight, Objective<? super B> objective) {

    public Weighted {
      if (!Double.isFinite(weight)) {
        throw new IllegalArgumentException(
            "the weight of " + name + " must be a number, was " + weight);
      }
    }
  }

  /** A term with a single objective of weight 1. */
  public static <B extends Batch> Term<B> of(
      String name, Source<B> source, Objective<? super B> objective) {
    return new Term<>(name, source, List.of(new Weighted<>("loss", 1, objective)));
  }

  /** The weighted sum of the objectives on the next batch. */
  Tensor loss(
      long step, Policy policy, RandomStreams streams, boolean tell, Map<String, Tensor> figures) {
    return next(step, policy, streams, tell, figures).sum(1);
  }

  /**
   * The objectives on the next batch; their figures go to {@code figures} if they are to be told.
   */
  Losses next(
      long step, Policy policy, RandomStreams streams, boolean tell, Map<String, Tensor> figures) {
    B batch = source.next(step, streams);
    Scores scores = batch.scores(policy);
    List<Tensor> values = new ArrayList<>();
    for (Weighted<B> weighted : objectives) {
      Loss loss = weighted.objective().loss(scores, batch);
      if (tell) {
        figures.put(name + "/" + weighted.name(), loss.value().detach());
        loss.signals().forEach((signal, value) -> figures.put(name + "/" + signal, value));
      }
      values.add(loss.value());
    }
    if (tell) {
      source
          .signals()
          .forEach((signal, value) -> figures.put(name + "/" + signal, Tensors.scalar(value)));
    }
    return new Losses(values, objectives.stream().map(Weighted::weight).toList());
  }

  /**
   * What a term's objectives say of a batch.
   *
   * @param values scalars, differentiable
   * @param weights how much each counts
   */
  record Losses(List<Tensor> values, List<Double> weights) {

    /** What the term is learnt by: its first objective, as a number. Others only hold it back. */
    double first() {
      return Tensors.item(values.getFirst());
    }

    /**
     * The weighted sum.
     *
     * @param factor how much more the first objective counts
     */
    Tensor sum(double factor) {
      Tensor sum = times(values.getFirst(), weights.getFirst() * factor);
      for (int i = 1; i < values.size(); i++) {
        sum = sum.add(times(values.get(i), weights.get(i)));
      }
      return sum;
    }

    private static Tensor times(Tensor value, double weight) {
      return weight == 1 ? value : Maths.times(value, weight);
    }
  }
}
