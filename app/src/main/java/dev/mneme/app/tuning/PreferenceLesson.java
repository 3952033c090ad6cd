package dev.mneme.app.tuning;

import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.objective.Aggregation;
import dev.mneme.objective.Batch;
import dev.mneme.objective.Dpo;
import dev.mneme.objective.Ipo;
import dev.mneme.objective.Objective;
import dev.mneme.objective.RobustDpo;
import dev.mneme.objective.SimPo;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Scores;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.train.RecordPreferences;
import dev.mneme.train.Term;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Preference of one answer to another. */
final class PreferenceLesson implements Lesson {

  private final PreferenceRecipe recipe;
  private final Restraint restraint;
  private final MixedExamples examples;
  private final RecordPreferences pairs;
  private final LanguagePolicy policy;
  private final LanguagePolicy reference;

  PreferenceLesson(PreferenceRecipe recipe, Learner learner, Restraint restraint) {
    this.recipe = recipe;
    this.restraint = restraint;
    int positions = learner.shape().maxPositions();
    this.examples = recipe.data().open(EnumSet.of(Format.PREFERENCE), recipe.seed());
    this.pairs =
        new RecordPreferences(
            examples,
            recipe.data().tokens(learner),
            recipe.tuning().batch(),
            recipe.data().longest(positions));
    this.policy = learner.tuned(learner.writing(positions, 1), recipe.tuning().scoring());
    this.reference = learner.base(learner.writing(1, 1), recipe.tuning().scoring());
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

  private Term<?> term() {
    List<Term.Weighted<Batch.Preferences>> all = new ArrayList<>();
    all.add(new Term.Weighted<>("loss", 1, objective()));
    if (restraint.wanted()) {
      all.add(restraint.penalty(reference, Aggregation.OVER_ACTIONS));
    }
    return new Term<>(recipe.objective().toString(), pairs, all);
  }

  private Objective<Batch.Preferences> objective() {
    PreferenceRecipe.Preference keys = recipe.preference();
    return switch (recipe.objective()) {
      case DPO -> new Dpo(keys.beta(), reference);
      case SIMPO -> new SimPo(keys.beta(), keys.margin(), keys.perToken());
      case IPO -> new Ipo(keys.beta(), reference);
      case ROBUST_DPO -> new RobustDpo(keys.beta(), keys.flipped(), reference);
    };
  }

  @Override
  public NewTask task() {
    return new HeldOut(pairs, examples.aside(recipe.probing().samples()));
  }

  @Override
  public void close() {
    examples.close();
  }

  /** Pairs that are never learnt. */
  private record HeldOut(RecordPreferences pairs, List<MixedExamples.Drawn> rows)
      implements NewTask {

    @Override
    public String figure() {
      return "new.preferred";
    }

    @Override
    public String title() {
      return "held-out pairs the right way round, share";
    }

    @Override
    public String word() {
      return "right";
    }

    /** How often the preferred answer is the more likely one. */
    @Override
    public double measure(LanguagePolicy policy) {
      int right = 0;
      for (MixedExamples.Drawn row : rows) {
        try (Scope scope = Scope.open()) {
          Batch.Preferences pair = pairs.preferences(List.of(row));
          Scores scores = pair.scores(policy);
          double[] logProbs = Tensors.toDoubles(Gradients.without(() -> scores.sequences()));
          right += logProbs[0] > logProbs[1] ? 1 : 0;
        }
      }
      return (double) right / rows.size();
    }

    @Override
    public List<int[]> starts() {
      List<int[]> starts = new ArrayList<>();
      for (MixedExamples.Drawn row : rows) {
        try (Scope scope = Scope.open()) {
          starts.addAll(((Texts) pairs.preferences(List.of(row)).prompts()).tokens());
        }
      }
      return starts;
    }
  }
}
