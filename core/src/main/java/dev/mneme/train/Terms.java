package dev.mneme.train;

import dev.mneme.policy.Policy;
import dev.mneme.preserve.GradientWeighting;
import dev.mneme.preserve.KlWeight;
import dev.mneme.preserve.ObjectiveGradients;
import dev.mneme.preserve.Reweighting;
import dev.mneme.preserve.Weighting;
import dev.mneme.preserve.Weights;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The terms of a run, and what weighs their objectives against each other.
 *
 * <pre>  without: Σ over terms      with: (1/K) Σ_k (λ_k L_k + penalties_k) </pre>
 *
 * L_k are the objectives that terms are learnt by, most terms by one, each normalised by its own
 * counts; the objectives after them (a KL to the base) are penalties and are not reweighted. Where
 * weights are made of gradients, each is that of L_k and its penalties together, and λ_k counts for
 * both. Weights look at each L_k as a number, and for rewards at 1 − the mean reward. A step in
 * which a term has nothing to learn teaches them nothing.
 *
 * <p>What a step holds at once, beside the policy and the gradient that it follows:
 *
 * <pre>
 *   one term                              its graph
 *   several, added                        one graph and its gradient: each term is differentiated
 *                                         before the next is scored, and added in place
 *   weights known before the losses are   the same ({@link Weighting#ahead})
 *   weights made of the step's losses     the graphs of all terms, differentiated once; a gradient
 *                                         of each would do too, but takes as much as the policy
 *   weights made of gradients             one graph, and a gradient of each objective
 * </pre>
 *
 * Each objective is scored once in every case, and each term differentiated once, but for weights
 * made of gradients, where a term is differentiated once for each objective it is learnt by.
 *
 * @param reweighting null for the plain sum
 */
public record Terms(List<? extends Term<?>> all, @Nullable Reweighting reweighting) {

  /** How the weights are called in a run's snapshot. */
  private static final String STATE = "reweighting.";

  /** How the weights of KLs that are steered are called there. */
  private static final String STEERED = "kl.";

  /** How what a source remembers is called there, by its number. */
  private static final String SOURCE = "source.";

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
      List<String> names = names(all);
      if (reweighting.objectives() != names.size()) {
        throw new IllegalArgumentException(
            "%d terms cannot be weighed as %d objectives"
                .formatted(names.size(), reweighting.objectives()));
      }
      if (new HashSet<>(names).size() < names.size()) {
        throw new IllegalArgumentException(
            "terms that are weighed need names of their own, not " + names);
      }
    }
  }

  private static List<String> names(List<? extends Term<?>> terms) {
    return terms.stream().flatMap(term -> term.names().stream()).toList();
  }

  /** Terms that are simply added. */
  public static Terms added(List<? extends Term<?>> terms) {
    return new Terms(terms, null);
  }

  /** The gradient on the terms' next batches; figures go to {@code figures} if they are told. */
  Slope next(
      long step, Policy policy, RandomStreams streams, boolean tell, Map<String, Tensor> figures) {
    TermStep now = new TermStep(step, policy, streams, tell, figures);
    Reweighting by = reweighting;
    if (by == null) {
      return plain(now);
    }
    return switch (by) {
      case Weighting weighting -> {
        Weights ahead = weighting.ahead();
        yield ahead == null ? together(weighting, now) : oneByOne(weighting, ahead, now);
      }
      case GradientWeighting weighting -> apart(weighting, now);
    };
  }

  private Slope plain(TermStep now) {
    TermStep.Sum sum = new TermStep.Sum();
    for (Term<?> term : all) {
      now.differentiate(term, isAlone(), losses -> List.of(losses.sum()), sum);
    }
    return sum.slope();
  }

  /** With weights that do not wait for the losses. */
  private Slope oneByOne(Weighting weighting, Weights ahead, TermStep now) {
    int objectives = weighting.objectives();
    List<Double> signals = new ArrayList<>();
    TermStep.Sum sum = new TermStep.Sum();
    int from = 0;
    for (Term<?> term : all) {
      int learnt = term.learnt();
      List<Double> factors = ahead.values().subList(from, from + learnt);
      now.differentiate(
          term,
          isAlone(),
          losses -> {
            signals.addAll(losses.signals());
            return List.of(Maths.times(losses.sum(factors, learnt), 1.0 / objectives));
          },
          sum);
      from += learnt;
    }
    tell(areKnown(signals) ? weighting.next(array(signals)) : ahead, now);
    return sum.slope();
  }

  /** With weights that are made of this step's losses. */
  private Slope together(Weighting weighting, TermStep now) {
    int objectives = weighting.objectives();
    List<Term.Losses> losses = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    int start = 0;
    for (Term<?> term : all) {
      if (now.hasPart(term)) {
        losses.add(now.losses(term));
        starts.add(start);
      }
      start += term.learnt();
    }
    List<Double> signals = losses.stream().flatMap(each -> each.signals().stream()).toList();
    Weights weights = areKnown(signals) ? weighting.next(array(signals)) : weighting.present();
    tell(weights, now);
    List<Tensor> sums = new ArrayList<>();
    for (int i = 0; i < losses.size(); i++) {
      Term.Losses each = losses.get(i);
      int from = starts.get(i);
      sums.add(each.sum(weights.values().subList(from, from + each.learnt()), each.learnt()));
    }
    Tensor sum = sums.stream().reduce((total, next) -> total.add(next)).orElseThrow();
    return now.slope(Maths.times(sum, 1.0 / objectives));
  }

  /** With weights that are made of this step's gradients. */
  private Slope apart(GradientWeighting weighting, TermStep now) {
    List<Double> signals = new ArrayList<>();
    List<Slope> slopes = new ArrayList<>();
    List<Double> present = new ArrayList<>();
    List<Double> latest = weighting.present().values();
    int start = 0;
    for (Term<?> term : all) {
      if (now.hasPart(term)) {
        present.addAll(latest.subList(start, start + term.learnt()));
      }
      start += term.learnt();
      now.differentiate(
          term,
          isAlone(),
          losses -> {
            signals.addAll(losses.signals());
            return losses.each();
          },
          (slope, scope) -> slopes.add(TermStep.kept(slope, scope)));
    }
    ObjectiveGradients gradients =
        new ObjectiveGradients(slopes.stream().map(Slope::gradients).toList());
    double[][] products = gradients.products();
    boolean finite =
        Arrays.stream(products).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
    if (!finite || !areKnown(signals)) {
      double share = (double) slopes.size() / weighting.objectives();
      tell(weighting.present(), now);
      Weights weights = new Weights(present.stream().map(each -> share * each).toList(), Map.of());
      return new Slope(mean(slopes, weights), gradients.combined(weights));
    }
    Weights weights = weighting.next(array(signals), products);
    tell(weights, now);
    return new Slope(mean(slopes, weights), gradients.combined(weights));
  }

  private static Tensor mean(List<Slope> slopes, Weights weights) {
    return IntStream.range(0, slopes.size())
        .mapToObj(k ->
            Maths.times(slopes.get(k).loss().detach(), weights.values().get(k) / slopes.size()))
        .reduce((total, next) -> total.add(next))
        .orElseThrow();
  }

  private boolean isAlone() {
    return all.size() == 1;
  }

  /** Whether each objective has a number. One that is none ends the run, which will say so. */
  private boolean areKnown(List<Double> signals) {
    return signals.size() == names(all).size() && signals.stream().allMatch(Double::isFinite);
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void tell(Weights weights, TermStep now) {
    if (!now.tell()) {
      return;
    }
    List<String> names = names(all);
    for (int k = 0; k < names.size(); k++) {
      int place = k;
      String prefix = names.get(k) + "/";
      now.figures().put(prefix + "weight", number(weights.values().get(k)));
      weights
          .signals()
          .forEach((name, values) -> now.figures().put(prefix + name, number(values.get(place))));
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

  /** What the weights and the sources remember, for a snapshot. */
  Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    controllers().forEach((prefix, controller) -> put(state, prefix, controller.state()));
    for (int k = 0; k < all.size(); k++) {
      put(state, source(k), all.get(k).source().state());
    }
    if (reweighting != null) {
      put(state, STATE, reweighting.state());
    }
    return state;
  }

  /** Goes on from a snapshot's state. */
  void restore(Map<String, Tensor> state) {
    controllers().forEach((prefix, controller) -> controller.restore(part(state, prefix)));
    for (int k = 0; k < all.size(); k++) {
      all.get(k).source().restore(part(state, source(k)));
    }
    if (reweighting != null) {
      reweighting.restore(part(state, STATE));
    }
  }

  /** By what their states' names begin with: the number of the term, and the objective. */
  private Map<String, KlWeight> controllers() {
    Map<String, KlWeight> controllers = new LinkedHashMap<>();
    for (int k = 0; k < all.size(); k++) {
      String prefix = STEERED + k + ".";
      all.get(k)
          .controllers()
          .forEach((name, controller) -> controllers.put(prefix + name + ".", controller));
    }
    return controllers;
  }

  private static String source(int number) {
    return SOURCE + number + ".";
  }

  static void put(Map<String, Tensor> state, String prefix, Map<String, double[]> remembered) {
    remembered.forEach(
        (name, values) -> state.put(prefix + name, Tensors.doubles(values, values.length)));
  }

  static Map<String, double[]> part(Map<String, Tensor> state, String prefix) {
    Map<String, double[]> part = new LinkedHashMap<>();
    state.forEach((name, tensor) -> {
      if (name.startsWith(prefix)) {
        part.put(name.substring(prefix.length()), Tensors.toDoubles(tensor));
      }
    });
    return part;
  }
}
