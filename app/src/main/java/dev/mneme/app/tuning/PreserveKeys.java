package dev.mneme.app.tuning;

/**
 * What keeps a run from forgetting, whatever it learns by.
 *
 * @param kl holds what the policy says near what the base says
 * @param replay learns old tasks on beside the new one
 */
record PreserveKeys(KlKeys kl, ReplayKeys replay) {

  /**
   * Nothing is kept, unless a recipe says so.
   *
   * @param kind of KL, where one is asked for
   */
  static PreserveKeys usual(KlKeys.Kind kind) {
    return new PreserveKeys(new KlKeys(0, kind), ReplayKeys.NONE);
  }
}
