package dev.mneme.app.tuning;

import dev.mneme.policy.LanguagePolicy;
import dev.mneme.train.Term;

/** What a run learns, and from what. Owns its data. */
interface Lesson extends AutoCloseable {

  /** The policy that learns. */
  LanguagePolicy policy();

  Term<?> term();

  NewTask task();

  @Override
  void close();
}
