package dev.mneme.preserve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Where a run's model is, and the models that it may go back to: {@value #MOST} at a time beside
 * the base.
 */
final class Candidates {

  private static final int MOST = 4;

  /** Numbers that a model is saved as. */
  private static final int WIDTH = 3;

  /** Where the model began. */
  private static final Model BASE = new Model(0, 0, 0);

  /**
   * A model on the way.
   *
   * @param step after which it was there
   * @param learnt steps it has learnt for, without those that were gone back from
   * @param kl nats a token
   */
  record Model(long step, long learnt, double kl) {}

  private final List<Model> models = new ArrayList<>(List.of(BASE));
  private Model now = BASE;

  /** The present one. */
  Model now() {
    return now;
  }

  /** The model has learnt up to a step. */
  void moveOn(long step, double kl) {
    now = new Model(step, now.learnt() + step - now.step(), kl);
  }

  /** The model becomes again what it was; steps go on. */
  void goBack(Model model) {
    now = new Model(now.step(), model.learnt(), model.kl());
  }

  /**
   * The present one may be gone back to. Those that learnt less and drifted further than another
   * one go; of too many the one most like the next in its KL.
   */
  void add() {
    models.add(now);
    models.removeIf(each ->
        models.stream()
            .anyMatch(other -> other.learnt() >= each.learnt() && other.kl() < each.kl()));
    while (models.size() > MOST + 1) {
      models.remove(mostLikeTheNext());
    }
  }

  private Model mostLikeTheNext() {
    List<Model> sorted = models.stream().sorted(Comparator.comparingDouble(Model::kl)).toList();
    Model least = sorted.get(1);
    double nearest = Double.POSITIVE_INFINITY;
    for (int i = 1; i + 1 < sorted.size(); i++) {
      double apart = sorted.get(i + 1).kl() / Math.max(sorted.get(i).kl(), 1e-300);
      if (apart < nearest) {
        nearest = apart;
        least = sorted.get(i);
      }
    }
    return least;
  }

  /** The present one may be gone back to, and no other. */
  void replace() {
    models.clear();
    models.add(now);
  }

  /** The present one is left at once, so nobody keeps it. */
  void drop() {
    models.remove(now);
  }

  /** The one that came last. */
  Model last() {
    return models.getLast();
  }

  /** The one that has learnt longest of those up to a KL; the base where there is none. */
  Model longest(double kl) {
    return models.stream()
        .filter(each -> each.kl() <= kl)
        .max(Comparator.comparingLong(Model::learnt))
        .orElse(BASE);
  }

  /** After which steps they were there. */
  Set<Long> steps() {
    return models.stream().map(Model::step).collect(Collectors.toUnmodifiableSet());
  }

  /** All of them, the present one last. */
  double[] state() {
    List<Model> all = new ArrayList<>(models);
    all.add(now);
    return all.stream()
        .flatMapToDouble(
            each -> DoubleStream.of((double) each.step(), (double) each.learnt(), each.kl()))
        .toArray();
  }

  /**
   * Goes on from where {@link #state()} was taken.
   *
   * @return false where that is not the state of candidates
   */
  boolean restore(double[] state) {
    if (state.length < 2 * WIDTH || state.length % WIDTH != 0) {
      return false;
    }
    models.clear();
    for (int i = 0; i < state.length; i += WIDTH) {
      models.add(new Model((long) state[i], (long) state[i + 1], state[i + 2]));
    }
    now = models.removeLast();
    return true;
  }
}
