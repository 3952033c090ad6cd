package dev.mneme.task;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Classifier;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;

/** Examples to learn from, examples to be judged on, and the judge. */
public record Task(String name, Examples train, Examples test, Verifier verifier) {

  /** The mean reward of the likeliest answers on the test examples. */
  public double accuracy(Classifier policy) {
    try (Scope scope = Scope.open()) {
      Actions answers = Actions.single(policy.predict(test.inputs().features()), 1);
      return Tensors.item(verifier.rewards(test.labels(), answers).mean());
    }
  }
}
