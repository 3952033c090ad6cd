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
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.train.Probe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What a model has learnt of a new task and lost of its own:
 *
 * <pre>
 *   the new task's own figure and its parts, on examples that are never learnt
 *   old.loss        nats a token on texts that the base wrote before the tuning
 *   new.forward-kl  KL(base ‖ tuned) in nats a token, on what the base writes after the new task's prompts
 *   old.forward-kl  the same on the base's own texts
 * </pre>
 *
 * The KLs come with the ends of their 95 % intervals, {@code ….low} and {@code ….high}. All at
 * temperature 1. Everything is drawn once, from streams of the probe's own; owns what it drew.
 */
final class DriftProbe implements Probe, AutoCloseable {

  static final String NAME = "drift";
  static final String OLD_LOSS = "old.loss";
  static final String NEW_KL = "new.forward-kl";
  static final String OLD_KL = "old.forward-kl";

  private static final ClusterBootstrap BOOTSTRAP = new ClusterBootstrap(1000, 0.95, 1);

  /** Texts of a batch, at most. */
  static final int ROWS = 16;

  /** Scores of a whole vocabulary held at once: 1 GiB of float32. */
  private static final long HELD = 1L << 28;

  private final LanguagePolicy base;
  private final LanguagePolicy.Writing writing;
  private final NewTask task;
  private final long every;
  private final long steps;
  private final List<Rollouts> own;
  private final List<Rollouts> afterNew;
  private final List<Tensor> kept = new ArrayList<>();

  /**
   * @param learner borrowed
   * @param steps of the run
   */
  DriftProbe(Learner learner, NewTask task, Probing recipe, long steps) {
    int tokens = Math.min(recipe.tokens(), learner.shape().maxPositions() - 1);
    this.writing = learner.writing(tokens, 1);
    this.base = learner.base(writing, Scoring.WHOLE);
    this.task = task;
    this.every = recipe.every();
    this.steps = steps;
    List<int[]> starts =
        task.starts().stream()
            .filter(start -> start.length + tokens <= learner.shape().maxPositions())
            .limit(recipe.samples())
            .toList();
    if (starts.size() < 2) {
      throw InputException.of(
          "%d of the held-out prompts leave room for the %,d tokens of probing.tokens, and an interval needs 2. Lower probing.tokens or hold out more rows.",
          starts.size(), tokens);
    }
    try (RandomStreams streams = new RandomStreams(1)) {
      RandomStream stream = streams.get("probe");
      List<int[]> empty = Collections.nCopies(recipe.samples(), new int[] {learner.begin()});
      own = write(empty, tokens, stream);
      afterNew = write(starts, tokens, stream);
    }
  }

  private List<Rollouts> write(List<int[]> starts, int tokens, RandomStream stream) {
    int rows = Math.clamp(HELD / ((long) base.alphabet() * tokens), 1, ROWS);
    List<Rollouts> written = new ArrayList<>();
    for (int from = 0; from < starts.size(); from += rows) {
      try (Scope scope = Scope.open()) {
        List<int[]> some = starts.subList(from, Math.min(starts.size(), from + rows));
        written.add(keep(base.sample(new Texts(some), 1, stream)));
      }
    }
    return written;
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

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean due(long done) {
    return done % every == 0 || done == steps;
  }

  /** The figures of the base itself. */
  Map<String, Double> before() {
    try (Scope scope = Scope.open()) {
      return after(base);
    }
  }

  @Override
  public Map<String, Double> after(Policy policy) {
    try (LanguagePolicy plain = ((LanguagePolicy) policy).view(writing, Scoring.WHOLE)) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.putAll(task.figures(plain));
      PerToken old = new PerToken();
      own.forEach(batch -> old.add(plain, batch.prompts(), batch.actions()));
      figures.put(OLD_LOSS, old.loss());
      put(figures, NEW_KL, SequenceKl.of(base, plain, afterNew, BOOTSTRAP).perToken());
      put(figures, OLD_KL, SequenceKl.of(base, plain, own, BOOTSTRAP).perToken());
      return figures;
    }
  }

  private static void put(Map<String, Double> figures, String name, Figure figure) {
    figures.put(name, figure.value());
    figures.put(name + ".low", figure.interval().low());
    figures.put(name + ".high", figure.interval().high());
  }

  @Override
  public void close() {
    kept.forEach(tensor -> tensor.releaseReference());
  }
}
