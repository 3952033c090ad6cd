package dev.mneme.app.tuning;

import dev.mneme.policy.LanguagePolicy;
import dev.mneme.train.Terms;

/** What a run learns, and from what. Owns its data. */
interface Lesson extends AutoCloseable {

  /** The policy that learns. */
  LanguagePolicy policy();

  Terms terms();

  NewTask task();

  @Override
  void close();
}
