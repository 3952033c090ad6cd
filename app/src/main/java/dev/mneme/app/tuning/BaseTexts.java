package dev.mneme.app.tuning;

import dev.mneme.data.InputException;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Figure;
import dev.mneme.measure.SequenceKl;
import dev.mneme.policy.Actions;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Rollouts;
import dev.mneme.policy.Scoring;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** What the base wrote before a tuning, at temperature 1, kept to be looked at again and again. */
final class BaseTexts implements AutoCloseable {

  private static final ClusterBootstrap BOOTSTRAP = new ClusterBootstrap(1000, 0.95, 1);

  /** Texts of a batch, at most. */
  static final int ROWS = 16;

  /** Scores of a whole vocabulary held at once: 1 GiB of float32. */
  private static final long HELD = 1L << 28;

  /** What the base says of all its texts is kept up to 256 MiB of float32. */
  private static final long KEPT = 1L << 26;

  private final LanguagePolicy base;
  private final List<Rollouts> written = new ArrayList<>();
  private final List<SequenceKl.Said> said = new ArrayList<>();
  private final List<Tensor> kept = new ArrayList<>();

  /**
   * Writes them, and keeps nothing that it wrote with.
   *
   * @param base borrowed; its writing says how long they may be
   * @param starts what each goes on from
   */
  BaseTexts(LanguagePolicy base, List<int[]> starts, RandomStream stream) {
    this.base = base;
    try (LanguagePolicy writer = base.view(base.writing(), Scoring.WHOLE)) {
      write(writer, starts, stream);
    }
  }

  private void write(LanguagePolicy writer, List<int[]> starts, RandomStream stream) {
    int rows = Math.clamp(HELD / ((long) base.alphabet() * base.writing().maxTokens()), 1, ROWS);
    for (int from = 0; from < starts.size(); from += rows) {
      try (Scope scope = Scope.open()) {
        List<int[]> some = starts.subList(from, Math.min(starts.size(), from + rows));
        Rollouts rollouts = keep(writer.sample(new Texts(some), 1, stream));
        written.add(rollouts);
        if (remembers(starts.size(), base.writing().maxTokens(), base.alphabet())) {
          said.add(new SequenceKl.Said(rollouts, keep(SequenceKl.logProbs(base, rollouts))));
        }
      }
    }
  }

  /**
   * The new task's prompts that leave room for the tokens of a probing.
   *
   * @param prompts that are never learnt
   * @throws InputException if these are too few for an interval
   */
  static List<int[]> starts(List<int[]> prompts, Probing probing, int positions) {
    int tokens = probing.tokens(positions);
    List<int[]> starts =
        prompts.stream()
            .filter(start -> start.length + tokens <= positions)
            .limit(probing.samples())
            .toList();
    if (starts.size() < 2) {
      throw InputException.of(
          "%d of the held-out prompts leave room for the %,d tokens of probing.tokens, and an interval needs 2. Lower probing.tokens or hold out more rows.",
          starts.size(), tokens);
    }
    return starts;
  }

  private Rollouts keep(Rollouts rollouts) {
    Actions actions = rollouts.actions();
    return new Rollouts(
        rollouts.prompts(),
        new Actions(keep(actions.ids()), keep(actions.mask()), actions.group()),
        keep(rollouts.logProbs()));
  }

  private Tensor keep(Tensor tensor) {
    kept.add(tensor.retainReference());
    return tensor;
  }

  /** Whether what the base says of so many texts is kept. */
  static boolean remembers(int texts, int tokens, int alphabet) {
    return (long) texts * tokens * alphabet <= KEPT;
  }

  /** KL(base ‖ policy) on them, in nats a token, with its 95 % interval. */
  Figure kl(Policy policy) {
    return (said.isEmpty()
            ? SequenceKl.of(base, policy, written, BOOTSTRAP)
            : SequenceKl.of(said, policy, BOOTSTRAP))
        .perToken();
  }

  /** Nats a token. */
  double loss(Policy policy) {
    PerToken loss = new PerToken();
    written.forEach(batch -> loss.add(policy, batch.prompts(), batch.actions()));
    return loss.loss();
  }

  @Override
  public void close() {
    kept.forEach(tensor -> tensor.releaseReference());
  }
}
