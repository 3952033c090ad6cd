package dev.mneme.lab.sequences;

import dev.mneme.data.InputException;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.objective.Aggregation;
import dev.mneme.objective.Batch;
import dev.mneme.objective.Critic;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.Dpo;
import dev.mneme.objective.Gae;
import dev.mneme.objective.Grpo;
import dev.mneme.objective.Ppo;
import dev.mneme.objective.PreferredLikelihood;
import dev.mneme.objective.Reinforce;
import dev.mneme.objective.SampledKl;
import dev.mneme.objective.ValueLoss;
import dev.mneme.policy.Actions;
import dev.mneme.policy.ActorCritic;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Texts;
import dev.mneme.run.Execution;
import dev.mneme.run.RunFolder;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.train.AdamW;
import dev.mneme.train.EpochOrder;
import dev.mneme.train.Observer;
import dev.mneme.train.Probe;
import dev.mneme.train.Schedule;
import dev.mneme.train.Source;
import dev.mneme.train.Term;
import dev.mneme.train.TextImitation;
import dev.mneme.train.TextJudged;
import dev.mneme.train.TextOnPolicy;
import dev.mneme.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * From random weights to a solved task: a warm-up on a few right answers in the folder {@code
 * warmup}, then one method in the folder itself.
 */
public final class SequenceStudy {

  /** The shape of a public trainer's own end-to-end test of reinforcement learning. */
  static final DecoderShape SHAPE =
      DecoderShape.llama(Sequences.VOCABULARY, 128, 4, 4, 4, 344, 2048);

  private final SequenceRecipe recipe;
  private final Sequences task = new Sequences();
  private final Function<String, RunFolder> opener;

  /**
   * @param opener opens the run folder of that name below the run's own, which has the empty name
   */
  public SequenceStudy(SequenceRecipe recipe, Function<String, RunFolder> opener) {
    this.recipe = recipe;
    this.opener = opener;
  }

  private static LanguagePolicy.Writing writing(double temperature) {
    return new LanguagePolicy.Writing(Sequences.LENGTH, Set.of(Sequences.END), 256, temperature);
  }

  /** Of the policy in training; right answers are shown to the model itself. */
  private double temperature() {
    SequenceRecipe.Tuning tuning = recipe.tuning();
    return switch (tuning.method()) {
      case SFT, DPO -> 1;
      case GRPO, REINFORCE, PPO -> tuning.temperature();
    };
  }

  /** Trains to the end, or goes on to it. The tuned weights are the last checkpoint. */
  public void run(Observer watcher) {
    try (RunFolder folder = opener.apply("");
        LanguagePolicy reference = warm();
        Policy policy = learner(reference.copy());
        RandomStreams streams = new RandomStreams(recipe.seed())) {
      SequenceRecipe.Tuning tuning = recipe.tuning();
      List<Probe> probes =
          List.of(
              new RewardProbe(
                  task, language(policy).decoder(), tuning.probeEvery(), tuning.steps()));
      Trainer.Plan plan =
          new Trainer.Plan(
              tuning.steps(),
              AdamW.Settings.at(tuning.learningRate()),
              new Schedule(tuning.schedule(), 0.05),
              tuning.clipNorm(),
              tuning.probeEvery(),
              tuning.checkpointEvery() == 0 ? tuning.steps() : tuning.checkpointEvery());
      try (Trainer trainer =
          new Trainer(plan, policy, List.of(term(policy, reference, streams)), probes, streams)) {
        Execution.toTheEnd(folder, trainer, watcher);
      }
    }
  }

  /** The policy in training, over a model that it takes over. */
  private Policy learner(LanguagePolicy model) {
    return recipe.tuning().method() == SequenceRecipe.Method.PPO ? new ActorCritic(model) : model;
  }

  private static LanguagePolicy language(Policy policy) {
    return policy instanceof ActorCritic both ? both.actor() : (LanguagePolicy) policy;
  }

  private Term<?> term(Policy policy, LanguagePolicy reference, RandomStreams streams) {
    SequenceRecipe.Tuning tuning = recipe.tuning();
    EpochOrder order = new EpochOrder("data", task.size(), tuning.prompts());
    return switch (tuning.method()) {
      case SFT -> Term.of("sequences", imitation(task.size(), order, streams), new CrossEntropy());
      case DPO -> preferring(reference, order);
      case GRPO -> holding(reference, onPolicy(policy, order));
      case REINFORCE -> Term.of("sequences", onPolicy(policy, order), new Reinforce());
      case PPO -> proximal((ActorCritic) policy, order);
    };
  }

  /** Without the likelihood of right answers, both answers of a pair lose theirs. */
  private Term<Batch.Preferences> preferring(Policy reference, EpochOrder order) {
    return new Term<>(
        "sequences",
        preferences(order),
        List.of(
            new Term.Weighted<>("loss", 1, new Dpo(0.1, reference)),
            new Term.Weighted<>("likelihood", 1, new PreferredLikelihood())));
  }

  /** As published, with the KL inside the loss. */
  private Term<Batch.Experience> holding(Policy reference, Source<Batch.Experience> experience) {
    SampledKl kl = new SampledKl(SampledKl.Estimator.K3, reference, Aggregation.OVER_SEQUENCES);
    return new Term<>(
        "sequences",
        experience,
        List.of(
            new Term.Weighted<>("loss", 1, new Grpo()),
            new Term.Weighted<>("kl", recipe.tuning().kl(), kl)));
  }

  private Term<Batch.Judged> proximal(ActorCritic policy, EpochOrder order) {
    Critic critic = policy::values;
    return new Term<>(
        "sequences",
        new TextJudged(onPolicy(policy, order), critic, new Gae(1, 0.95)),
        List.of(
            new Term.Weighted<>("loss", 1, new Ppo(0.2, 0.2)),
            new Term.Weighted<>("value", 0.5, new ValueLoss(0.2, critic))));
  }

  private TextOnPolicy onPolicy(Policy policy, EpochOrder order) {
    return new TextOnPolicy(policy, task, order, recipe.tuning().group());
  }

  /**
   * Which answers are shown is drawn: every second one would leave out the odd numbers of even
   * steps, and what is never shown is hardly ever sampled later.
   */
  private TextImitation imitation(int count, EpochOrder order, RandomStreams streams) {
    long[] shown =
        Tensors.toLongs(new EpochOrder("examples", task.size(), count).places(0, streams));
    List<TextImitation.Answered> examples =
        LongStream.of(shown)
            .mapToObj(place ->
                new TextImitation.Answered(
                    Arrays.stream(task.prompt((int) place)).boxed().toList(),
                    Arrays.stream(task.answer((int) place)).boxed().toList()))
            .toList();
    return new TextImitation(examples, order);
  }

  /** The right answer against the right answer of another prompt. */
  private Source<Batch.Preferences> preferences(EpochOrder order) {
    return (step, streams) -> {
      long[] places = Tensors.toLongs(order.places(step, streams));
      long[] shifts =
          Tensors.toLongs(streams.get("pairs").integers(task.size() - 1L, places.length));
      List<int[]> prompts = new ArrayList<>();
      List<int[]> pairs = new ArrayList<>();
      for (int i = 0; i < places.length; i++) {
        int other = (int) ((places[i] + 1 + shifts[i]) % task.size());
        prompts.add(task.prompt((int) places[i]));
        pairs.add(task.answer((int) places[i]));
        pairs.add(task.answer(other));
      }
      return new Batch.Preferences(new Texts(prompts), Actions.ragged(pairs, 2));
    };
  }

  /** The policy after the warm-up. The caller closes it. */
  private LanguagePolicy warm() {
    SequenceRecipe.Warmup warmup = recipe.warmup();
    try (RunFolder folder = opener.apply("warmup");
        RandomStreams streams = new RandomStreams(recipe.seed());
        LanguagePolicy policy =
            new LanguagePolicy(Decoder.initialised(SHAPE, streams.get("init")), writing(1))) {
      EpochOrder order = new EpochOrder("data", warmup.examples(), Math.min(30, warmup.examples()));
      Trainer.Plan plan =
          new Trainer.Plan(
              warmup.steps(),
              AdamW.Settings.at(warmup.learningRate()),
              new Schedule(Schedule.Shape.COSINE, 0.1),
              1,
              10,
              warmup.steps());
      Term<?> term =
          Term.of("warmup", imitation(warmup.examples(), order, streams), new CrossEntropy());
      try (Trainer trainer = new Trainer(plan, policy, List.of(term), List.of(), streams)) {
        Execution.toTheEnd(folder, trainer, Observer.NONE);
      }
      return load(folder);
    }
  }

  private LanguagePolicy load(RunFolder folder) {
    try (Scope scope = Scope.open()) {
      return folder
          .checkpoints()
          .latest()
          .map(last ->
              new LanguagePolicy(
                  Decoder.of(SHAPE, Parameters.own(last.weights())), writing(temperature())))
          .orElseThrow(() ->
              new InputException(
                  folder.path() + " has lost its weights. Delete the folder to train them again."));
    }
  }
}
