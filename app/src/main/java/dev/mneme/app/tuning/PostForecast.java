package dev.mneme.app.tuning;

import dev.mneme.app.forecast.Forecast;
import dev.mneme.app.forecast.Forecast.Part;
import dev.mneme.app.forecast.ProcessMemory;
import dev.mneme.app.language.Precision;
import dev.mneme.app.reward.RewardKeys;
import dev.mneme.model.DecoderShape;
import dev.mneme.tensor.ElementType;
import dev.mneme.train.DecoderCosts;
import dev.mneme.train.Speed;
import dev.mneme.train.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a {@link PostRecipe} takes. It is fullest while the drift is measured behind a
 * step. Examples are taken to be as long as the first ones, completions as long as they may be.
 */
final class PostForecast {

  /** Bytes of AdamW's two moments of one weight. */
  private static final double MOMENTS = 2.0 * Float.BYTES;

  private final PostRecipe recipe;
  private final DecoderShape shape;
  private final StepRows rows;
  private final DecoderCosts costs;
  private final @Nullable Teaching teaching;
  private final DriftForecast drift;
  private final @Nullable ReplayForecast replay;
  private final BudgetForecast budget;
  private final long learnt;
  private final long still;

  /**
   * @param frozen names of the weights that are not learnt
   * @param replayed what rows of old tasks are like; null where there are none
   * @param budget what a budget asks, where there is one
   */
  PostForecast(
      PostRecipe recipe,
      DecoderShape shape,
      Set<String> frozen,
      StepRows rows,
      @Nullable Teaching teaching,
      ReplayForecast.@Nullable Rows replayed,
      BudgetForecast budget) {
    this.budget = budget;
    this.teaching = teaching;
    this.recipe = recipe;
    this.shape = shape;
    this.rows = rows;
    boolean plain = !recipe.lora().wanted() && recipe.tuning().precision() == Precision.F32;
    this.costs = new DecoderCosts(shape, plain);
    int texts = recipe.probing().samples();
    this.drift =
        new DriftForecast(costs, shape.vocabulary(), recipe.probing(), texts, rows.prompt());
    this.still = recipe.lora().wanted() ? 0 : count(shape.weights(), frozen::contains);
    this.replay =
        replayed == null
            ? null
            : new ReplayForecast(costs, shape.vocabulary(), recipe, replayed, rows.answers());
    this.learnt =
        recipe.lora().wanted()
            ? count(recipe.lora().lora(shape, frozen).weights(shape), name -> true)
            : costs.parameters() - still;
  }

  private static long count(Map<String, List<Long>> weights, Predicate<String> which) {
    return weights.entrySet().stream()
        .filter(weight -> which.test(weight.getKey()))
        .mapToLong(weight -> weight.getValue().stream().reduce(1L, Math::multiplyExact))
        .sum();
  }

  /** Measures this machine, and works it out. */
  Forecast here() {
    int tokens = Math.clamp(rows.tokens(), 1, 1 << 14);
    long process = ProcessMemory.resident();
    return on(Speed.measure(tokens, shape.width()), process);
  }

  /**
   * The same on a machine of a known speed.
   *
   * @param process bytes of a process with its libraries loaded
   */
  Forecast on(Speed speed, long process) {
    return new Forecast(bytes(process), seconds(speed), speed);
  }

  private List<Part> bytes(long process) {
    long piece =
        recipe.tuning().scoring().inPieces() ? passRows() * rows.time() : rows.tokensTogether();
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("Java and its libraries", process + ProcessMemory.HEAP_GROWTH));
    // The tuned model has no copy of its own of weights that stay as they are.
    double shared = (double) still * recipe.tuning().precision().type().bytes();
    parts.add(new Part(weights(), copies() * weightBytes() - shared));
    parts.add(new Part("gradients and AdamW's moments", (gradientBytes() + MOMENTS) * learnt));
    int apart = gradientsApart();
    if (apart > 0) {
      parts.add(new Part("the gradient of each objective", apart * gradientBytes() * learnt));
    } else if (hasSeveralTerms()) {
      parts.add(new Part("the gradient of a term before it is added", gradientBytes() * learnt));
    }
    int anchored = anchored();
    if (anchored > 0) {
      parts.add(
          new Part("what anchors hold the weights by", anchored * (double) Float.BYTES * learnt));
    }
    if (hasMasters()) {
      parts.add(new Part("float32 masters of the weights", (double) Float.BYTES * learnt));
    }
    boolean checkpointed = recipe.tuning().gradientCheckpointing();
    double activations =
        checkpointed ? costs.checkpointedBytes(piece) : costs.activationBytes(piece);
    double chosen = costs.chosenBytes(rows.answers());
    ReplayForecast old = replay;
    if (old != null) {
      boolean together = recipe.reweighting().kind().waitsForLosses();
      activations = held(activations, old.activationBytes(), together);
      chosen = held(chosen, old.chosenBytes(), together);
    }
    parts.add(new Part("activations of a step", activations));
    parts.add(new Part("log-probabilities of a step", chosen));
    if (old != null && old.cacheBytes() > 0) {
      parts.add(new Part("the cache of completions of old prompts", old.cacheBytes()));
    }
    if (old != null && old.vocabularyBytes() > 0) {
      parts.add(new Part("what the base says of old texts", old.vocabularyBytes()));
    }
    if (looksAtReference()) {
      parts.add(new Part("the reference's pass", costs.passBytes(piece)));
    }
    if (recipe.kl().wanted() && recipe.kl().kind().isExact()) {
      // Beside another loss the last layer has two gradients, and their sum.
      double gradients = recipe.lora().wanted() ? 0 : 2.0 * costs.lastLayerBytes();
      double compared = costs.divergenceBytes(rows.answers(), shape.width(), false);
      parts.add(new Part("KL over the vocabulary", compared + gradients));
    }
    Teaching taught = teaching;
    if (taught != null) {
      if (taught.apart()) {
        parts.add(new Part("the teacher's weights", bytesOf(taught.costs())));
      }
      parts.add(
          new Part("the teacher's pass", taught.costs().passBytes(passRows() * taught.time())));
      parts.add(
          new Part(
              "what both say of the vocabulary",
              costs.divergenceBytes(rows.answers(), taught.costs().width(), taught.mixed())));
    }
    int slots = slots();
    if (slots > 0) {
      parts.add(new Part("the cache of completions", costs.cacheBytes(slots, rows.time())));
    }
    parts.add(new Part("the base's weights and cache for sampling", drift.cacheBytes()));
    parts.add(new Part("measuring the drift", drift.bytes()));
    if (recipe.budget().wanted()) {
      // On the way, and at the end.
      double said = 2.0 * drift.keptBytes(recipe.probing().samples());
      parts.add(new Part("what the base says where the budget looks", said));
    }
    return parts;
  }

  /** Whether what learns is narrower than the updates it is to hold. */
  private boolean hasMasters() {
    return !recipe.lora().wanted() && recipe.tuning().precision() != Precision.F32;
  }

  /**
   * Float32 numbers a learnt weight: how much each matters, and where an adapter began. Where a
   * whole model learns, that is the base.
   */
  private int anchored() {
    PreserveKeys keys = recipe.preserve();
    return keys.importances().size() + (keys.anchored() && recipe.lora().wanted() ? 1 : 0);
  }

  /** Terms are differentiated one by one, or all together. */
  private static double held(double ours, double other, boolean together) {
    return together ? ours + other : Math.max(ours, other);
  }

  private boolean hasSeveralTerms() {
    boolean sources =
        recipe instanceof SftRecipe sft
            && sft.reweighting().wanted()
            && recipe.data().sources().size() > 1;
    return sources || replay != null;
  }

  /** How many gradients are held beside the one that a step follows. */
  private int gradientsApart() {
    if (!recipe.reweighting().kind().needsGradients()) {
      return 0;
    }
    int own =
        switch (recipe) {
          case SftRecipe _ -> recipe.data().sources().size();
          case RewardRecipe reward -> RewardKeys.weights(reward.reward()).size();
          case PreferenceRecipe _, DistillationRecipe _ -> 1;
        };
    return own + (replay == null ? 0 : 1);
  }

  /** Of one weight; narrow gradients become float32 before they are clipped. */
  private double gradientBytes() {
    return Float.BYTES + (hasMasters() ? recipe.tuning().precision().type().bytes() : 0);
  }

  private String weights() {
    return recipe.lora().wanted()
        ? "weights: as read, the base"
        : "weights: as read, the base, the tuned";
  }

  private int copies() {
    boolean old =
        recipe instanceof SftRecipe sft
            && sft.objective() == SftRecipe.Imitating.PROXIMAL_SFT
            && !recipe.lora().wanted();
    return (recipe.lora().wanted() ? 2 : 3) + (old ? 1 : 0);
  }

  private double weightBytes() {
    return bytesOf(costs);
  }

  private double bytesOf(DecoderCosts model) {
    ElementType type = recipe.tuning().precision().type();
    return (double) model.weightBytes() * type.bytes() / Float.BYTES;
  }

  /** Completions written at once, 0 where none are. */
  private int slots() {
    return switch (recipe) {
      case RewardRecipe reward -> reward.sampling().slots();
      case DistillationRecipe distillation -> distillation.sampling().slots();
      case SftRecipe _, PreferenceRecipe _ -> 0;
    };
  }

  /** How often completions are written in so many steps. */
  private long rounds(long steps) {
    return switch (recipe) {
      case RewardRecipe reward -> Math.ceilDiv(steps, reward.sampling().innerIterations());
      case DistillationRecipe distillation ->
          (long) Math.ceil(steps * distillation.teacher().onPolicy());
      case SftRecipe _, PreferenceRecipe _ -> 0;
    };
  }

  /** Rows that go through the model at once. */
  private long passRows() {
    int micro = recipe.tuning().microBatch();
    return micro == 0 ? rows.count() : Math.min(micro, rows.count());
  }

  private boolean looksAtReference() {
    return switch (recipe) {
      case SftRecipe sft ->
          recipe.kl().wanted() || sft.objective() == SftRecipe.Imitating.PROXIMAL_SFT;
      case PreferenceRecipe preference ->
          recipe.kl().wanted() || preference.objective() != PreferenceRecipe.Preferring.SIMPO;
      case RewardRecipe _, DistillationRecipe _ -> recipe.kl().wanted();
    };
  }

  private List<Part> seconds(Speed speed) {
    long steps = recipe.tuning().steps();
    long measurements = drift.measurements(steps);
    List<Part> parts = new ArrayList<>();
    parts.add(
        new Part(
            "starting, reading",
            TextForecast.SECONDS_TO_START + weightBytes() / TextForecast.DISK_BYTES_PER_SECOND));
    parts.add(new Part("texts of the base", speed.seconds(drift.writing())));
    for (Map.Entry<String, ImportanceKeys> each : recipe.preserve().importances().entrySet()) {
      parts.add(
          new Part("what matters for " + each.getKey(), speed.seconds(looking(each.getValue()))));
    }
    long rounds = rounds(steps);
    if (rounds > 0) {
      Work written = completions(rows.count(), slots());
      parts.add(Part.of("completions", rounds, speed.seconds(written.times(rounds))));
    }
    parts.add(Part.of("steps", steps, speed.seconds(step().times(steps))));
    ReplayForecast old = replay;
    if (old != null) {
      parts.add(Part.of("replay", old.steps(), speed.seconds(old.work())));
      if (recipe.preserve().replay().rewarded()) {
        parts.add(
            Part.of(
                "completions of old prompts",
                old.rewardedSteps(),
                speed.seconds(old.completions())));
      }
      if (!recipe.preserve().replay().rows().exist()) {
        parts.add(new Part("texts of the base to replay", speed.seconds(old.writing())));
      }
    }
    Work measuring = drift.measuring().plus(newTask());
    parts.add(Part.of("measurements", measurements, speed.seconds(measuring.times(measurements))));
    if (recipe.budget().wanted()) {
      int probes = recipe.budget().asked(recipe.tuning().steps());
      long readings = 1 + Math.ceilDiv(steps, recipe.budget().every());
      Work gauging =
          drift
              .writing(recipe.budget().gauge())
              .times(2.0)
              .plus(drift.reading(recipe.budget().gauge()).times((double) readings));
      parts.add(Part.of("readings of the KL", readings, speed.seconds(gauging)));
      Work asking = budget.asking(costs, shape.vocabulary(), probes);
      parts.add(
          Part.of("questions of prior tasks", budget.questions(probes), speed.seconds(asking)));
    }
    parts.add(new Part("checkpoints and the model", savingSeconds()));
    return parts;
  }

  /** At rows, taken to be as long as those that are learnt, or at texts of the base. */
  private Work looking(ImportanceKeys keys) {
    long time = keys.rows().exist() ? rows.time() : recipe.probing().tokens();
    Work row = costs.learning(1, time).plus(costs.whole(time).times(4)).plus(costs.update());
    Work all = row.times((long) keys.samples());
    return keys.rows().exist() ? all : all.plus(drift.writing(keys.samples(), 1));
  }

  private Work completions(long count, int slots) {
    return rows.writing(costs, shape.vocabulary(), count, slots);
  }

  private Work step() {
    double share =
        recipe.tuning().scoring().inPieces() ? 1 : (double) rows.tokensTogether() / rows.tokens();
    Work forwards = costs.forwards(rows.count(), rows.time()).times(share);
    Work chosen = costs.chosen(rows.answers());
    Work step =
        costs
            .learning(rows.count(), rows.time())
            .times(share)
            .plus(costs.update().times((double) learnt / costs.parameters()));
    if (recipe.tuning().gradientCheckpointing()) {
      step = step.plus(forwards);
    }
    if (recipe.tuning().scoring().inPieces()) {
      step = step.plus(forwards); // read once to know the loss, once more for its gradient
    }
    Teaching taught = teaching;
    step =
        taught == null
            ? step.plus(costs.chosenLearning(rows.answers()))
            : step.plus(taught.costs().forwards(rows.count(), taught.time()))
                .plus(costs.divergence(rows.answers(), taught.costs().width()));
    if (!looksAtReference()) {
      return step;
    }
    return recipe.kl().wanted() && recipe.kl().kind().isExact()
        ? step.plus(forwards).plus(costs.divergence(rows.answers(), shape.width()))
        : step.plus(forwards).plus(chosen);
  }

  /** Its own figure: a look at held-out examples, or completions of held-out prompts. */
  private Work newTask() {
    int samples = recipe.probing().samples();
    boolean written =
        switch (recipe) {
          case SftRecipe _, PreferenceRecipe _ -> false;
          case RewardRecipe _ -> true;
          case DistillationRecipe each -> each.objective() == DistillationRecipe.Distilling.GKD;
        };
    return written
        ? completions(samples, slots())
        : costs
            .forwards(1, rows.time())
            .plus(costs.chosen(rows.time() - rows.prompt()))
            .times((long) samples);
  }

  private double savingSeconds() {
    Tuning tuning = recipe.tuning();
    long checkpoints =
        tuning.checkpointEvery() == 0 ? 1 : Math.ceilDiv(tuning.steps(), tuning.checkpointEvery());
    checkpoints += recipe.budget().kept();
    double kept = MOMENTS + Float.BYTES + (hasMasters() ? gradientBytes() - Float.BYTES : 0);
    double bytes = kept * learnt * checkpoints + weightBytes();
    return bytes / TextForecast.DISK_BYTES_PER_SECOND;
  }
}
