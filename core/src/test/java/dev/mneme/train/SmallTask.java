package dev.mneme.train;

import dev.mneme.model.Mlp;
import dev.mneme.objective.Batch;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.Grpo;
import dev.mneme.policy.Classifier;
import dev.mneme.policy.Inputs;
import dev.mneme.task.Examples;
import dev.mneme.task.Verifier;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Twelve inputs of three numbers with one of four labels, and ways to learn them. Owns them. */
public final class SmallTask implements AutoCloseable {

  static final int SIZE = 12;
  static final int GROUP = 4;
  static final Verifier EXACT = (labels, actions) -> Maths.same(actions.ids().squeeze(1), labels);

  private final Scope scope = Scope.open();
  final Examples examples;

  public SmallTask() {
    try (RandomStreams streams = new RandomStreams(3)) {
      Tensor features = streams.get("inputs").normal(0, 1, SIZE, 3);
      long[] labels = new long[SIZE];
      for (int i = 0; i < SIZE; i++) {
        labels[i] = i % 4;
      }
      examples = new Examples(new Inputs(features), Tensors.longs(labels, SIZE));
    }
  }

  /** Always the same one; the caller closes it. */
  public static Classifier policy() {
    try (RandomStreams streams = new RandomStreams(5)) {
      return new Classifier(Mlp.initialised(List.of(3, 5, 4), streams.get("init")));
    }
  }

  EpochOrder order() {
    return new EpochOrder("data", SIZE, 4);
  }

  Imitation imitation() {
    return new Imitation(examples, order(), (drawn, stream) -> drawn.labels(), "teacher");
  }

  /** Group relative policy optimisation of a policy. */
  public Term<Batch.Experience> reinforced(Classifier policy) {
    return Term.of("rl", new OnPolicy(policy, examples, order(), EXACT, GROUP), new Grpo());
  }

  /** Supervised learning of the labels. */
  Term<Batch.Demonstrations> supervised() {
    return Term.of("sft", imitation(), new CrossEntropy());
  }

  /** Tells every step and keeps nothing. */
  public static Trainer.Plan plan(long steps) {
    return keeping(steps, 0);
  }

  /** Tells every step and keeps a snapshot every so many. */
  public static Trainer.Plan keeping(long steps, long keepEvery) {
    Schedule schedule = new Schedule(Schedule.Shape.COSINE, 0.2);
    return new Trainer.Plan(steps, AdamW.Settings.at(0.05), schedule, 1, 1, keepEvery);
  }

  @Override
  public void close() {
    scope.close();
  }
}
