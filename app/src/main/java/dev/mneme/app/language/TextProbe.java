package dev.mneme.app.language;

import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Figure;
import dev.mneme.measure.SequenceKl;
import dev.mneme.objective.Batch;
import dev.mneme.policy.Actions;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Prompts;
import dev.mneme.policy.Rollouts;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.train.Probe;
import dev.mneme.train.TextWindows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What a model has learnt of a new text and lost of its own:
 *
 * <pre>
 *   new.loss        nats a token on pieces of the new text that are never learnt
 *   old.loss        nats a token on texts that the base wrote before the tuning
 *   new.forward-kl  KL(base ‖ tuned) in nats a token, on what the base writes after pieces of the new text
 *   old.forward-kl  the same on the base's own texts
 * </pre>
 *
 * The KLs come with the ends of their 95 % intervals, {@code ….low} and {@code ….high}. Everything
 * is drawn once, from streams of the probe's own; owns what it drew.
 */
final class TextProbe implements Probe, AutoCloseable {

  static final String NAME = "drift";
  static final String NEW_LOSS = "new.loss";
  static final String OLD_LOSS = "old.loss";
  static final String NEW_KL = "new.forward-kl";
  static final String OLD_KL = "old.forward-kl";

  private static final ClusterBootstrap BOOTSTRAP = new ClusterBootstrap(1000, 0.95, 1);
  private static final int ROWS = 16;

  private final LanguagePolicy base;
  private final long every;
  private final long steps;
  private final List<Rollouts> own = new ArrayList<>();
  private final List<Rollouts> afterNew = new ArrayList<>();
  private final List<Batch.Demonstrations> heldOut = new ArrayList<>();
  private final List<Tensor> kept = new ArrayList<>();

  /**
   * @param base borrowed
   * @param pieces of the new text that are not learnt
   * @param begin what a text of the base begins with
   */
  TextProbe(
      LanguagePolicy base, TextWindows pieces, int begin, TextRecipe.Probing recipe, long steps) {
    this.base = base;
    this.every = recipe.every();
    this.steps = steps;
    int count = Math.min(pieces.pieces(), recipe.samples());
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1)) {
      RandomStream stream = streams.get("probe");
      for (int from = 0; from < recipe.samples(); from += ROWS) {
        int rows = Math.min(ROWS, recipe.samples() - from);
        List<int[]> starts = Collections.nCopies(rows, new int[] {begin});
        own.add(keep(base.sample(new Texts(starts), 1, stream)));
      }
      for (int from = 0; from < count; from += ROWS) {
        List<int[]> starts = new ArrayList<>();
        for (int piece = from; piece < Math.min(count, from + ROWS); piece++) {
          Batch.Demonstrations shown = pieces.piece(piece);
          heldOut.add(new Batch.Demonstrations(shown.prompts(), keep(shown.actions())));
          starts.add(shown.actions().sequences().getFirst());
        }
        afterNew.add(keep(base.sample(new Texts(starts), 1, stream)));
      }
    }
  }

  private Rollouts keep(Rollouts rollouts) {
    return new Rollouts(rollouts.prompts(), keep(rollouts.actions()), keep(rollouts.logProbs()));
  }

  private Actions keep(Actions actions) {
    return new Actions(keep(actions.ids()), keep(actions.mask()), actions.group());
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

  @Override
  public Map<String, Double> after(Policy policy) {
    Map<String, Double> figures = new LinkedHashMap<>();
    Loss fresh = new Loss();
    heldOut.forEach(batch -> fresh.add(policy, batch.prompts(), batch.actions()));
    figures.put(NEW_LOSS, fresh.perToken());
    Loss old = new Loss();
    own.forEach(batch -> old.add(policy, batch.prompts(), batch.actions()));
    figures.put(OLD_LOSS, old.perToken());
    put(figures, NEW_KL, SequenceKl.of(base, policy, afterNew, BOOTSTRAP).perToken());
    put(figures, OLD_KL, SequenceKl.of(base, policy, own, BOOTSTRAP).perToken());
    return figures;
  }

  private static void put(Map<String, Double> figures, String name, Figure figure) {
    figures.put(name, figure.value());
    figures.put(name + ".low", figure.interval().low());
    figures.put(name + ".high", figure.interval().high());
  }

  /** Negative log-probability over tokens. */
  private static final class Loss {
    private double nats;
    private double tokens;

    void add(Policy policy, Prompts prompts, Actions actions) {
      try (Scope scope = Scope.open()) {
        Tensor logProbs =
            Gradients.without(() -> policy.chosenLogProbs(prompts, actions)); // [rows, time]
        nats -= Tensors.item(logProbs.sum());
        tokens += Tensors.item(actions.mask().sum());
      }
    }

    double perToken() {
      return nats / tokens;
    }
  }

  @Override
  public void close() {
    kept.forEach(tensor -> tensor.releaseReference());
  }
}
