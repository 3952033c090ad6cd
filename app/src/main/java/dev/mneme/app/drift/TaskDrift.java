package dev.mneme.app.drift;

import dev.mneme.app.evaluation.EvaluatedModel;
import dev.mneme.app.evaluation.LoadedModel;
import dev.mneme.app.evaluation.Suite;
import dev.mneme.app.evaluation.Suites;
import dev.mneme.app.evaluation.TaskItems;
import dev.mneme.app.language.ModelSource;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.Sha256;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.KlMeter;
import dev.mneme.measure.WeightChange;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How far many models are, each from its own base, on the prompts of one task. Of the same base all
 * are measured on the same samples. Owns the Fisher informations of the bases; used by several
 * threads at once.
 */
public final class TaskDrift implements AutoCloseable {

  /** Names of all figures; {@code weights-fisher} is there only where that is wanted. */
  public static final List<String> FIGURES =
      List.of(
          "forward-kl",
          "forward-kl-error",
          "forward-kl-per-sequence",
          "reverse-kl",
          "reverse-kl-per-sequence",
          "total-variation",
          "l2",
          "weights-l1",
          "weights-l2",
          "weights-spectral",
          "weights-fisher",
          "activations",
          "cka",
          "cknna");

  private static final long SEED = 0;

  private final TaskItems task;
  private final Settings settings;
  private final List<String> neutral = NeutralTexts.of(null);
  private final String fingerprint;
  private final DriftMeter meter;
  private final Map<Path, Parameters> fishers = new HashMap<>();

  /**
   * How much is measured.
   *
   * @param samples sequences drawn of either model for its KL, in whole batches
   * @param tokens the most tokens of each
   * @param fisher sequences from which the base's Fisher information is estimated; 0 for none
   * @param chat whether prompts are written in the words of the models' chat templates
   */
  public record Settings(int samples, int tokens, int fisher, boolean chat) {}

  private TaskDrift(TaskItems task, Settings settings) {
    this.task = task;
    this.settings = settings;
    this.fingerprint =
        Sha256.of("%s %s\n%s".formatted(settings, task.fingerprint(), String.join("\n", neutral)));
    this.meter =
        new DriftMeter(
            new KlMeter.Rule(settings.samples(), settings.samples(), 0, 0),
            settings.tokens(),
            neutral,
            new ClusterBootstrap(400, Drift.CONFIDENCE, SEED),
            SEED);
  }

  /**
   * Reads the items of a task.
   *
   * @param name of a task of the suite, or of a benchmark
   * @param suite by name or file; empty for none
   * @param data folder with one folder of data a benchmark
   * @throws InputException in one line, if there is none or its data are not in order
   */
  public static TaskDrift of(String name, String suite, Path data, Settings settings) {
    try (Suites suites = new Suites()) {
      List<Suite.Entry> own = suite.isBlank() ? List.of() : suites.suite(suite).entries();
      Suite.Entry entry =
          own.stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseGet(() -> suites.of(List.of(name)).entries().getFirst());
      return new TaskDrift(TaskItems.read(entry, data, 0, SEED), settings);
    }
  }

  /** A hash of what is measured. */
  public String fingerprint() {
    return fingerprint;
  }

  /**
   * Measures a model, or reads what was measured of it before in the same way.
   *
   * @param base that it was tuned from
   * @param adapter to be added to the model, if any
   * @param file for what is found
   * @return by name; what is not a finite number is left out
   */
  public Map<String, Double> measure(Path base, Path model, @Nullable Path adapter, Path file) {
    Map<String, Double> known = DriftFile.read(file, fingerprint());
    if (!known.isEmpty()) {
      return known;
    }
    try (LoadedModel before = loaded("base", base, null);
        LoadedModel after = loaded("tuned", model, adapter)) {
      if (!before.decoder().shape().alike(after.decoder().shape())) {
        throw new InputException(
            "%s and %s differ in shape or vocabulary, so that nothing lies between them."
                .formatted(base, model));
      }
      Drift drift = meter.between(before, after, task);
      WeightChange weights =
          WeightChange.between(
              before.decoder().parameters().byName(),
              after.decoder().parameters().byName(),
              fishers(base, before));
      Map<String, Double> figures = new LinkedHashMap<>(drift.figures());
      figures.put("weights-l1", weights.l1());
      figures.put("weights-l2", weights.l2());
      figures.put("weights-spectral", weights.spectralNorm());
      weights.fisherWeighted().forEach(length -> figures.put("weights-fisher", length));
      figures.values().removeIf(value -> !Double.isFinite(value));
      DriftFile.write(new DurableFiles(Disk.real()), file, fingerprint(), figures);
      return figures;
    }
  }

  private LoadedModel loaded(String name, Path folder, @Nullable Path adapter) {
    return LoadedModel.of(
        new EvaluatedModel(name, ModelSource.in(folder), adapter),
        ElementType.F32,
        settings.chat());
  }

  private List<Map<String, Tensor>> fishers(Path folder, LoadedModel base) {
    if (settings.fisher() == 0) {
      return List.of();
    }
    synchronized (fishers) {
      return List.of(
          fishers
              .computeIfAbsent(folder, unknown -> meter.fisher(base, task, settings.fisher()))
              .byName());
    }
  }

  @Override
  public void close() {
    fishers.values().forEach(Parameters::close);
  }
}
