package dev.mneme.train;

import dev.mneme.policy.Policy;
import dev.mneme.preserve.GradientWeighting;
import dev.mneme.preserve.KlController;
import dev.mneme.preserve.ObjectiveGradients;
import dev.mneme.preserve.Reweighting;
import dev.mneme.preserve.Weighting;
import dev.mneme.preserve.Weights;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The terms of a run, and what weighs them against each other.
 *
 * <pre>  without: Σ_k term_k      with: (1/K) Σ_k (λ_k L_k + penalties_k) </pre>
 *
 * L_k is the first objective of term k, what it is learnt by, normalised by that term's own counts;
 * the objectives after it (a KL to the base) are penalties and are not reweighted. Where weights
 * are made of gradients, each is that of L_k and its penalties together, and λ_k counts for both.
 *
 * @param reweighting null for the plain sum
 */
public record Terms(List<? extends Term<?>> all, @Nullable Reweighting reweighting) {

  /** How the weights are called in a run's snapshot. */
  private static final String STATE = "reweighting.";

  /** How the weights of KLs that are steered are called there. */
  private static final String STEERED = "kl.";

  /**
   * What a step follows.
   *
   * @param loss scalar
   * @param gradients of the loss in the policy's weights, in their order; in float32 at least
   */
  record Slope(Tensor loss, List<Tensor> gradients) {}

  public Terms {
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a run needs a term to learn from");
    }
    if (reweighting != null) {
      if (reweighting.objectives() != all.size()) {
        throw new IllegalArgumentException(
            "%d terms cannot be weighed as %d objectives"
                .formatted(all.size(), reweighting.objectives()));
      }
      if (new HashSet<>(names(all)).size() < all.size()) {
        throw new IllegalArgumentException(
            "terms that are weighed need names of their own, not " + names(all));
      }
    }
  }

  private static List<String> names(List<? extends Term<?>> terms) {
    return terms.stream().map(Term::name).toList();
  }

  /** Terms that are simply added. */
  public static Terms added(List<? extends Term<?>> terms) {
    return new Terms(terms, null);
  }

  /** The gradient on the terms' next batches; figures go to {@code figures} if they are told. */
  Slope next(
      long step, Policy policy, RandomStreams streams, boolean tell, Map<String, Tensor> figures) {
    List<Term.Losses> losses =
        all.stream().map(term -> term.next(step, policy, streams, tell, figures)).toList();
    List<Tensor> learnt = policy.parameters().tensors();
    Reweighting by = reweighting;
    if (by == null) {
      return slope(sum(losses, Weights.alike(all.size())), learnt);
    }
    double[] now = losses.stream().mapToDouble(Term.Losses::first).toArray();
    if (!Arrays.stream(now).allMatch(Double::isFinite)) {
      // The run is about to end with the numbers that say so.
      return slope(sum(losses, Weights.alike(all.size())), learnt);
    }
    return switch (by) {
      case Weighting weighting -> {
        Weights weights = weighting.next(now);
        if (tell) {
          tell(weights, figures);
        }
        yield slope(Maths.times(sum(losses, weights), 1.0 / all.size()), learnt);
      }
      case GradientWeighting weighting -> {
        List<Slope> slopes = losses.stream().map(each -> slope(each.sum(1), learnt)).toList();
        ObjectiveGradients gradients =
            new ObjectiveGradients(slopes.stream().map(Slope::gradients).toList());
        double[][] products = gradients.products();
        Weights weights =
            Arrays.stream(products).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)
                ? weighting.next(now, products)
                : Weights.alike(all.size());
        if (tell) {
          tell(weights, figures);
        }
        yield new Slope(mean(slopes, weights), gradients.combined(weights));
      }
    };
  }

  private static Slope slope(Tensor loss, List<Tensor> learnt) {
    return new Slope(loss, AdamW.wide(Gradients.of(loss, learnt)));
  }

  private static Tensor sum(List<Term.Losses> losses, Weights weights) {
    return IntStream.range(0, losses.size())
        .mapToObj(k -> losses.get(k).sum(weights.values().get(k)))
        .reduce((total, next) -> total.add(next))
        .orElseThrow();
  }

  private static Tensor mean(List<Slope> slopes, Weights weights) {
    return IntStream.range(0, slopes.size())
        .mapToObj(k ->
            Maths.times(slopes.get(k).loss().detach(), weights.values().get(k) / slopes.size()))
        .reduce((total, next) -> total.add(next))
        .orElseThrow();
  }

  private void tell(Weights weights, Map<String, Tensor> figures) {
    for (int k = 0; k < all.size(); k++) {
      int place = k;
      String prefix = all.get(k).name() + "/";
      figures.put(prefix + "weight", number(weights.values().get(k)));
      weights
          .signals()
          .forEach((name, values) -> figures.put(prefix + name, number(values.get(place))));
    }
  }

  /** Exactly. */
  private static Tensor number(double value) {
    return Tensors.doubles(new double[] {value}, 1);
  }

  /** The policies that follow the one in training, of all terms. */
  List<Follower> followers() {
    return all.stream().flatMap(term -> term.followers().stream()).toList();
  }

  /** What the weights remember, for a snapshot. */
  Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    controllers().forEach((prefix, controller) -> put(state, prefix, controller.state()));
    if (reweighting != null) {
      put(state, STATE, reweighting.state());
    }
    return state;
  }

  /** Goes on from a snapshot's state. */
  void restore(Map<String, Tensor> state) {
    controllers().forEach((prefix, controller) -> controller.restore(part(state, prefix)));
    if (reweighting != null) {
      reweighting.restore(part(state, STATE));
    }
  }

  /** By what their states' names begin with: the number of the term, and the objective. */
  private Map<String, KlController> controllers() {
    Map<String, KlController> controllers = new LinkedHashMap<>();
    for (int k = 0; k < all.size(); k++) {
      String prefix = STEERED + k + ".";
      all.get(k)
          .controllers()
          .forEach((name, controller) -> controllers.put(prefix + name + ".", controller));
    }
    return controllers;
  }

  private static void put(
      Map<String, Tensor> state, String prefix, Map<String, double[]> remembered) {
    remembered.forEach(
        (name, values) -> state.put(prefix + name, Tensors.doubles(values, values.length)));
  }

  private static Map<String, double[]> part(Map<String, Tensor> state, String prefix) {
    Map<String, double[]> part = new LinkedHashMap<>();
    state.forEach((name, tensor) -> {
      if (name.startsWith(prefix)) {
        part.put(name.substring(prefix.length()), Tensors.toDoubles(tensor));
      }
    });
    return part;
  }
}
