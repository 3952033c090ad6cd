package dev.mneme.train;

import dev.mneme.policy.Policy;
import dev.mneme.preserve.Anchor;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.Tensor;

/**
 * The training loop: sum the weighted objectives of all terms, differentiate, pull at the anchors,
 * clip, update, steer, probe, tell.
 *
 * <p>Borrows the policy, the anchors, what steers and the streams; owns its optimizer. Used by one
 * thread.
 */
public final class Trainer implements AutoCloseable {

  /**
   * How long and how.
   *
   * @param steps optimizer steps in all
   * @param clipNorm longest gradient let through, in the Euclidean norm over all weights; 0 for no
   *     limit
   * @param tellEvery steps between two {@link Event.Stepped}; 0 for none
   * @param keepEvery steps between two snapshots, the last at the end; 0 for none
   * @param together steps that share what no snapshot holds; one is taken after a multiple of them
   */
  public record Plan(
      long steps,
      AdamW.Settings optimizer,
      Schedule schedule,
      double clipNorm,
      long tellEvery,
      long keepEvery,
      long together) {

    /** A snapshot may be taken after every step. */
    public Plan(
        long steps,
        AdamW.Settings optimizer,
        Schedule schedule,
        double clipNorm,
        long tellEvery,
        long keepEvery) {
      this(steps, optimizer, schedule, clipNorm, tellEvery, keepEvery, 1);
    }

    public Plan {
      require(steps >= 1, "a run needs at least one step", steps);
      require(
          clipNorm >= 0 && Double.isFinite(clipNorm), "clip-norm must not be negative", clipNorm);
      require(tellEvery >= 0, "the steps between two reports must not be negative", tellEvery);
      require(keepEvery >= 0, "the steps between two checkpoints must not be negative", keepEvery);
      require(together >= 1, "a snapshot is taken after one step or more", together);
      require(
          keepEvery % together == 0 || keepEvery >= steps,
          "steps that belong together must not be parted by a checkpoint",
          keepEvery);
    }

    /** Whether the step that makes {@code done} steps is told of: every so many, and the last. */
    boolean tells(long done) {
      return tellEvery > 0 && (done % tellEvery == 0 || done == steps);
    }

    private static void require(boolean condition, String rule, Number value) {
      if (!condition) {
        throw new IllegalArgumentException(rule + ", was " + value);
      }
    }
  }

  /** How what steers is called in a snapshot. */
  private static final String STEERING = "steering.";

  private final Plan plan;
  private final Policy policy;
  private final Terms terms;
  private final List<Anchor> anchors;
  private final List<? extends Probe> probes;
  private final Steering steering;
  private final RandomStreams streams;
  private final AdamW optimizer;
  private long done;
  private long kept;
  private boolean begun;

  public Trainer(
      Plan plan,
      Policy policy,
      List<? extends Term<?>> terms,
      List<? extends Probe> probes,
      RandomStreams streams) {
    this(plan, policy, Terms.added(terms), probes, streams);
  }

  public Trainer(
      Plan plan, Policy policy, Terms terms, List<? extends Probe> probes, RandomStreams streams) {
    this(plan, policy, terms, List.of(), probes, streams);
  }

  /**
   * @param anchors what holds the weights, whatever they learn by; not reweighted
   */
  public Trainer(
      Plan plan,
      Policy policy,
      Terms terms,
      List<Anchor> anchors,
      List<? extends Probe> probes,
      RandomStreams streams) {
    this(plan, policy, terms, anchors, probes, Steering.NONE, streams);
  }

  /**
   * @param anchors what holds the weights, whatever they learn by; not reweighted
   * @param steering looks between two steps
   */
  public Trainer(
      Plan plan,
      Policy policy,
      Terms terms,
      List<Anchor> anchors,
      List<? extends Probe> probes,
      Steering steering,
      RandomStreams streams) {
    this.plan = plan;
    this.policy = policy;
    this.terms = terms;
    this.anchors = List.copyOf(anchors);
    this.probes = List.copyOf(probes);
    this.steering = steering;
    this.streams = streams;
    this.optimizer = new AdamW(plan.optimizer(), policy.parameters());
  }

  /**
   * Does all steps that are left, unless what steers ends the run.
   *
   * @throws Diverged before an update with a loss or gradient that is not finite
   * @throws CancellationException between two steps, if the thread is interrupted; what was done is
   *     left with the observer to go on from
   */
  public void run(Observer observer) {
    if (!begun) {
      begun = true;
      if (steer(observer)) {
        keep(observer);
      }
    }
    while (done < plan.steps() && !steering.isOver()) {
      if (Thread.currentThread().isInterrupted() && done % plan.together() == 0) {
        leave(observer);
        throw new CancellationException("interrupted after step " + done);
      }
      boolean wanted = step(observer);
      boolean last = done == plan.steps() || steering.isOver();
      boolean due = plan.keepEvery() > 0 && (done % plan.keepEvery() == 0 || last);
      if (wanted || due) {
        keep(observer);
      }
    }
    finish(observer);
  }

  /**
   * Takes no more steps: the run ends with the model that it has, which is measured and judged as
   * that of its last step would be.
   */
  public void end(Observer observer) {
    for (Probe probe : probes) {
      tell(probe, observer);
    }
    finish(observer);
  }

  private void finish(Observer observer) {
    steering.last(done, policy, observer::on);
    observer.on(new Event.Finished(done));
  }

  /** Gives whether the model is to be kept. */
  private boolean step(Observer observer) {
    try (Scope scope = Scope.open()) {
      return stepWithin(observer);
    }
  }

  private boolean stepWithin(Observer observer) {
    boolean tell = plan.tells(done + 1);
    Map<String, Tensor> figures = new LinkedHashMap<>();
    Terms.Slope slope = terms.next(done, policy, streams, tell, figures);
    List<Tensor> gradients = slope.gradients();
    double loss = Tensors.item(slope.loss()) + pull(gradients, tell, figures);
    double factor = plan.schedule().factor(done, plan.steps()) * steering.pace();
    double norm = clip(gradients, loss, factor);

    List<? extends Probe> due = probes.stream().filter(probe -> probe.due(done + 1)).toList();
    due.forEach(probe -> probe.before(policy));
    Gradients.without(() -> optimizer.update(gradients, factor));
    terms.followers().forEach(follower -> follower.follow(policy));
    done++;

    if (tell) {
      observer.on(new Event.Stepped(done, numbers(figures, loss, norm, factor)));
    }
    boolean keep = steer(observer);
    for (Probe probe : steering.isOver() ? probes : due) {
      tell(probe, observer);
    }
    return keep;
  }

  private void tell(Probe probe, Observer observer) {
    Map<String, Double> values = probe.after(policy);
    if (!values.isEmpty()) {
      observer.on(new Event.Measured(done, probe.name(), values));
    }
  }

  /** Lets the run be steered; gives whether the model is to be kept. */
  private boolean steer(Observer observer) {
    while (true) {
      switch (steering.after(done, policy, observer::on)) {
        case Steering.Move.GoOn on -> {
          return on.keep();
        }
        case Steering.Move.GoBack back -> goBack(back, observer);
        case Steering.Move.End end -> {
          goTo(end.step(), observer);
          return true;
        }
      }
    }
  }

  private void goBack(Steering.Move.GoBack back, Observer observer) {
    try (Scope scope = Scope.open()) {
      Snapshot there = observer.back(back.step());
      policy.parameters().approach(there.weights(), back.share());
      optimizer.approach(part(there.state(), "optimizer."), back.share());
      List<Follower> followers = terms.followers();
      for (int i = 0; i < followers.size(); i++) {
        Map<String, Tensor> weights = part(there.state(), follower(i));
        followers.get(i).policy().parameters().approach(weights, back.share());
      }
    }
  }

  private void goTo(long step, Observer observer) {
    if (step == done) {
      return;
    }
    try (Scope scope = Scope.open()) {
      model(observer.back(step));
    }
  }

  /** Takes over a snapshot's model, and what goes with it. */
  private void model(Snapshot snapshot) {
    policy.parameters().load(snapshot.weights());
    optimizer.restore(part(snapshot.state(), "optimizer."));
    List<Follower> followers = terms.followers();
    for (int i = 0; i < followers.size(); i++) {
      followers.get(i).policy().parameters().load(part(snapshot.state(), follower(i)));
    }
  }

  /** Adds the anchors' gradients; gives their penalties together. */
  private double pull(List<Tensor> gradients, boolean tell, Map<String, Tensor> figures) {
    double sum = 0;
    for (Anchor anchor : anchors) {
      double penalty = anchor.pull(gradients, policy.parameters());
      if (tell) {
        figures.put("preserve/" + anchor.name(), Tensors.doubles(new double[] {penalty}, 1));
      }
      sum += penalty;
    }
    return sum;
  }

  /**
   * Shortens the gradients in place where they are too long together; gives their length before.
   */
  private double clip(List<Tensor> gradients, double loss, double factor) {
    double norm = Maths.norm(gradients);
    if (!Double.isFinite(norm) || !Double.isFinite(loss)) {
      throw new Diverged(done, loss, norm, plan.optimizer().learningRate() * factor);
    }
    if (plan.clipNorm() > 0 && norm > plan.clipNorm()) {
      Tensor shrink = Tensors.scalar(plan.clipNorm() / norm);
      gradients.forEach(gradient -> gradient.mul_(shrink));
    }
    return norm;
  }

  private Map<String, Double> numbers(
      Map<String, Tensor> figures, double loss, double norm, double factor) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("loss", loss);
    figures.forEach((name, value) -> numbers.put(name, Tensors.item(value)));
    numbers.put("gradient-norm", norm);
    numbers.put("learning-rate", plan.optimizer().learningRate() * factor);
    return numbers;
  }

  /** Nothing is lost by an interruption that could have been kept. */
  private void leave(Observer observer) {
    if (plan.keepEvery() > 0 && done > kept) {
      observer.leave(snapshot());
    }
  }

  private void keep(Observer observer) {
    kept = done;
    String name = observer.keep(snapshot());
    if (!name.isEmpty()) {
      observer.on(new Event.Saved(done, name));
    }
  }

  /** Optimizer steps done so far. */
  public long done() {
    return done;
  }

  /** Where the run stands; the weights and moments are the live ones. */
  public Snapshot snapshot() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    optimizer.state().forEach((name, tensor) -> state.put("optimizer." + name, tensor));
    streams.states().forEach((name, tensor) -> state.put("stream." + name, tensor));
    state.putAll(terms.state());
    List<Follower> followers = terms.followers();
    for (int i = 0; i < followers.size(); i++) {
      String prefix = follower(i);
      Map<String, Tensor> weights = followers.get(i).policy().parameters().byName();
      weights.forEach((name, tensor) -> state.put(prefix + name, tensor));
    }
    Terms.put(state, STEERING, steering.state());
    return new Snapshot(done, policy.parameters().byName(), state, steering.needs());
  }

  /** Continues from a snapshot. */
  public void restore(Snapshot snapshot) {
    model(snapshot);
    streams.restore(part(snapshot.state(), "stream."));
    terms.restore(snapshot.state());
    steering.restore(Terms.part(snapshot.state(), STEERING));
    done = snapshot.step();
    kept = done;
    begun = true;
  }

  private static String follower(int number) {
    return "follower." + number + ".";
  }

  private static Map<String, Tensor> part(Map<String, Tensor> state, String prefix) {
    Map<String, Tensor> part = new LinkedHashMap<>();
    state.forEach((name, tensor) -> {
      if (name.startsWith(prefix)) {
        part.put(name.substring(prefix.length()), tensor);
      }
    });
    return part;
  }

  @Override
  public void close() {
    optimizer.close();
  }
}
