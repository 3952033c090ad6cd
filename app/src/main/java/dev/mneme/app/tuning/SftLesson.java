package dev.mneme.app.tuning;

import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.objective.Aggregation;
import dev.mneme.objective.Batch;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.Dft;
import dev.mneme.objective.Objective;
import dev.mneme.objective.ProximalSft;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Scoring;
import dev.mneme.train.RecordImitation;
import dev.mneme.train.Renewed;
import dev.mneme.train.Source;
import dev.mneme.train.SourceImitation;
import dev.mneme.train.Term;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Imitation of the answers of rows of data. */
final class SftLesson implements Lesson {

  static final Set<Format> FORMATS = EnumSet.of(Format.TEXT, Format.COMPLETION, Format.MESSAGES);

  private final SftRecipe recipe;
  private final Restraint restraint;
  private final Learner learner;
  private final MixedExamples examples;
  private final RecordImitation imitation;
  private final LanguagePolicy policy;

  SftLesson(SftRecipe recipe, Learner learner, Restraint restraint) {
    this.recipe = recipe;
    this.restraint = restraint;
    this.learner = learner;
    int positions = learner.shape().maxPositions();
    this.examples = recipe.data().open(FORMATS, recipe.seed());
    this.imitation =
        new RecordImitation(
            examples,
            recipe.data().tokens(learner),
            recipe.tuning().batch(),
            recipe.data().longest(positions));
    this.policy = learner.tuned(learner.writing(positions, 1), recipe.tuning().scoring());
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
    return recipe.reweighting().wanted() ? weighed() : List.of(term());
  }

  @Override
  public List<Double> proportions() {
    return recipe.data().sources().stream().map(RecordData.Source::weight).toList();
  }

  /** Each source is an objective of its own, with rows of its own in every step. */
  private List<Term<Batch.Demonstrations>> weighed() {
    List<String> names = recipe.data().names(ReplayKeys.NAME);
    int[] rows = examples.split(recipe.tuning().batch());
    List<Term<Batch.Demonstrations>> terms = new ArrayList<>();
    for (int source = 0; source < rows.length; source++) {
      terms.add(
          new Term<>(
              names.get(source),
              new SourceImitation(imitation, source, rows[source]),
              objectives(new CrossEntropy())));
    }
    return terms;
  }

  private Term<?> term() {
    Scoring scoring = recipe.tuning().scoring();
    return switch (recipe.objective()) {
      case CROSS_ENTROPY -> term(imitation, new CrossEntropy());
      case DFT -> term(imitation, new Dft());
      case PROXIMAL_SFT -> {
        SftRecipe.Proximal proximal = recipe.proximal();
        LanguagePolicy old = learner.snapshot(scoring);
        yield term(
            new Renewed<>(imitation, policy, old, proximal.renewEvery()),
            new ProximalSft(proximal.clipLow(), proximal.clipHigh(), old));
      }
    };
  }

  private Term<?> term(
      Source<Batch.Demonstrations> source, Objective<Batch.Demonstrations> objective) {
    return new Term<>(recipe.objective().toString(), source, objectives(objective));
  }

  private List<Term.Weighted<Batch.Demonstrations>> objectives(
      Objective<Batch.Demonstrations> objective) {
    List<Term.Weighted<Batch.Demonstrations>> all = new ArrayList<>();
    all.add(new Term.Weighted<>("loss", 1, objective));
    if (restraint.wanted()) {
      LanguagePolicy reference = learner.base(learner.writing(1, 1), recipe.tuning().scoring());
      all.add(restraint.penalty(reference, Aggregation.OVER_ACTIONS));
    }
    return all;
  }

  @Override
  public NewTask task() {
    return new HeldOutAnswers(imitation, examples.aside(recipe.probing().samples()));
  }

  @Override
  public void close() {
    examples.close();
  }
}
