package dev.mneme.app.comparison;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.drift.Drift;
import dev.mneme.app.drift.DriftMeter;
import dev.mneme.app.evaluation.EvaluatedModel;
import dev.mneme.app.evaluation.Evaluation;
import dev.mneme.app.evaluation.LoadedModel;
import dev.mneme.app.evaluation.Manner;
import dev.mneme.app.evaluation.TaskItems;
import dev.mneme.app.evaluation.TaskResult;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.ContinualScores;
import dev.mneme.tensor.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks models and measures between them.
 *
 * @param models the base first, then what was tuned, each from the one before
 * @param learnt the new tasks: none, or one for each tuned model in their order
 * @param prior tasks to be kept
 * @param samples of each written answer at temperature 1; 0 for the likeliest text
 * @param repeats how often the base is asked again for its noise
 * @param seed of all samples
 * @param law null if there is none
 */
public record ComparisonRun(
    List<EvaluatedModel> models,
    List<TaskItems> learnt,
    List<TaskItems> prior,
    String suite,
    int samples,
    int repeats,
    long seed,
    boolean chat,
    ElementType precision,
    DriftMeter meter,
    @Nullable LawKeys law,
    Thresholds thresholds,
    ClusterBootstrap bootstrap,
    Path folder,
    Path cache) {

  /** Odd, so that no two seeds share samples: 2^64 divided by the golden ratio. */
  private static final long FAR_APART = 0x9E3779B97F4A7C15L;

  /** Everything, in the order in which a reader wants it. */
  public Findings run(Terminal terminal) {
    List<TaskItems> all = Stream.concat(learnt.stream(), prior.stream()).toList();
    List<List<TaskScores>> scores = new ArrayList<>(); // model by model, each task by task
    for (EvaluatedModel model : models) {
      scores.add(asked(terminal, model, all, manners(0)));
    }
    List<List<TaskScores>> again = new ArrayList<>();
    for (int repeat = 1; repeat <= repeats; repeat++) {
      again.add(asked(terminal, models.getFirst(), all, manners(repeat)));
    }
    int last = models.size() - 1;
    List<TaskChange> kept = new ArrayList<>();
    List<ItemPair> pairs = new ArrayList<>();
    // Of what was learnt before the last model, the model that had just learnt it is the base.
    for (int task = 0; task < all.size(); task++) {
      boolean newest = task == learnt.size() - 1;
      TaskScores before = scores.get(task < learnt.size() - 1 ? task + 1 : 0).get(task);
      TaskScores after = scores.get(last).get(task);
      TaskChange change = change(before, after, again, task);
      pairs.addAll(ItemPair.of(before, after));
      if (newest) {
        kept.addFirst(change);
      } else {
        kept.add(change);
      }
    }
    TaskChange gained = learnt.isEmpty() ? null : kept.removeFirst();
    Drift drift = null;
    String noDrift = "";
    if (learnt.isEmpty()) {
      noDrift = "No new task was named, and KL is measured on its prompts.";
    } else if (!models.getFirst().source().shape().alike(models.getLast().source().shape())) {
      noDrift = "The two models differ in shape or vocabulary, so that nothing lies between them.";
    } else {
      terminal.err().println("Measuring the drift");
      drift = drift();
    }
    return new Findings(
        models.stream().map(EvaluatedModel::name).toList(),
        suite,
        samples,
        thresholds,
        gained,
        kept,
        drift,
        noDrift,
        law == null || drift == null
            ? null
            : new Findings.Expected(law, law.expected(drift, thresholds.confidence())),
        last > 1 ? sequence(all, scores) : null,
        pairs,
        Verdict.of(kept, gained, thresholds));
  }

  private TaskChange change(
      TaskScores before, TaskScores after, List<List<TaskScores>> again, int task) {
    List<TaskScores> base = again.stream().map(repeat -> repeat.get(task)).toList();
    boolean own = task >= learnt.size() - 1;
    return TaskChange.of(
        before, after, own ? Noise.of(before, base, bootstrap) : Noise.UNKNOWN, bootstrap);
  }

  /** The manners of one look at a model: the first look, or another one with seeds of its own. */
  private List<Manner> manners(int repeat) {
    if (samples == 0) {
      return List.of(new Manner(0, 0, repeat));
    }
    long first = (seed * FAR_APART) >>> 16;
    List<Manner> manners = new ArrayList<>();
    for (int sample = 0; sample < samples; sample++) {
      manners.add(new Manner(1, first + (long) repeat * samples + sample, repeat));
    }
    return manners;
  }

  private List<TaskScores> asked(
      Terminal terminal, EvaluatedModel model, List<TaskItems> tasks, List<Manner> manners) {
    List<TaskResult> results =
        new Evaluation(List.of(model), tasks, manners, precision, chat, folder, cache)
            .run(terminal);
    List<TaskScores> scores = new ArrayList<>();
    for (int task = 0; task < tasks.size(); task++) {
      List<TaskResult> samplesOfTask = new ArrayList<>();
      for (int manner = 0; manner < manners.size(); manner++) {
        samplesOfTask.add(results.get(manner * tasks.size() + task));
      }
      scores.add(new TaskScores(samplesOfTask));
    }
    return scores;
  }

  private Drift drift() {
    try (LoadedModel base = LoadedModel.of(models.getFirst(), precision, chat);
        LoadedModel tuned = LoadedModel.of(models.getLast(), precision, chat)) {
      return meter.between(base, tuned, learnt.getLast());
    }
  }

  private Findings.Sequence sequence(List<TaskItems> tasks, List<List<TaskScores>> scores) {
    return new Findings.Sequence(
        tasks.stream().map(TaskItems::name).toList(),
        new ContinualScores(
            scores.stream().map(row -> row.stream().map(TaskScores::mean).toList()).toList(),
            learnt.size()));
  }
}
