package dev.mneme.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.Grpo;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Sampler;
import dev.mneme.policy.Sampling;
import dev.mneme.task.TextTask;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.tensor.Threads;
import dev.mneme.train.AdamW;
import dev.mneme.train.EpochOrder;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import dev.mneme.train.Schedule;
import dev.mneme.train.Term;
import dev.mneme.train.TextImitation;
import dev.mneme.train.TextOnPolicy;
import dev.mneme.train.Trainer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Sampling, SFT and GRPO of two tiny random Llamas, in the form that {@code
 * peers/language_torch.py} prints: model, work, precision, unit, median, smallest, largest, and how
 * much a second of processor time does.
 *
 * <p>Sampling: 32 prompts of 32 tokens, 64 new ones each. SFT: 16 rows of 128 tokens. GRPO: 8
 * prompts of 32 tokens, 8 completions each of 64 tokens, one update. Nothing ends early. Every work
 * is first done as often as it is then measured: the JVM's compiler takes seconds, the runs of users
 * hours.
 */
public final class LanguageSpeed {

  static final int PROMPT = 32;
  static final int NEW = 64;
  private static final int BATCH = 32;
  private static final int ROWS = 16;
  private static final int LENGTH = 128;
  private static final int PROMPTS = 8;
  private static final int GROUP = 8;

  private final String name;
  private final ElementType type;
  private final int repeats;

  private LanguageSpeed(String name, ElementType type, int repeats) {
    this.name = name;
    this.type = type;
    this.repeats = repeats;
  }

  /**
   * @param arguments the model ({@code small} or {@code large}), the number of threads, repeats,
   *     {@code F32} or {@code BF16}, and, if not all, the works wanted: {@code sample}, {@code
   *     sft}, {@code grpo}
   */
  public static void main(String[] arguments) {
    Threads.use(Integer.parseInt(arguments[1]));
    LanguageSpeed speed =
        new LanguageSpeed(
            arguments[0], ElementType.valueOf(arguments[3]), Integer.parseInt(arguments[2]));
    List<String> works = List.of(arguments).subList(4, arguments.length);
    speed.report("matrix", speed.matrix(), 2.0 * 1024 * 1024 * 1024 / 1e9, "GFLOP/s");
    if (works.isEmpty() || works.contains("sample")) {
      speed.report("sample", speed.sample(), (double) BATCH * NEW, "tokens/s");
    }
    if (works.isEmpty() || works.contains("sft")) {
      speed.report("sft", speed.sft(), (double) ROWS * LENGTH, "tokens/s");
    }
    if (works.isEmpty() || works.contains("grpo")) {
      speed.report("grpo", speed.grpo(), 1, "steps/s");
    }
  }

  static DecoderShape shape(String name) {
    return switch (name) {
      case "small" -> DecoderShape.llama(16, 128, 4, 4, 4, 344, 2048);
      case "large" -> DecoderShape.llama(2048, 256, 6, 8, 4, 704, 2048);
      default -> throw new IllegalArgumentException("there is no model " + name);
    };
  }

  /** Random weights in a precision. The caller closes the decoder. */
  static Decoder decoder(String name, ElementType type) {
    DecoderShape shape = shape(name);
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(0);
        Decoder single = Decoder.initialised(shape, streams.get("init"))) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      single
          .parameters()
          .byName()
          .forEach((weight, tensor) -> weights.put(weight, Tensors.to(tensor.detach(), type)));
      return Decoder.of(shape, Parameters.own(weights)).copy();
    }
  }

  /** Multiplications of 1024 × 1024 matrices. */
  private List<Moment> matrix() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(0)) {
      Tensor a = Tensors.to(streams.get("matrix").normal(0, 1, 1024, 1024), type);
      return timed(
          5 * repeats,
          () -> {
            try (Scope inner = Scope.open()) {
              a.matmul(a);
            }
          });
    }
  }

  private List<Moment> sample() {
    try (Decoder decoder = decoder(name, type);
        Sampler sampler = new Sampler(decoder, BATCH)) {
      Random random = new Random(0);
      List<int[]> prompts = texts(BATCH, PROMPT, random);
      Sampling sampling = Sampling.plain(NEW, Set.of());
      return timed(5 * repeats, () -> sampler.complete(prompts, 1, sampling, random.nextLong()));
    }
  }

  private List<Moment> sft() {
    List<TextImitation.Answered> rows =
        texts(256, LENGTH, new Random(0)).stream()
            .map(text -> Arrays.stream(text).boxed().toList())
            .map(text -> new TextImitation.Answered(text.subList(0, 1), text.subList(1, LENGTH)))
            .toList();
    Term<?> term =
        Term.of(
            "sft",
            new TextImitation(rows, new EpochOrder("data", rows.size(), ROWS)),
            new CrossEntropy());
    try (LanguagePolicy policy = policy()) {
      return trained(policy, term, 5 * repeats);
    }
  }

  private List<Moment> grpo() {
    List<int[]> prompts = texts(64, PROMPT, new Random(0));
    try (LanguagePolicy policy = policy()) {
      TextOnPolicy source =
          new TextOnPolicy(
              policy,
              new LowTokens(prompts, shape(name).vocabulary() / 2),
              new EpochOrder("data", prompts.size(), PROMPTS),
              GROUP);
      return trained(policy, Term.of("grpo", source, new Grpo()), repeats);
    }
  }

  private LanguagePolicy policy() {
    return new LanguagePolicy(
        decoder(name, type), new LanguagePolicy.Writing(NEW, Set.of(), PROMPTS * GROUP));
  }

  /** The ends of the real loop's steps after as many first ones. */
  private static List<Moment> trained(LanguagePolicy policy, Term<?> term, int steps) {
    Trainer.Plan plan =
        new Trainer.Plan(
            2L * steps,
            AdamW.Settings.at(1e-4),
            new Schedule(Schedule.Shape.CONSTANT, 0),
            1,
            1,
            0);
    List<Moment> ends = new ArrayList<>();
    Observer clock =
        event -> {
          if (event instanceof Event.Stepped) {
            ends.add(Moment.now());
          }
        };
    try (RandomStreams streams = new RandomStreams(1);
        Trainer trainer = new Trainer(plan, policy, List.of(term), List.of(), streams)) {
      trainer.run(clock);
    }
    return ends.subList(steps - 1, ends.size());
  }

  private List<int[]> texts(int count, int length, Random random) {
    int vocabulary = shape(name).vocabulary();
    Supplier<int[]> text = () -> random.ints(length, 0, vocabulary).toArray();
    return IntStream.range(0, count).mapToObj(i -> text.get()).toList();
  }

  private static List<Moment> timed(int repeats, Runnable work) {
    List<Moment> ends = new ArrayList<>();
    for (int i = 0; i < 2 * repeats; i++) {
      work.run();
      ends.add(Moment.now());
    }
    return ends.subList(repeats - 1, ends.size());
  }

  /** The moments between which the amount of work was done each time. */
  private void report(String work, List<Moment> ends, double amount, String unit) {
    int steps = ends.size() - 1;
    double[] rates =
        IntStream.range(0, steps)
            .mapToDouble(i -> amount * 1e9 / (ends.get(i + 1).wall() - ends.get(i).wall()))
            .sorted()
            .toArray();
    System.out.printf(
        Locale.ROOT,
        "%s %s %s %s %.3f %.3f %.3f %.3f%n",
        name,
        work,
        type == ElementType.F32 ? "float32" : "bfloat16",
        unit,
        rates[steps / 2],
        rates[0],
        rates[steps - 1],
        amount * steps * 1e9 / (ends.getLast().processor() - ends.getFirst().processor()));
  }

  /** Nanoseconds on the wall, and of the processor in this process, its compiler included. */
  private record Moment(long wall, long processor) {

    static Moment now() {
      return new Moment(
          System.nanoTime(),
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime());
    }
  }

  /** Rewards tokens of the lower half of the vocabulary. */
  private record LowTokens(List<int[]> prompts, int half) implements TextTask {

    @Override
    public int size() {
      return prompts.size();
    }

    @Override
    public int[] prompt(int place) {
      return prompts.get(place);
    }

    @Override
    public double reward(int place, int[] completion) {
      return Arrays.stream(completion).filter(token -> token < half).count()
          / (double) completion.length;
    }
  }
}
