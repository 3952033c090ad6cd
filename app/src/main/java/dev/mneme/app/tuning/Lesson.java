package dev.mneme.app.tuning;

import dev.mneme.data.records.MixedExamples;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.train.Term;
import java.util.List;

/** What a run learns, and from what. Owns its data. */
interface Lesson extends AutoCloseable {

  /** The rows that are learnt from. */
  MixedExamples examples();

  /** The policy that learns. */
  LanguagePolicy policy();

  /** What is learnt by, as many objectives as are weighed against each other if any are. */
  List<? extends Term<?>> terms();

  /** How much each of these objectives counts where proportions are kept. */
  default List<Double> proportions() {
    return List.of(1.0);
  }

  NewTask task();

  @Override
  void close();
}
