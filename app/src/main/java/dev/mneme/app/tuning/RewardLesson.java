package dev.mneme.app.tuning;

import dev.mneme.app.reward.RewardKeys;
import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.objective.Aggregation;
import dev.mneme.objective.Batch;
import dev.mneme.objective.Bnpo;
import dev.mneme.objective.Cispo;
import dev.mneme.objective.Dapo;
import dev.mneme.objective.DrGrpo;
import dev.mneme.objective.Grpo;
import dev.mneme.objective.Gspo;
import dev.mneme.objective.Loss;
import dev.mneme.objective.Objective;
import dev.mneme.objective.Reinforce;
import dev.mneme.objective.ReinforcePlusPlus;
import dev.mneme.objective.RewardPart;
import dev.mneme.objective.Rloo;
import dev.mneme.objective.Watched;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Scoring;
import dev.mneme.policy.Texts;
import dev.mneme.sandbox.Sandboxes;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.VerdictMeans;
import dev.mneme.task.WeightedRewards;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.text.ExampleTokens;
import dev.mneme.train.RecordJudge;
import dev.mneme.train.RecordOnPolicy;
import dev.mneme.train.RecordSampling;
import dev.mneme.train.Term;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Learning by reward from the policy's own completions. */
final class RewardLesson implements Lesson {

  private final Sandboxes sandboxes = new Sandboxes();
  private final RewardRecipe recipe;
  private final Restraint restraint;
  private final Learner learner;
  private final MixedExamples examples;
  private final ExampleTokens tokens;
  private final LanguagePolicy policy;
  private final RecordSampling.Plan drawn;
  private final RecordJudge judge;
  private final RecordOnPolicy experience;

  /** The rewards, where they are learnt from one by one. */
  private final @Nullable WeightedRewards apart;

  RewardLesson(RewardRecipe recipe, Learner learner, Restraint restraint) {
    this.recipe = recipe;
    this.restraint = restraint;
    this.learner = learner;
    this.tokens = recipe.data().tokens(learner);
    this.policy = learner.tuned(writing(recipe.sampling().temperature()), scoring());
    this.drawn = recipe.sampling(learner.shape().maxPositions());
    this.examples = recipe.data().open(EnumSet.of(Format.QUESTION), recipe.seed());
    TextVerifier verifier = RewardKeys.verifier(recipe.reward(), learner.tokenizer(), sandboxes);
    this.judge = new RecordJudge(learner.tokenizer(), learner.ends(), verifier);
    this.apart =
        recipe.weighsRewards() && verifier instanceof WeightedRewards several ? several : null;
    this.experience =
        new RecordOnPolicy(
            new RecordSampling(policy, tokens, judge, drawn, apart), examples, plan());
  }

  private RecordOnPolicy.Plan plan() {
    RewardRecipe.Sampled keys = recipe.sampling();
    return new RecordOnPolicy.Plan(
        recipe.tuning().batch(), keys.innerIterations(), keys.filterGroups(), keys.resample());
  }

  private LanguagePolicy.Writing writing(double temperature) {
    RewardRecipe.Sampled keys = recipe.sampling();
    return learner.writing(keys.maxTokens(), temperature, keys.slots());
  }

  private Scoring scoring() {
    return recipe.tuning().scoring();
  }

  @Override
  public MixedExamples examples() {
    return examples;
  }

  @Override
  public LanguagePolicy policy() {
    return policy;
  }

  @Override
  public List<? extends Term<?>> terms() {
    return List.of(term());
  }

  @Override
  public List<Double> proportions() {
    List<Double> weights = RewardKeys.weights(recipe.reward());
    return apart == null ? List.of(weights.stream().mapToDouble(each -> each).sum()) : weights;
  }

  private Term<?> term() {
    List<Term.Weighted<Batch.Experience>> all = new ArrayList<>(learnt());
    int learnt = all.size();
    if (restraint.wanted()) {
      LanguagePolicy reference = learner.base(writing(recipe.sampling().temperature()), scoring());
      all.add(restraint.penalty(reference, aggregation()));
    }
    return new Term<>(recipe.objective().toString(), experience, all, List.of(), learnt);
  }

  /**
   * One objective; where rewards are weighed against each other, one for each, with advantages of
   * its own. These are called as their rewards are, whose means are told in the place of their
   * losses: the value of a surrogate says nothing.
   */
  private List<Term.Weighted<Batch.Experience>> learnt() {
    WeightedRewards several = apart;
    if (several == null) {
      return List.of(new Term.Weighted<>("loss", 1, watched()));
    }
    Objective<Batch.Experience> together = watched();
    List<Term.Weighted<Batch.Experience>> all = new ArrayList<>();
    for (String name : several.weighed()) {
      boolean first = all.isEmpty();
      Objective<Batch.Experience> alone = new RewardPart(objective(), all.size());
      Objective<Batch.Experience> told =
          (scores, batch) ->
              new Loss(
                  alone.loss(scores, batch).value(),
                  () ->
                      first
                          ? Gradients.without(() -> together.loss(scores, batch).signals())
                          : Map.of());
      all.add(new Term.Weighted<>("reward." + name, 1, told));
    }
    return all;
  }

  /** With filtered groups, also how many rounds it took to find how many that differ. */
  private Objective<Batch.Experience> watched() {
    Objective<Batch.Experience> watched = new Watched(objective());
    if (!recipe.sampling().filterGroups()) {
      return watched;
    }
    return (scores, batch) -> {
      Loss loss = watched.loss(scores, batch);
      return new Loss(
          loss.value(),
          () -> {
            Map<String, Tensor> signals = new LinkedHashMap<>(loss.signals());
            RecordOnPolicy.Tally tally = experience.tally();
            signals.put("rounds", Tensors.scalar(tally.rounds()));
            signals.put("groups", Tensors.scalar(tally.groups()));
            return signals;
          });
    };
  }

  private Objective<Batch.Experience> objective() {
    RewardRecipe.Clip clip = recipe.clip();
    return switch (recipe.objective()) {
      case GRPO -> new Grpo(clip.low(), clip.high());
      case DR_GRPO -> new DrGrpo(clip.low(), clip.high(), recipe.sampling().maxTokens());
      case DAPO -> new Dapo(clip.low(), clip.high());
      case BNPO -> new Bnpo(clip.low(), clip.high());
      case RLOO -> new Rloo();
      case REINFORCE_PLUS_PLUS -> new ReinforcePlusPlus(clip.low(), clip.high());
      case GSPO -> new Gspo(clip.low(), clip.high());
      case CISPO -> new Cispo(1 + clip.high());
      case REINFORCE -> new Reinforce();
    };
  }

  /** As the loss gathers its tokens, so that both are one loss a token. */
  private Aggregation aggregation() {
    return switch (recipe.objective()) {
      case GRPO, GSPO -> Aggregation.OVER_SEQUENCES;
      case DR_GRPO -> new Aggregation.OverConstantLength(recipe.sampling().maxTokens());
      case DAPO, BNPO, REINFORCE_PLUS_PLUS, CISPO -> Aggregation.OVER_ACTIONS;
      case RLOO, REINFORCE -> new Aggregation.OverConstantLength(1);
    };
  }

  @Override
  public NewTask task() {
    return new HeldOut(this, examples.aside(recipe.probing().samples()));
  }

  @Override
  public void close() {
    sandboxes.close();
    examples.close();
  }

  /** Prompts that are never learnt from, completed once each. */
  private record HeldOut(RewardLesson lesson, List<MixedExamples.Drawn> rows) implements NewTask {

    @Override
    public String figure() {
      return "new.reward";
    }

    @Override
    public String title() {
      return "reward on held-out prompts, mean";
    }

    @Override
    public String word() {
      return "reward";
    }

    @Override
    public double measure(LanguagePolicy policy) {
      return figures(policy).getOrDefault(figure(), Double.NaN);
    }

    /** At temperature 1, the same random numbers each time. */
    @Override
    public Map<String, Double> figures(LanguagePolicy policy) {
      try (Scope scope = Scope.open();
          RandomStreams streams = new RandomStreams(1);
          LanguagePolicy writer = policy.view(lesson.writing(1), Scoring.WHOLE)) {
        List<int[]> completions =
            writer.sample(new Texts(starts()), 1, streams.get("reward")).actions().sequences();
        VerdictMeans means = new VerdictMeans();
        for (int row = 0; row < rows.size(); row++) {
          means.add(lesson.judge.of(rows.get(row), completions.get(row)));
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(figure(), means.reward());
        means.parts().forEach((name, mean) -> figures.put(figure() + "." + name, mean));
        return figures;
      }
    }

    @Override
    public List<int[]> starts() {
      return rows.stream()
          .map(row -> RecordSampling.prompt(lesson.tokens, row, lesson.drawn))
          .toList();
    }
  }
}
