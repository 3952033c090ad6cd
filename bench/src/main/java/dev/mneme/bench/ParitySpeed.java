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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Steps a second of the real training loop on the ParityMNIST network and random images, method by
 * method, in the form that {@code peers/parity_torch.py time} prints, with the machine's
 * matrix-multiply rate from the same run.
 */
public final class ParitySpeed {

  private static final int STEPS = 300;
  private static final int BLOCKS = 5;
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
      System.out.printf(
          Locale.ROOT, "%d threads, matrix multiply %.1f GFLOP/s%n", threads, matrixRate(streams));
      Examples images =
          new Examples(
              new Inputs(streams.get("images").normal(0, 1, 4096, 785)),
              streams.get("labels").integers(10, 4096));
      methods(base, images).forEach((name, term) -> print(name, time(base, term)));
    }
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

  /** Steps a second of each block after one block of warm-up. */
  private static double[] time(Classifier base, Function<Classifier, Term<?>> method) {
    double[] rates = new double[BLOCKS];
    try (Classifier policy = base.copy();
        RandomStreams streams = new RandomStreams(1)) {
      for (int block = -1; block < BLOCKS; block++) {
        Trainer.Plan plan =
            new Trainer.Plan(
                STEPS, AdamW.Settings.at(1e-4), new Schedule(Schedule.Shape.COSINE, 0.1), 0, 0, 0);
        try (Trainer trainer =
            new Trainer(plan, policy, List.of(method.apply(policy)), List.of(), streams)) {
          long began = System.nanoTime();
          trainer.run(Observer.NONE);
          if (block >= 0) {
            rates[block] = STEPS * 1e9 / (System.nanoTime() - began);
          }
        }
      }
    }
    return rates;
  }

  private static void print(String name, double[] rates) {
    Arrays.sort(rates);
    System.out.printf(
        Locale.ROOT,
        "%-10s %8.1f steps/s   (%.1f to %.1f)%n",
        name,
        rates[BLOCKS / 2],
        rates[0],
        rates[BLOCKS - 1]);
  }
}
