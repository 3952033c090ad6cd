package dev.mneme.app.tuning;

import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Scoring;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Scope;
import java.util.Collections;
import java.util.List;

/**
 * What the base writes by itself, at temperature 1, behind the token that begins a text.
 *
 * @param learner borrowed
 * @param tokens of a text at most, besides the first
 */
record BaseWriter(Learner learner, int tokens) {

  BaseWriter {
    tokens = Math.min(tokens, learner.shape().maxPositions() - 1);
  }

  /** The first token of each. */
  int[] start() {
    return new int[] {learner.begin()};
  }

  /** So many texts without their first token. */
  List<int[]> write(int count, RandomStream stream) {
    // What it wrote with takes up as much as its blocks' weights, and is not needed again.
    try (LanguagePolicy base = learner.base().view(learner.writing(tokens, 1), Scoring.WHOLE);
        Scope scope = Scope.open()) {
      Texts starts = new Texts(Collections.nCopies(count, start()));
      return base.sample(starts, 1, stream).actions().sequences();
    }
  }
}
