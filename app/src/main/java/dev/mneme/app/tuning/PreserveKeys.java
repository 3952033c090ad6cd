package dev.mneme.app.tuning;

/**
 * What keeps a run from forgetting, whatever it learns by.
 *
 * @param kl holds what the policy says near what the base says
 */
record PreserveKeys(KlKeys kl) {

  /**
   * Nothing is kept, unless a recipe says so.
   *
   * @param kind of KL, where one is asked for
   */
  static PreserveKeys usual(KlKeys.Kind kind) {
    return new PreserveKeys(new KlKeys(0, kind));
  }
}
