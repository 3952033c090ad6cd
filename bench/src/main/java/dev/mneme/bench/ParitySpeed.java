package dev.mneme.bench;

import dev.mneme.model.Mlp;
import dev.mneme.model.Taps;
import dev.mneme.objective.Batch;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.ExactKl;
import dev.mneme.objective.Grpo;
import dev.mneme.objective.Reinforce;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Classifier;
import dev.mneme.policy.Inputs;
import dev.mneme.task.Examples;
import dev.mneme.task.Teacher;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Threads;
import dev.mneme.train.AdamW;
import dev.mneme.train.EpochOrder;
import dev.mneme.train.Imitation;
import dev.mneme.train.Observer;
import dev.mneme.train.OnPolicy;
import dev.mneme.train.Schedule;
import dev.mneme.train.Term;
import dev.mneme.train.Trainer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Steps a second of the real training loop on the ParityMNIST network and random images: reads the
 * names of methods, a line each, and answers each with the rate of one block of steps, so that
 * {@code peers/turns.py} can let it and others take turns. The first line it writes is the
 * machine's matrix-multiply rate.
 */
public final class ParitySpeed {

  private static final int STEPS = 300;
  private static final int BATCH = 64;
  private static final int GROUP = 8;
  private static final List<Integer> WIDTHS = List.of(785, 512, 256, 10);

  private ParitySpeed() {}

  /**
   * @param arguments the number of threads, 1 if not given
   */
  public static void main(String[] arguments) {
    int threads = arguments.length == 0 ? 1 : Integer.parseInt(arguments[0]);
    Threads.use(threads);
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(0);
        Classifier base = new Classifier(Mlp.initialised(WIDTHS, streams.get("init")))) {
      Examples images =
          new Examples(
              new Inputs(streams.get("images").normal(0, 1, 4096, 785)),
              streams.get("labels").integers(10, 4096));
      Map<String, Function<Classifier, Term<?>>> methods = methods(base, images);
      Map<String, Classifier> policies = new LinkedHashMap<>();
      answer(
          String.format(
              Locale.ROOT,
              "%d threads, matrix multiply %.1f GFLOP/s",
              threads,
              matrixRate(streams)));
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
          .lines()
          .forEach(name -> {
            Classifier policy = policies.computeIfAbsent(name, fresh -> base.copy());
            var method = Objects.requireNonNull(methods.get(name), name);
            answer(Double.toString(time(policy, method.apply(policy), streams)));
          });
      policies.values().forEach(Classifier::close);
    }
  }

  private static void answer(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static double matrixRate(RandomStreams streams) {
    Tensor a = streams.get("images").normal(0, 1, 1024, 1024);
    double best = 0;
    for (int i = 0; i < 20; i++) {
      try (Scope scope = Scope.open()) {
        long began = System.nanoTime();
        a.matmul(a);
        best = Math.max(best, 2.0 * 1024 * 1024 * 1024 / (System.nanoTime() - began));
      }
    }
    return best;
  }

  private static Map<String, Function<Classifier, Term<?>>> methods(
      Classifier base, Examples images) {
    EpochOrder order = new EpochOrder("data", images.size(), BATCH);
    Map<String, Function<Classifier, Term<?>>> methods = new LinkedHashMap<>();
    methods.put("sft1", policy -> imitate(images, order, (some, stream) -> parity(some.labels())));
    methods.put(
        "distilled",
        policy ->
            imitate(
                images,
                order,
                (some, stream) -> stream.categorical(believed(base, some), 1).squeeze(1)));
    methods.put(
        "reinforce",
        policy ->
            new Term<>(
                "t",
                onPolicy(policy, images, order),
                List.of(new Term.Weighted<>("loss", 1, new Reinforce()))));
    methods.put(
        "grpo",
        policy ->
            new Term<>(
                "t",
                onPolicy(policy, images, order),
                List.of(new Term.Weighted<>("loss", 1, new Grpo()))));
    methods.put(
        "grpo-kl",
        policy ->
            new Term<>(
                "t",
                onPolicy(policy, images, order),
                List.of(
                    new Term.Weighted<>("loss", 1, new Grpo()),
                    new Term.Weighted<>("kl", 0.1, new ExactKl(ExactKl.Direction.REVERSE, base)))));
    return methods;
  }

  private static Tensor believed(Classifier base, Examples some) {
    return Gradients.without(() -> base.logProbs(some.inputs().features(), Taps.NONE).exp());
  }

  private static Tensor parity(Tensor labels) {
    return labels.remainder(new Scalar(2));
  }

  private static Tensor rewards(Tensor labels, Actions actions) {
    return Maths.same(parity(actions.ids().squeeze(1)), parity(labels));
  }

  private static Term<Batch.Demonstrations> imitate(
      Examples images, EpochOrder order, Teacher teacher) {
    return Term.of("t", new Imitation(images, order, teacher, "teacher"), new CrossEntropy());
  }

  private static OnPolicy onPolicy(Classifier policy, Examples images, EpochOrder order) {
    return new OnPolicy(policy, images, order, ParitySpeed::rewards, GROUP);
  }

  /** Steps a second of one block. */
  private static double time(Classifier policy, Term<?> term, RandomStreams streams) {
    Trainer.Plan plan =
        new Trainer.Plan(
            STEPS, AdamW.Settings.at(1e-4), new Schedule(Schedule.Shape.COSINE, 0.1), 0, 0, 0);
    try (Trainer trainer = new Trainer(plan, policy, List.of(term), List.of(), streams)) {
      long began = System.nanoTime();
      trainer.run(Observer.NONE);
      return STEPS * 1e9 / (System.nanoTime() - began);
    }
  }
}
