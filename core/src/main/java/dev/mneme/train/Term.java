package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.objective.Loss;
import dev.mneme.objective.Objective;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
import dev.mneme.preserve.KlWeight;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A source of batches and the objectives that learn from them, sharing one pass of the policy.
 *
 * @param name how its figures are called in events
 * @param objectives first those that it is learnt by, then those that only hold it back
 * @param followers policies that the objectives look at and that follow the one in training
 * @param learnt how many it is learnt by; with several each is an objective of its own to what
 *     weighs them
 */
public record Term<B extends Batch>(
    String name,
    Source<B> source,
    List<Weighted<B>> objectives,
    List<Follower> followers,
    int learnt) {

  public Term {
    objectives = List.copyOf(objectives);
    followers = List.copyOf(followers);
    if (objectives.isEmpty()) {
      throw new IllegalArgumentException("the term " + name + " needs an objective");
    }
    if (learnt < 1 || learnt > objectives.size()) {
      throw new IllegalArgumentException(
          "the term %s is learnt by %d of %d objectives"
              .formatted(name, learnt, objectives.size()));
    }
  }

  /** A term that is learnt by its first objective. */
  public Term(
      String name, Source<B> source, List<Weighted<B>> objectives, List<Follower> followers) {
    this(name, source, objectives, followers, 1);
  }

  /** A term whose objectives look at policies that stay as they are, if at any. */
  public Term(String name, Source<B> source, List<Weighted<B>> objectives) {
    this(name, source, objectives, List.of());
  }

  /**
   * An objective, what it is called, and how much it counts.
   *
   * @param weight of the first step
   * @param controller the weight, where it is moved as the run goes on; null for one that stays
   */
  public record Weighted<B extends Batch>(
      String name, double weight, Objective<? super B> objective, @Nullable KlWeight controller) {

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

    /** An objective whose weight is moved. */
    public Weighted(String name, KlWeight controller, Objective<? super B> objective) {
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

  /** The same term, of whose learnt tokens a replay's debt is told. */
  public Term<B> counted(ReplayDebt debt) {
    return new Term<>(name, new Counted<>(source, debt), objectives, followers, learnt);
  }

  /** How what weighs them calls the objectives it is learnt by: one as the term, several apart. */
  List<String> names() {
    return learnt == 1
        ? List.of(name)
        : objectives.stream().limit(learnt).map(Weighted::name).toList();
  }

  /** The weighted sum of the objectives on the next batch. */
  Tensor loss(
      long step, Policy policy, RandomStreams streams, boolean tell, Map<String, Tensor> figures) {
    return next(step, policy, streams, tell, figures).sum();
  }

  /**
   * The objectives on the next batch; their figures go to {@code figures} if they are to be told.
   */
  Losses next(
      long step, Policy policy, RandomStreams streams, boolean tell, Map<String, Tensor> figures) {
    double share = source.share(step);
    B batch = source.next(step, streams);
    Scores scores = batch.scores(policy);
    List<Tensor> values = new ArrayList<>();
    List<Double> weights = objectives.stream().map(each -> share * each.now()).toList();
    for (Weighted<B> weighted : objectives) {
      Loss loss = weighted.objective().loss(scores, batch);
      if (tell) {
        figures.put(name + "/" + weighted.name(), loss.value().detach());
        loss.signals().forEach((signal, value) -> figures.put(name + "/" + signal, value));
      }
      steer(weighted, loss, batch, tell, figures);
      values.add(loss.value());
    }
    if (tell) {
      source
          .signals()
          .forEach((signal, value) -> figures.put(name + "/" + signal, Tensors.scalar(value)));
    }
    return new Losses(batch, values, weights, learnt);
  }

  /** This step counts with the weight from before. Without actions there is no KL to follow. */
  private void steer(
      Weighted<B> weighted, Loss loss, B batch, boolean tell, Map<String, Tensor> figures) {
    KlWeight controller = weighted.controller();
    if (controller == null) {
      return;
    }
    if (tell) {
      double weight = controller.weight();
      figures.put(
          name + "/" + weighted.name() + "-weight", Tensors.doubles(new double[] {weight}, 1));
    }
    if (Tensors.item(batch.actions().mask().sum()) > 0) {
      controller.follow(Tensors.item(loss.value()));
    }
  }

  /** Those of its objectives' weights that are steered, by the objectives' names. */
  Map<String, KlWeight> controllers() {
    Map<String, KlWeight> controllers = new LinkedHashMap<>();
    for (Weighted<B> weighted : objectives) {
      KlWeight controller = weighted.controller();
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
   * @param learnt how many of them, the first, the term is learnt by
   */
  record Losses(Batch batch, List<Tensor> values, List<Double> weights, int learnt) {

    /** A loss so little below 0 is a rounded 0. */
    private static final double ROUNDING = 1e-5;

    /**
     * For each objective that the term is learnt by a number that falls as it is learnt: its loss,
     * or, as a surrogate's value says nothing, 1 − its mean reward. What rounding brings below 0 is
     * 0.
     */
    List<Double> signals() {
      Batch.Experience earned =
          switch (batch) {
            case Batch.Experience experience -> experience;
            case Batch.Judged judged -> judged.experience();
            case Batch.Demonstrations _,
                Batch.SoftDemonstrations _,
                Batch.Preferences _,
                Batch.Informed _ ->
                null;
          };
      return IntStream.range(0, learnt)
          .mapToObj(k -> signal(earned, k))
          .map(signal -> signal < 0 && signal > -ROUNDING ? 0 : signal)
          .toList();
    }

    private double signal(Batch.@Nullable Experience earned, int number) {
      if (earned == null) {
        return Tensors.item(values.get(number));
      }
      Tensor rewards = earned.parts().isEmpty() ? earned.rewards() : earned.parts().get(number);
      return 1 - Tensors.item(rewards.mean());
    }

    /** Each objective that the term is learnt by, with those that hold it back. */
    List<Tensor> each() {
      return IntStream.range(0, learnt)
          .mapToObj(k -> {
            List<Double> alone = new ArrayList<>(Collections.nCopies(learnt, 0.0));
            alone.set(k, 1.0);
            return sum(alone, 1);
          })
          .toList();
    }

    /** The weighted sum. */
    Tensor sum() {
      return sum(Collections.nCopies(learnt, 1.0), 1);
    }

    /**
     * The same with some objectives counting more.
     *
     * @param factors of those that the term is learnt by; 0 leaves one out
     * @param others factor of the others
     */
    Tensor sum(List<Double> factors, double others) {
      return IntStream.range(0, values.size())
          .filter(i -> i >= learnt || factors.get(i) != 0)
          .mapToObj(
              i -> times(values.get(i), weights.get(i) * (i < learnt ? factors.get(i) : others)))
          .reduce((sum, next) -> sum.add(next))
          .orElseGet(() -> Maths.times(values.getFirst(), 0));
    }

    private static Tensor times(Tensor value, double weight) {
      return weight == 1 ? value : Maths.times(value, weight);
    }
  }
}
