package dev.mneme.bench.comparison;

import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Interval;
import dev.mneme.measure.KlMeter;
import dev.mneme.measure.MeasuredKl;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.policy.Actions;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * How often KL's intervals hold the exact value, on language models of so few texts that all can be
 * gone through: {@code KlCoverage [REPEATS]}.
 */
public final class KlCoverage {

  private static final int VOCABULARY = 5;
  private static final int END = 4;
  private static final int LONGEST = 4;
  private static final int PROMPTS = 64;
  private static final LanguagePolicy.Writing WRITING =
      new LanguagePolicy.Writing(LONGEST, Set.of(END), 64);

  private KlCoverage() {}

  public static void main(String[] arguments) {
    int repeats = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    System.out.println(
        "| change of the weights | KL | exact, nats | held per token, % | held per sequence, % |"
            + " sequences |");
    System.out.println("|---|---|---:|---:|---:|---:|");
    for (double change : new double[] {0.1, 0.3, 1}) {
      try (Scope scope = Scope.open();
          RandomStreams streams = new RandomStreams(1);
          Decoder first = decoder(streams.get("base"));
          Decoder second = changed(first, streams.get("change"), change);
          LanguagePolicy base = LanguagePolicy.over(first, WRITING);
          LanguagePolicy tuned = LanguagePolicy.over(second, WRITING)) {
        row(change, "forward", base, tuned, repeats);
        row(change, "reverse", tuned, base, repeats);
      }
    }
  }

  private static void row(
      double change, String name, LanguagePolicy from, LanguagePolicy to, int repeats) {
    double[] exact = exact(from, to);
    int perToken = 0;
    int perSequence = 0;
    long sequences = 0;
    try (RandomStreams streams = new RandomStreams(2)) {
      for (int repeat = 0; repeat < repeats; repeat++) {
        List<Texts> prompts = drawn(repeat);
        ClusterBootstrap bootstrap = new ClusterBootstrap(500, 0.95, repeat);
        MeasuredKl kl =
            new KlMeter(from, to, bootstrap)
                .measure(prompts, new KlMeter.Rule(64, 256, 0.1, 0), streams.get("sample"));
        perToken += holds(kl.perToken().interval(), exact[0]);
        perSequence += holds(kl.perSequence().interval(), exact[1]);
        sequences += kl.sequences();
      }
    }
    System.out.printf(
        Locale.ROOT,
        "| %.1f | %s | %.4f | %.1f | %.1f | %.0f |%n",
        change,
        name,
        exact[1],
        100.0 * perToken / repeats,
        100.0 * perSequence / repeats,
        (double) sequences / repeats);
  }

  private static int holds(Interval interval, double value) {
    return interval.contains(value) ? 1 : 0;
  }

  /** Prompts drawn evenly from all there are. */
  private static List<Texts> drawn(int seed) {
    Random random = new Random(seed);
    List<Texts> batches = new ArrayList<>();
    for (int batch = 0; batch < 8; batch++) {
      List<int[]> prompts = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        prompts.add(prompt(random.nextInt(PROMPTS)));
      }
      batches.add(new Texts(prompts));
    }
    return batches;
  }

  /** Three letters of four. */
  private static int[] prompt(int number) {
    return new int[] {number % 4, number / 4 % 4, number / 16};
  }

  /** Per token and per sequence: Σ π (log π − log ρ), over Σ π · length and over prompts. */
  private static double[] exact(LanguagePolicy from, LanguagePolicy to) {
    List<int[]> texts = new ArrayList<>();
    grow(new int[0], texts);
    double nats = 0;
    double tokens = 0;
    for (int number = 0; number < PROMPTS; number++) {
      try (Scope scope = Scope.open()) {
        Texts prompt = new Texts(List.of(prompt(number)));
        Actions all = Actions.ragged(texts, texts.size());
        double[] own = sums(from, prompt, all);
        double[] other = sums(to, prompt, all);
        for (int i = 0; i < own.length; i++) {
          nats += Math.exp(own[i]) * (own[i] - other[i]);
          tokens += Math.exp(own[i]) * texts.get(i).length;
        }
      }
    }
    return new double[] {nats / tokens, nats / PROMPTS};
  }

  private static double[] sums(LanguagePolicy policy, Texts prompt, Actions all) {
    return Tensors.toDoubles(Gradients.without(() -> policy.chosenLogProbs(prompt, all)).sum(-1));
  }

  private static void grow(int[] text, List<int[]> texts) {
    if (text.length == LONGEST || (text.length > 0 && text[text.length - 1] == END)) {
      texts.add(text);
      return;
    }
    for (int token = 0; token < VOCABULARY; token++) {
      int[] longer = Arrays.copyOf(text, text.length + 1);
      longer[text.length] = token;
      grow(longer, texts);
    }
  }

  private static Decoder decoder(RandomStream stream) {
    Decoder decoder =
        Decoder.initialised(DecoderShape.llama(VOCABULARY, 16, 2, 2, 2, 24, 16), stream);
    add(decoder, stream, 0.4);
    return decoder;
  }

  private static Decoder changed(Decoder base, RandomStream stream, double change) {
    Decoder tuned = base.copy();
    add(tuned, stream, 0.4 * change);
    return tuned;
  }

  private static void add(Decoder decoder, RandomStream stream, double deviation) {
    Gradients.without(() ->
        decoder
            .parameters()
            .byName()
            .forEach((name, weight) -> {
              Tensor noise = stream.normal(0, deviation, Tensors.shapeOf(weight));
              weight.add_(noise);
            }));
  }
}
