package dev.mneme.app.tuning;

import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Terminal;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.Safetensors;
import dev.mneme.objective.Batch;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Scoring;
import dev.mneme.preserve.Anchor;
import dev.mneme.preserve.Ewc;
import dev.mneme.preserve.Importance;
import dev.mneme.preserve.L2ToBase;
import dev.mneme.preserve.Mas;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * The anchors of a run. What matters is found out once, before the first step, and kept in {@code
 * anchors/} of the run folder, where a run that goes on finds it again bit for bit. Made before the
 * weights of a checkpoint are read; owns where they began and what matters.
 */
final class Anchoring implements AutoCloseable {

  private static final String FOLDER = "anchors";
  private static final DurableFiles FILES = new DurableFiles(Disk.real());

  private final PreserveKeys keys;
  private final OldTexts texts;
  private final Learner learner;
  private final long seed;
  private final Deque<Parameters> owned = new ArrayDeque<>();
  private final Parameters start;

  /**
   * @param learner borrowed; its weights are where they begin
   * @throws InputException in one line, if rows to look at are no good
   */
  Anchoring(PostRecipe recipe, Learner learner) {
    this.keys = recipe.preserve();
    this.texts = new OldTexts(recipe, learner);
    this.learner = learner;
    this.seed = recipe.seed();
    keys.requireRows(seed);
    this.start = keys.anchored() ? owned(learner.start()) : learner.tuned().parameters();
  }

  private Parameters owned(Parameters parameters) {
    owned.push(parameters);
    return parameters;
  }

  /** The anchors of the run in a folder; borrowed from this. */
  List<Anchor> in(Path run, Terminal terminal) {
    List<Anchor> anchors = new ArrayList<>();
    LanguagePolicy now = learner.tuned(learner.writing(1, 1), Scoring.WHOLE);
    if (keys.l2().weight() > 0) {
      Parameters ones = owned(new L2ToBase().of(now, List.of()));
      anchors.add(new Anchor("l2", keys.l2().weight(), start, ones));
    }
    keys.importances()
        .forEach((name, importance) -> {
          Path file = run.resolve(FOLDER).resolve(name + ".safetensors");
          if (!Files.exists(file)) {
            FILES.makeFolder(run.resolve(FOLDER));
            find(name, importance, now, file, terminal);
          }
          anchors.add(new Anchor(name, importance.weight(), start, owned(read(file))));
        });
    return anchors;
  }

  private void find(
      String name, ImportanceKeys wanted, LanguagePolicy now, Path file, Terminal terminal) {
    try (RandomStreams streams = new RandomStreams(seed)) {
      List<Supplier<Batch>> rows = texts.of(wanted, streams);
      Importance importance =
          name.equals(PreserveKeys.EWC) ? new Ewc(streams.get(name)) : new Mas();
      try (Progress progress = Progress.start(terminal, name, "rows", rows.size());
          Parameters found = importance.of(now, counted(rows, progress))) {
        if (wanted.normalise() && !(Importance.toMeanOne(found) > 0)) {
          throw InputException.of(
              "preserve.%s: no weight matters to any of the %,d rows, so that none would be held. Give other rows.",
              name, rows.size());
        }
        Safetensors.write(FILES, file, found.byName(), Map.of());
      }
    }
  }

  private static List<Supplier<Batch>> counted(List<Supplier<Batch>> rows, Progress progress) {
    return rows.stream()
        .<Supplier<Batch>>map(row ->
            () -> {
              progress.step("");
              return row.get();
            })
        .toList();
  }

  private Parameters read(Path file) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> read;
      try {
        read = Safetensors.load(file);
      } catch (InputException broken) {
        if (broken.getCause() instanceof IOException) {
          throw broken;
        }
        throw new InputException(
            "%s is cut short or damaged. Put back what the run began with, or delete it to have it computed again from the base."
                .formatted(file),
            broken);
      }
      if (!fits(read)) {
        throw new InputException(
            "%s is of other weights than those that this run learns. Put back what the run began with, or delete it to have it computed again from the base."
                .formatted(file));
      }
      return Parameters.ownFrozen(read);
    }
  }

  private boolean fits(Map<String, Tensor> read) {
    Map<String, Tensor> learnt = start.byName();
    return read.keySet().equals(learnt.keySet())
        && learnt.entrySet().stream()
            .allMatch(each ->
                Arrays.equals(
                    Tensors.shapeOf(each.getValue()),
                    Tensors.shapeOf(read.getOrDefault(each.getKey(), each.getValue()))));
  }

  @Override
  public void close() {
    owned.forEach(Parameters::close);
  }
}
