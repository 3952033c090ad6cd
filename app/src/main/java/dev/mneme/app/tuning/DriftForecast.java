package dev.mneme.app.tuning;

import dev.mneme.train.DecoderCosts;
import dev.mneme.train.Work;

/**
 * What measuring the drift takes, as {@link DriftProbe} does it.
 *
 * @param texts prompts of the new task that it looks at
 * @param prompt tokens of one of them
 */
record DriftForecast(DecoderCosts costs, int vocabulary, Probing probing, int texts, long prompt) {

  /** A KL in double precision: both sides, and seven results on the way. */
  private static final long BYTES_OF_A_TERM = 9 * Double.BYTES;

  private static final double ELEMENTS_OF_A_TERM = 90;
  private static final double ELEMENTS_OF_A_CHOICE = 5;

  /** Tokens of a prompt and of what the base writes behind it. */
  long longest() {
    return prompt + probing.tokens();
  }

  /** Bytes beside the weights while it goes on, with what the base said. */
  long bytes() {
    return keptBytes(texts) + keptBytes(probing.samples()) + passing();
  }

  /** What the base says of so many texts, where it is kept. */
  long keptBytes(int count) {
    return BaseTexts.remembers(count, probing.tokens(), vocabulary)
        ? (long) count * probing.tokens() * vocabulary * Float.BYTES
        : 0;
  }

  private long passing() {
    long rows = Math.min(BaseTexts.ROWS, texts);
    long ownRows = Math.min(BaseTexts.ROWS, probing.samples());
    return Math.max(klBytes(rows, longest()), klBytes(ownRows, 1L + probing.tokens()));
  }

  /** Two passes and the log-probabilities of both, with what becomes of them. */
  private long klBytes(long rows, long time) {
    long terms = rows * probing.tokens();
    return 2 * costs.passBytes(rows * (time - 1))
        + 2 * costs.wholeBytes(terms)
        + BYTES_OF_A_TERM * terms * vocabulary;
  }

  /** Of the base's cache while it writes. */
  long cacheBytes() {
    return costs.cacheBytes(Learner.SLOTS, longest());
  }

  /** What the base writes before the tuning. */
  Work writing() {
    return costs
        .forwards(texts, prompt)
        .plus(costs.makingCache(Learner.SLOTS, longest()))
        .plus(writing(probing.samples(), 1))
        .plus(writing(texts, prompt));
  }

  /** So many texts of the base behind prompts of so many tokens. */
  Work writing(int count, long behind) {
    Work batches = Work.NONE;
    for (int from = 0; from < count; from += BaseTexts.ROWS) {
      int rows = Math.min(BaseTexts.ROWS, count - from);
      batches = batches.plus(writing(costs, vocabulary, rows, behind, probing.tokens()));
    }
    return batches;
  }

  /** So many texts written token by token, all together, behind prompts. */
  static Work writing(DecoderCosts costs, int vocabulary, long rows, long behind, long tokens) {
    Work choice = new Work(0, ELEMENTS_OF_A_CHOICE * rows * vocabulary, 0);
    return costs.step(rows, behind + tokens / 2).plus(choice).times(tokens);
  }

  /** One measurement, without the new task's own figure. */
  Work measuring() {
    int samples = probing.samples();
    int tokens = probing.tokens();
    Work own = costs.forwards(samples, tokens).plus(costs.chosen((long) samples * tokens));
    return own.plus(kl(samples, tokens)).plus(kl(texts, longest() - 1));
  }

  private Work kl(int count, long time) {
    double terms = (double) count * probing.tokens();
    boolean known = BaseTexts.remembers(count, probing.tokens(), vocabulary);
    return costs
        .forwards(count, time)
        .plus(costs.whole((long) terms))
        .times(known ? 1 : 2)
        .plus(new Work(0, ELEMENTS_OF_A_TERM * terms * vocabulary, 0));
  }

  /** One reading of the KL by that gauge alone. */
  Work reading(BudgetKeys.Gauge gauge) {
    return switch (gauge) {
      case OLD -> kl(probing.samples(), probing.tokens());
      case NEW -> kl(texts, longest() - 1);
    };
  }

  /** The texts for such readings. */
  Work writing(BudgetKeys.Gauge gauge) {
    return switch (gauge) {
      case OLD -> writing(probing.samples(), 1);
      case NEW -> writing(texts, prompt);
    };
  }

  /** Before the first step, every so many, and at the end. */
  long measurements(long steps) {
    return 1 + Math.ceilDiv(steps, probing.every());
  }
}
