package dev.mneme.train;

import dev.mneme.policy.Policy;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A step that is made: its terms are asked for their losses, and differentiated one after the other
 * so that no two graphs live at once.
 *
 * @param figures filled if they are to be told
 */
record TermStep(
    long step, Policy policy, RandomStreams streams, boolean tell, Map<String, Tensor> figures) {

  /** Takes the slopes of a term, one by one, while its graph is there. */
  interface Taker {

    /**
     * @param scope what is not kept out of it is gone afterwards; null where nothing is
     */
    void take(Terms.Slope slope, @Nullable Scope scope);
  }

  /** Whether a term has anything to learn. */
  boolean hasPart(Term<?> term) {
    return term.source().share(step) > 0;
  }

  Term.Losses losses(Term<?> term) {
    return term.next(step, policy, streams, tell, figures);
  }

  /**
   * Differentiates a term's next batch, if there is anything to learn. All that is left of its
   * graph is what was taken.
   *
   * @param alone whether it is the only term, so that its graph may live as long as the step
   * @param what to differentiate
   */
  void differentiate(
      Term<?> term, boolean alone, Function<Term.Losses, List<Tensor>> what, Taker taker) {
    if (!hasPart(term)) {
      return;
    }
    if (alone) {
      what.apply(losses(term)).forEach(loss -> taker.take(slope(loss), null));
      return;
    }
    try (Scope scope = Scope.open()) {
      TermStep own = new TermStep(step, policy, streams, tell, new LinkedHashMap<>());
      what.apply(own.losses(term)).forEach(loss -> taker.take(slope(loss), scope));
      own.figures().forEach((name, value) -> figures.put(name, scope.keep(value.clone())));
    }
  }

  Terms.Slope slope(Tensor loss) {
    List<Tensor> learnt = policy.parameters().tensors();
    return new Terms.Slope(loss, AdamW.wide(Gradients.of(loss, learnt)));
  }

  static Terms.Slope kept(Terms.Slope slope, @Nullable Scope scope) {
    return scope == null
        ? slope
        : new Terms.Slope(
            scope.keep(slope.loss().detach().clone()),
            slope.gradients().stream().map(each -> scope.keep(each)).toList());
  }

  /** Adds slopes up, in the first one's tensors. */
  static final class Sum implements Taker {
    private Terms.@Nullable Slope sum;

    @Override
    public void take(Terms.Slope next, @Nullable Scope scope) {
      Terms.Slope before = sum;
      if (before == null) {
        sum = kept(next, scope);
        return;
      }
      before.loss().add_(next.loss().detach());
      for (int i = 0; i < next.gradients().size(); i++) {
        before.gradients().get(i).add_(next.gradients().get(i));
      }
    }

    Terms.Slope slope() {
      return Objects.requireNonNull(sum, "a step with nothing to learn");
    }
  }
}
