package dev.mneme.bench;

import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.objective.Aggregation;
import dev.mneme.objective.Batch;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.ExactKl;
import dev.mneme.objective.Loss;
import dev.mneme.objective.Objective;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Sampler;
import dev.mneme.policy.Sampling;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Threads;
import dev.mneme.train.AdamW;
import dev.mneme.train.EpochOrder;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import dev.mneme.train.Schedule;
import dev.mneme.train.Term;
import dev.mneme.train.TextImitation;
import dev.mneme.train.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Memory of this process as Linux counts it, for one variant a process: {@code chunked} and {@code
 * whole} take training steps on 1,000 tokens of a vocabulary of 150,000, without and with all
 * logits held, {@code kl-chunked} and {@code kl-whole} with an exact KL to a base beside it; {@code
 * training N} and {@code sampling N} take N steps and tell as they go.
 */
public final class LanguageMemory {

  private static final int TOLD = 10;

  private LanguageMemory() {}

  /**
   * @param arguments the variant, and the number of steps
   */
  public static void main(String[] arguments) {
    Threads.use(1);
    int steps = arguments.length < 2 ? 3 : Integer.parseInt(arguments[1]);
    switch (arguments[0]) {
      case "chunked" -> train(large(), 1001, 1, steps, List.of(imitated()));
      case "whole" -> train(large(), 1001, 1, steps, List.of(weighed(LanguageMemory::whole)));
      case "kl-chunked" ->
          besideBase(base ->
              train(
                  large(),
                  1001,
                  1,
                  steps,
                  List.of(imitated(), weighed(new ExactKl(ExactKl.Direction.FORWARD, base)))));
      case "kl-whole" ->
          besideBase(base ->
              train(
                  large(),
                  1001,
                  1,
                  steps,
                  List.of(
                      weighed(LanguageMemory::whole),
                      weighed((scores, batch) -> wholeKl(base, scores, batch)))));
      case "training" -> train(tiny(), 17, 4, steps, List.of(imitated()));
      case "sampling" -> sample(steps);
      default -> throw new IllegalArgumentException("there is no variant " + arguments[0]);
    }
  }

  private static DecoderShape large() {
    return DecoderShape.llama(150_000, 64, 2, 4, 4, 172, 2048);
  }

  private static DecoderShape tiny() {
    return DecoderShape.llama(64, 32, 2, 4, 4, 64, 128);
  }

  private static Loss whole(Scores scores, Batch.Demonstrations batch) {
    scores.logProbs(); // Once all are held, the chosen ones are picked from them.
    return new CrossEntropy().loss(scores, batch);
  }

  private static Loss wholeKl(Policy base, Scores scores, Batch.Demonstrations batch) {
    Tensor before = Gradients.without(() -> base.logProbs(batch.prompts(), batch.actions()));
    Tensor perAction = ExactKl.Direction.FORWARD.between(before, scores.logProbs());
    return Loss.of(Aggregation.OVER_ACTIONS.of(perAction, batch.actions()));
  }

  private static Term.Weighted<Batch.Demonstrations> imitated() {
    return weighed(new CrossEntropy());
  }

  private static Term.Weighted<Batch.Demonstrations> weighed(
      Objective<? super Batch.Demonstrations> objective) {
    return new Term.Weighted<>(objective.getClass().getSimpleName(), 1, objective);
  }

  private static void besideBase(Consumer<Policy> work) {
    try (RandomStreams streams = new RandomStreams(1);
        LanguagePolicy base = policy(large(), streams)) {
      work.accept(base);
    }
  }

  private static LanguagePolicy policy(DecoderShape shape, RandomStreams streams) {
    return new LanguagePolicy(
        Decoder.initialised(shape, streams.get("init")),
        new LanguagePolicy.Writing(16, Set.of(), 4));
  }

  private static void train(
      DecoderShape shape,
      int length,
      int rows,
      int steps,
      List<Term.Weighted<Batch.Demonstrations>> objectives) {
    List<TextImitation.Answered> examples =
        IntStream.range(0, 4 * rows)
            .mapToObj(i -> new Random(i).ints(length, 0, shape.vocabulary()).boxed().toList())
            .map(text -> new TextImitation.Answered(text.subList(0, 1), text.subList(1, length)))
            .toList();
    TextImitation source =
        new TextImitation(examples, new EpochOrder("data", examples.size(), rows));
    Trainer.Plan plan =
        new Trainer.Plan(
            steps,
            AdamW.Settings.at(1e-4),
            new Schedule(Schedule.Shape.CONSTANT, 0),
            1,
            Math.max(1, steps / TOLD),
            0);
    Observer teller =
        event -> {
          if (event instanceof Event.Stepped stepped) {
            tell("step " + stepped.step());
          }
        };
    try (RandomStreams streams = new RandomStreams(0);
        LanguagePolicy policy = policy(shape, streams);
        Trainer trainer =
            new Trainer(
                plan,
                policy,
                List.of(new Term<>("sft", source, objectives)),
                List.of(),
                streams)) {
      tell("before");
      trainer.run(teller);
    }
  }

  /** Steps are tokens of each of eight completions written together. */
  private static void sample(int steps) {
    int length = 50;
    try (RandomStreams streams = new RandomStreams(0);
        Decoder decoder = Decoder.initialised(tiny(), streams.get("init"));
        Sampler sampler = new Sampler(decoder, 8)) {
      List<int[]> prompts = IntStream.range(0, 8).mapToObj(i -> new int[] {i, 1, 2}).toList();
      tell("before");
      int calls = steps / length;
      for (int call = 1; call <= calls; call++) {
        sampler.complete(prompts, 1, Sampling.plain(length, Set.of()), call);
        if (call % Math.max(1, calls / TOLD) == 0) {
          tell("step " + call * length);
        }
      }
    }
  }

  private static void tell(String moment) {
    System.out.printf(
        Locale.ROOT,
        "%-12s resident %8.1f MiB   peak %8.1f MiB%n",
        moment,
        mebibytes("VmRSS:"),
        mebibytes("VmHWM:"));
  }

  private static double mebibytes(String field) {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith(field))
          .map(line -> Arrays.asList(line.split("\\s+", -1)))
          .mapToDouble(words -> Double.parseDouble(words.get(1)) / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
