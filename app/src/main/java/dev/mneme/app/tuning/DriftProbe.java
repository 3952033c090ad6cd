package dev.mneme.app.tuning;

import dev.mneme.measure.Figure;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Scoring;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.train.Probe;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  private final LanguagePolicy base;
  private final LanguagePolicy.Writing writing;
  private final NewTask task;
  private final long every;
  private final long steps;
  private final BaseTexts own;
  private final BaseTexts afterNew;

  /**
   * @param learner borrowed
   * @param steps of the run
   */
  DriftProbe(Learner learner, NewTask task, Probing recipe, long steps) {
    int positions = learner.shape().maxPositions();
    this.writing = learner.writing(recipe.tokens(positions), 1);
    this.base = learner.base(writing, Scoring.WHOLE);
    this.task = task;
    this.every = recipe.every();
    this.steps = steps;
    List<int[]> starts = BaseTexts.starts(task.starts(), recipe, positions);
    try (RandomStreams streams = new RandomStreams(1)) {
      RandomStream stream = streams.get("probe");
      List<int[]> empty = Collections.nCopies(recipe.samples(), new int[] {learner.begin()});
      own = new BaseTexts(base, empty, stream);
      afterNew = new BaseTexts(base, starts, stream);
    }
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
      figures.put(OLD_LOSS, own.loss(plain));
      put(figures, NEW_KL, afterNew.kl(plain));
      put(figures, OLD_KL, own.kl(plain));
      return figures;
    }
  }

  static void put(Map<String, Double> figures, String name, Figure figure) {
    figures.put(name, figure.value());
    figures.put(name + ".low", figure.interval().low());
    figures.put(name + ".high", figure.interval().high());
  }

  @Override
  public void close() {
    own.close();
    afterNew.close();
  }
}
