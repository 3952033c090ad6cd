package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.objective.Loss;
import dev.mneme.objective.Objective;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
import dev.mneme.preserve.KlController;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

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

  /**
   * An objective, what it is called, and how much it counts.
   *
   * @param weight of the first step
   * @param controller moves the weight after every step by the objective's value, a KL; null for a
   *     weight that stays
   */
  public record Weighted<B extends Batch>(
      String name,
      double weight,
      Objective<? super B> objective,
      @Nullable KlController controller) {

    public Weighted {
      if (!Double.isFinite(weight)) {
        throw new IllegalArgumentException(
            "the weight of " + name + " must be a number, was " + weight);
      }
    }

    /** An objective that always counts the same. */
    public Weighted(String name, double weight, Objective<? super B> objective) {
      this(name, weight, objective, null);
    }

    /** A KL whose weight is steered. */
    public Weighted(String name, KlController controller, Objective<? super B> objective) {
      this(name, controller.weight(), objective, controller);
    }

    /** How much it counts in the step at hand. */
    private double now() {
      return controller == null ? weight : controller.weight();
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
    List<Double> weights = objectives.stream().map(Weighted::now).toList();
    for (Weighted<B> weighted : objectives) {
      Loss loss = weighted.objective().loss(scores, batch);
      if (tell) {
        figures.put(name + "/" + weighted.name(), loss.value().detach());
        loss.signals().forEach((signal, value) -> figures.put(name + "/" + signal, value));
      }
      steer(weighted, loss, tell, figures);
      values.add(loss.value());
    }
    if (tell) {
      source
          .signals()
          .forEach((signal, value) -> figures.put(name + "/" + signal, Tensors.scalar(value)));
    }
    return new Losses(values, weights);
  }

  /** This step counts with the weight from before. */
  private void steer(
      Weighted<B> weighted, Loss loss, boolean tell, Map<String, Tensor> figures) {
    KlController controller = weighted.controller();
    if (controller == null) {
      return;
    }
    if (tell) {
      double weight = controller.weight();
      figures.put(
          name + "/" + weighted.name() + "-weight", Tensors.doubles(new double[] {weight}, 1));
    }
    controller.follow(Tensors.item(loss.value()));
  }

  /** Those of its objectives' weights that are steered, by the objectives' names. */
  Map<String, KlController> controllers() {
    Map<String, KlController> controllers = new LinkedHashMap<>();
    for (Weighted<B> weighted : objectives) {
      KlController controller = weighted.controller();
      if (controller != null) {
        controllers.put(weighted.name(), controller);
      }
    }
    return controllers;
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
