package dev.mneme.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Dual;
import dev.mneme.policy.Enumeration;
import dev.mneme.policy.Rollouts;
import dev.mneme.policy.Scores;
import dev.mneme.policy.TabularPolicy;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Where the library's objectives meet plain arithmetic: makes the tensors of a batch in one
 * precision, and compares. Owns all it makes.
 */
final class Bench implements AutoCloseable {

  private final Precision precision;
  private final Scope scope = Scope.open();
  private final List<TabularPolicy> policies = new ArrayList<>();

  Bench(Precision precision) {
    this.precision = precision;
  }

  TabularPolicy policy(Enumeration enumeration) {
    TabularPolicy policy = enumeration.policy(precision.type);
    policies.add(policy);
    return policy;
  }

  Tensor numbers(double[] values, long... shape) {
    return Tensors.to(Tensors.doubles(values, shape), precision.type);
  }

  TabularPolicy.Numbers prompts(Rows rows) {
    long[] ids = Arrays.stream(rows.prompts).asLongStream().toArray();
    return new TabularPolicy.Numbers(Tensors.longs(ids, ids.length));
  }

  /** The mask is float32 in either precision, as {@link Actions#full} makes it. */
  Actions actions(Rows rows) {
    long[] ids = Arrays.stream(rows.ids).flatMapToInt(Arrays::stream).asLongStream().toArray();
    float[] mask = new float[ids.length];
    positions(rows).forEach(place -> mask[place] = 1);
    return new Actions(
        Tensors.longs(ids, rows.rows(), rows.time()),
        Tensors.floats(mask, rows.rows(), rows.time()),
        rows.group);
  }

  Batch.Demonstrations demonstrations(Rows rows) {
    return new Batch.Demonstrations(prompts(rows), actions(rows));
  }

  Batch.Preferences preferences(Rows rows) {
    return new Batch.Preferences(prompts(rows), actions(rows));
  }

  /** What {@code old} sampled and what it earned. */
  Batch.Experience experience(Rows rows, Enumeration old, double... rewards) {
    double[] logProbs = new double[rows.rows() * rows.time()];
    positions(rows)
        .forEach(place ->
            logProbs[place] = rows.chosen(old, place / rows.time(), place % rows.time()).value());
    Tensor scored = numbers(logProbs, rows.rows(), rows.time());
    Rollouts rollouts = new Rollouts(prompts(rows), actions(rows), scored);
    return new Batch.Experience(rollouts, numbers(rewards, rewards.length));
  }

  /** The library's loss of a batch and its gradient to the logits. */
  <B extends Batch> Dual evaluate(Enumeration tuned, Objective<B> objective, B batch) {
    try (Scope step = Scope.open();
        TabularPolicy policy = tuned.policy(precision.type)) {
      Scores scores = policy.scores(batch.prompts(), batch.actions());
      Tensor loss = objective.loss(scores, batch).value();
      assertThat(Tensors.typeOf(loss)).isEqualTo(precision.type);
      Tensor gradient = Gradients.of(loss, policy.parameters().tensors()).getFirst();
      return new Dual(Tensors.item(loss), Tensors.toDoubles(gradient));
    }
  }

  /** One of the numbers a loss reports beside itself. */
  <B extends Batch> double signal(Enumeration tuned, Objective<B> objective, B batch, String name) {
    Scores scores = policy(tuned).scores(batch.prompts(), batch.actions());
    return Tensors.item(Objects.requireNonNull(objective.loss(scores, batch).signals().get(name)));
  }

  /** Holds the library's loss and gradient to the expected ones. */
  <B extends Batch> void holds(Enumeration tuned, Objective<B> objective, B batch, Dual expected) {
    assertSame(evaluate(tuned, objective, batch), expected);
  }

  void assertSame(Dual actual, Dual expected) {
    assertThat(actual.value())
        .as("value")
        .isCloseTo(expected.value(), within(precision.error * Math.abs(expected.value())));
    assertSameGradient(actual, expected);
  }

  /** Errors are relative to the gradient's largest component. */
  void assertSameGradient(Dual actual, Dual expected) {
    double largest = Arrays.stream(expected.slope()).map(Math::abs).max().orElseThrow();
    assertThat(largest).as("an expected gradient of zero shows nothing").isPositive();
    assertThat(actual.slope())
        .as("gradient")
        .containsExactly(expected.slope(), within(precision.error * largest));
  }

  private static IntStream positions(Rows rows) {
    return IntStream.range(0, rows.rows() * rows.time())
        .filter(place -> place % rows.time() < rows.lengths[place / rows.time()]);
  }

  @Override
  public void close() {
    policies.forEach(TabularPolicy::close);
    scope.close();
  }
}
