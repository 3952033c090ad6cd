package dev.mneme.train;

import dev.mneme.policy.Policy;
import dev.mneme.preserve.GradientWeighting;
import dev.mneme.preserve.ObjectiveGradients;
import dev.mneme.preserve.Reweighting;
import dev.mneme.preserve.Weighting;
import dev.mneme.preserve.Weights;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
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
 * both. Weights look at each L_k as a number, and for rewards at 1 − the mean reward; what rounding
 * brings below 0 is 0 to them. A step in which a term has nothing to learn teaches them nothing.
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

  /** How what a source remembers is called there, by its number. */
  private static final String SOURCE = "source.";

  /** A loss so little below 0 is a rounded 0. */
  private static final double ROUNDING = 1e-5;

  /**
   * What a step follows.
   *
   * @param loss scalar
   * @param gradients of the loss in the policy's weights, in their order; in float32 at least
   */
  record Slope(Tensor loss, List<Tensor> gradients) {}

  /**
   * The step that is made.
   *
   * @param figures filled if they are to be told
   */
  private record Now(
      long step,
      Policy policy,
      RandomStreams streams,
      boolean tell,
      Map<String, Tensor> figures) {}

  /** Takes a term's slopes, one by one, before its graph is gone. */
  private interface Taker {

    /**
     * @param scope closed afterwards; null where nothing is
     */
    void take(Slope slope, @Nullable Scope scope);
  }

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
    Now now = new Now(step, policy, streams, tell, figures);
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

  private Slope plain(Now now) {
    Sum sum = new Sum();
    for (Term<?> term : all) {
      differentiate(term, now, losses -> List.of(losses.sum()), sum);
    }
    return sum.slope();
  }

  /** With weights that do not wait for the losses. */
  private Slope oneByOne(Weighting weighting, Weights ahead, Now now) {
    int objectives = weighting.objectives();
    List<Double> signals = new ArrayList<>();
    Sum sum = new Sum();
    int from = 0;
    for (Term<?> term : all) {
      int learnt = term.learnt();
      List<Double> factors = ahead.values().subList(from, from + learnt);
      signals.addAll(
          differentiate(
              term,
              now,
              losses -> List.of(Maths.times(losses.sum(factors, learnt), 1.0 / objectives)),
              sum));
      from += learnt;
    }
    tell(areKnown(signals) ? weighting.next(array(signals)) : ahead, now);
    return sum.slope();
  }

  /** With weights that are made of this step's losses. */
  private Slope together(Weighting weighting, Now now) {
    int objectives = weighting.objectives();
    List<Term.Losses> losses = new ArrayList<>();
    for (Term<?> term : all) {
      if (term.source().share(now.step()) > 0) {
        losses.add(term.next(now.step(), now.policy(), now.streams(), now.tell(), now.figures()));
      }
    }
    List<Double> signals = losses.stream().flatMap(each -> signals(each).stream()).toList();
    Weights weights =
        areKnown(signals) ? weighting.next(array(signals)) : Weights.alike(objectives);
    tell(weights, now);
    List<Tensor> sums = new ArrayList<>();
    int from = 0;
    for (Term.Losses each : losses) {
      sums.add(each.sum(weights.values().subList(from, from + each.learnt()), each.learnt()));
      from += each.learnt();
    }
    Tensor sum = sums.stream().reduce((total, next) -> total.add(next)).orElseThrow();
    return slope(Maths.times(sum, 1.0 / objectives), now.policy().parameters().tensors());
  }

  /** With weights that are made of this step's gradients. */
  private Slope apart(GradientWeighting weighting, Now now) {
    int objectives = weighting.objectives();
    List<Double> signals = new ArrayList<>();
    List<Slope> slopes = new ArrayList<>();
    for (Term<?> term : all) {
      signals.addAll(
          differentiate(
              term, now, Terms::each, (slope, scope) -> slopes.add(kept(slope, scope))));
    }
    ObjectiveGradients gradients =
        new ObjectiveGradients(slopes.stream().map(Slope::gradients).toList());
    double[][] products = gradients.products();
    boolean finite = Arrays.stream(products).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
    if (!finite || !areKnown(signals)) {
      double share = (double) slopes.size() / objectives;
      Weights alike = new Weights(Collections.nCopies(slopes.size(), share), Map.of());
      return new Slope(mean(slopes, alike), gradients.combined(alike));
    }
    Weights weights = weighting.next(array(signals), products);
    tell(weights, now);
    return new Slope(mean(slopes, weights), gradients.combined(weights));
  }

  /** Each objective that a term is learnt by, with the penalties. */
  private static List<Tensor> each(Term.Losses losses) {
    return IntStream.range(0, losses.learnt())
        .mapToObj(k -> {
          List<Double> alone = new ArrayList<>(Collections.nCopies(losses.learnt(), 0.0));
          alone.set(k, 1.0);
          return losses.sum(alone, 1);
        })
        .toList();
  }

  /**
   * Differentiates a term's next batch, if there is anything to learn. Where there are several terms,
   * all that is left of its graph is what was taken.
   *
   * @param losses what to differentiate
   * @return a number for each objective that it is learnt by, none if there was nothing
   */
  private List<Double> differentiate(
      Term<?> term, Now now, Function<Term.Losses, List<Tensor>> losses, Taker taker) {
    if (term.source().share(now.step()) == 0) {
      return List.of();
    }
    if (all.size() == 1) {
      return differentiate(term, now, losses, taker, null);
    }
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> own = new LinkedHashMap<>();
      Now inside = new Now(now.step(), now.policy(), now.streams(), now.tell(), own);
      List<Double> signals = differentiate(term, inside, losses, taker, scope);
      own.forEach((name, value) -> now.figures().put(name, scope.keep(value.clone())));
      return signals;
    }
  }

  private List<Double> differentiate(
      Term<?> term,
      Now now,
      Function<Term.Losses, List<Tensor>> losses,
      Taker taker,
      @Nullable Scope scope) {
    Term.Losses found =
        term.next(now.step(), now.policy(), now.streams(), now.tell(), now.figures());
    List<Tensor> learnt = now.policy().parameters().tensors();
    losses.apply(found).forEach(loss -> taker.take(slope(loss, learnt), scope));
    return reweighting == null ? List.of() : signals(found);
  }

  private static List<Double> signals(Term.Losses losses) {
    return Arrays.stream(losses.signals())
        .map(signal -> signal < 0 && signal > -ROUNDING ? 0 : signal)
        .boxed()
        .toList();
  }

  /** Whether each objective has a number. One that is none ends the run, which will say so. */
  private boolean areKnown(List<Double> signals) {
    return signals.size() == names(all).size() && signals.stream().allMatch(Double::isFinite);
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Slope slope(Tensor loss, List<Tensor> learnt) {
    return new Slope(loss, AdamW.wide(Gradients.of(loss, learnt)));
  }

  private static Slope kept(Slope slope, @Nullable Scope scope) {
    return scope == null
        ? slope
        : new Slope(
            scope.keep(slope.loss().detach().clone()),
            slope.gradients().stream().map(each -> scope.keep(each)).toList());
  }

  /** Adds slopes up, in the first one's tensors. */
  private static final class Sum implements Taker {
    private @Nullable Slope sum;

    @Override
    public void take(Slope next, @Nullable Scope scope) {
      Slope before = sum;
      if (before == null) {
        sum = kept(next, scope);
        return;
      }
      before.loss().add_(next.loss().detach());
      for (int i = 0; i < next.gradients().size(); i++) {
        before.gradients().get(i).add_(next.gradients().get(i));
      }
    }

    Slope slope() {
      return Objects.requireNonNull(sum, "a step with nothing to learn");
    }
  }

  private static Tensor mean(List<Slope> slopes, Weights weights) {
    return IntStream.range(0, slopes.size())
        .mapToObj(k ->
            Maths.times(slopes.get(k).loss().detach(), weights.values().get(k) / slopes.size()))
        .reduce((total, next) -> total.add(next))
        .orElseThrow();
  }

  private void tell(Weights weights, Now now) {
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
    for (int k = 0; k < all.size(); k++) {
      all.get(k).source().restore(part(state, source(k)));
    }
    if (reweighting != null) {
      reweighting.restore(part(state, STATE));
    }
  }

  private static String source(int number) {
    return SOURCE + number + ".";
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
