package dev.mneme.bench;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.tuning.PostTraining;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.lab.world.whole.World;
import dev.mneme.lab.world.whole.WorldFolder;
import dev.mneme.recipe.Draft;
import dev.mneme.tensor.Threads;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What each way of keeping old abilities costs a step, for one variant a process: training on maths
 * of the small world from {@code models/lab-base}. Prints processor seconds a step, seconds a step
 * by the clock, the most memory of the process, and what readings of a gauge add to the other
 * steps, in percent; the first steps, which are slower, and what is done before the first and behind
 * the last do not count.
 */
public final class PreserverCosts {

  /** The first steps are slower, and a gauge writes its texts at its first reading. */
  private static final int WARM = 21;
  private static final int PROBLEMS = 400;
  private static final String GAUGE = "gauge-";

  private PreserverCosts() {}

  /**
   * What is added to the recipe of plain training, by name; a name begins with what it is compared
   * with.
   */
  private static Map<String, String> variants() {
    Map<String, String> variants = new LinkedHashMap<>();
    variants.put("sft", "");
    variants.put("sft+kl-forward", "preserve: {kl: {weight: 1, kind: forward}}");
    variants.put("sft+kl-reverse", "preserve: {kl: {weight: 1, kind: reverse}}");
    variants.put("sft+l2", "preserve: {l2: {weight: 0.1}}");
    variants.put("sft+ewc", "preserve: {ewc: {weight: 0.1, samples: 64}}");
    variants.put("sft+mas", "preserve: {mas: {weight: 0.1, samples: 64}}");
    variants.put("sft+lora", "lora: {rank: 8, alpha: 16}");
    variants.put("sft+replay", replay("answers", 1));
    variants.put("sft+replay-base", replay("base", 1));
    variants.put("sft+replay-half", replay("answers", 0.5));
    for (String kind :
        new String[] {"uniform", "recap", "dwa", "famo", "gradnorm", "pcgrad", "cagrad"}) {
      variants.put(
          "sft+replay+" + kind, replay("answers", 1) + "\nreweighting: {kind: %s}".formatted(kind));
    }
    String every = "\nbudget: {kl: 1000, every: %d}";
    String kl = variants.get("sft+kl-forward");
    variants.put("sft+gauge-10", "budget: {kl: 1000, every: 10, by: none}");
    variants.put("sft+kl-forward+gauge-10", kl + every.formatted(10));
    variants.put("sft+kl-forward+gauge-20", kl + every.formatted(20));
    variants.put("grpo", "");
    variants.put("grpo+kl-reverse", "preserve: {kl: {weight: 0.1, kind: reverse}}");
    variants.put(
        "grpo+kl-reverse+gauge-10", variants.get("grpo+kl-reverse") + every.formatted(10));
    variants.put("grpo+replay", replay("answers", 0.5));
    variants.put("grpo+replay+recap", replay("answers", 0.5) + "\nreweighting: {kind: recap}");
    return variants;
  }

  private static String replay(String learns, double ratio) {
    return "preserve: {replay: {ratio: %s, written: 64, tokens: 64, learns: %s}}"
        .formatted(ratio, learns);
  }

  /**
   * @param arguments {@code list}, or a variant with steps and native threads
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("list")) {
      variants().keySet().forEach(System.out::println);
      return;
    }
    String variant = arguments[0];
    long steps = Long.parseLong(arguments[1]);
    Threads.use(Integer.parseInt(arguments[2]));
    Path folder = Files.createTempDirectory("costs");
    Path data = folder.resolve("maths.jsonl");
    World world = World.create();
    new WorldFolder(world, 1)
        .problems(new DurableFiles(Disk.real()), data, world.course("maths"), PROBLEMS);
    String added = Objects.requireNonNull(variants().get(variant), variant);
    String head = variant.startsWith("grpo") ? grpo(data, steps) : sft(data, steps);
    Path recipe = Files.writeString(folder.resolve("recipe.yaml"), head + added + "\n");
    Clock clock = new Clock(steps);
    PostTraining.of(Draft.read(recipe))
        .train(
            folder.resolve("run"), Terminal.plain(Writer.nullWriter(), Writer.nullWriter()), clock);
    System.out.printf(
        Locale.ROOT,
        "%s %.5f %.5f %d %.2f%n",
        variant,
        clock.processor() / 1e9 / (steps - WARM),
        clock.passed / 1e9 / (steps - WARM),
        peak(),
        clock.readings(variant));
  }

  private static String sft(Path data, long steps) {
    return """
    objective: cross-entropy
    data: {sources: [{file: %s, format: completion, columns: {prompt: prompt, completion: foreign}}], chat: true}
    %s\
    """
        .formatted(data, common(steps, 32));
  }

  private static String grpo(Path data, long steps) {
    return """
    objective: dr-grpo
    data: {sources: [{file: %s, format: question, columns: {prompt: prompt}}], chat: true}
    sampling: {group: 8, max-tokens: 64}
    reward: {kind: lab, course: maths}
    %s\
    """
        .formatted(data, common(steps, 4));
  }

  private static String common(long steps, int batch) {
    return """
    model: models/lab-base
    tuning: {steps: %d, batch: %d, learning-rate: 1e-5}
    probing: {every: 100000, samples: 64, tokens: 80}
    """
        .formatted(steps, batch);
  }

  /** Processor time and time of the clock between two steps. */
  private static final class Clock implements Observer {

    private final long steps;
    private final List<Long> used = new ArrayList<>(); // at the end of each step that counts
    private long passed;

    Clock(long steps) {
      this.steps = steps;
    }

    @Override
    public void on(Event event) {
      if (event instanceof Event.Stepped stepped && stepped.step() >= WARM) {
        used.add(used());
        passed += stepped.step() == WARM ? -System.nanoTime() : 0;
        passed += stepped.step() == steps ? System.nanoTime() : 0;
      }
    }

    long processor() {
      return used.getLast() - used.getFirst();
    }

    /** Percent of a step, spread over all; a reading follows the step it belongs to. */
    double readings(String variant) {
      int gauge = variant.indexOf(GAUGE);
      if (gauge < 0) {
        return 0;
      }
      int every = Integer.parseInt(variant.substring(gauge + GAUGE.length()));
      Map<Boolean, Double> means =
          IntStream.range(1, used.size())
              .boxed()
              .collect(
                  Collectors.partitioningBy(
                      i -> (WARM + i - 1) % every == 0,
                      Collectors.averagingLong(i -> used.get(i) - used.get(i - 1))));
      double alone = means.getOrDefault(false, Double.NaN);
      return 100 * (means.getOrDefault(true, Double.NaN) - alone) / alone / every;
    }

    private static long used() {
      return ((com.sun.management.OperatingSystemMXBean)
              ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime();
    }
  }

  /** Mebibytes of this process at its fullest, as Linux counts them. */
  private static long peak() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("/proc/self/status has no VmHWM");
  }
}
