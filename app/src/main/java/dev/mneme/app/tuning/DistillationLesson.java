package dev.mneme.app.tuning;

import dev.mneme.app.language.ModelSource;
import dev.mneme.data.records.Demonstrated;
import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.model.Decoder;
import dev.mneme.objective.Aggregation;
import dev.mneme.objective.Batch;
import dev.mneme.objective.GeneralisedJsd;
import dev.mneme.objective.Objective;
import dev.mneme.objective.Sdft;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Scoring;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.train.Follower;
import dev.mneme.train.RecordCompletions;
import dev.mneme.train.RecordImitation;
import dev.mneme.train.RecordInformed;
import dev.mneme.train.Term;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Distillation on the model's own answers, from another model or from itself. */
final class DistillationLesson implements Lesson {

  private final DistillationRecipe recipe;
  private final Restraint restraint;
  private final Learner learner;
  private final List<LanguagePolicy> owned = new ArrayList<>();
  private final MixedExamples examples;
  private final RecordImitation rows;
  private final LanguagePolicy policy;
  private final LanguagePolicy teacher;
  private final RecordCompletions completions;

  DistillationLesson(DistillationRecipe recipe, Learner learner, Restraint restraint) {
    this.recipe = recipe;
    this.restraint = restraint;
    this.learner = learner;
    int longest = recipe.data().longest(learner.shape().maxPositions());
    int longestPrompt =
        recipe.data().longestPrompt(learner.shape().maxPositions(), recipe.sampling().maxTokens());
    this.policy = learner.tuned(writing(), recipe.tuning().scoring());
    this.examples = recipe.data().open(formats(recipe), recipe.seed());
    this.rows =
        new RecordImitation(
            examples, recipe.data().tokens(learner), recipe.tuning().batch(), longest);
    this.completions =
        new RecordCompletions(policy, rows, longestPrompt, recipe.teacher().onPolicy());
    try {
      this.teacher = teacher();
    } catch (RuntimeException failure) {
      examples.close();
      throw failure;
    }
  }

  /** Answers are needed where the rows' are learnt on or shown to the teacher. */
  static Set<Format> formats(DistillationRecipe recipe) {
    return recipe.objective() == DistillationRecipe.Distilling.GKD && recipe.alwaysOwn()
        ? EnumSet.of(Format.QUESTION, Format.COMPLETION)
        : EnumSet.of(Format.COMPLETION);
  }

  private LanguagePolicy.Writing writing() {
    return learner.writing(recipe.sampling().maxTokens(), 1, recipe.sampling().slots());
  }

  private LanguagePolicy teacher() {
    return switch (recipe.objective()) {
      case GKD -> {
        OtherModel other =
            OtherModel.of(
                recipe.teacher().model(), learner.shape().vocabulary(), learner.tokenizer());
        ModelSource.Weights weights = other.source().read(recipe.tuning().precision().type(), null);
        Decoder decoder = Decoder.of(weights.shape(), weights.parameters());
        LanguagePolicy read = new LanguagePolicy(decoder, learner.writing(1, 1));
        owned.add(read);
        yield read.view(read.writing(), recipe.tuning().scoring());
      }
      case SDFT ->
          recipe.teacher().follow() > 0
              ? learner.snapshot(recipe.tuning().scoring())
              : learner.base(learner.writing(1, 1), recipe.tuning().scoring());
    };
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
    DistillationRecipe.Teacher keys = recipe.teacher();
    String name = recipe.objective().toString();
    return switch (recipe.objective()) {
      case GKD -> new Term<>(name, completions, all(divergence()));
      case SDFT -> {
        int room = recipe.longestInformed(learner.shape().maxPositions());
        Demonstrated shown = new Demonstrated(keys.demonstration());
        yield new Term<>(
            name,
            new RecordInformed(completions, shown, room),
            all(new Sdft(keys.beta(), teacher)),
            keys.follow() > 0 ? List.of(new Follower(teacher, keys.follow())) : List.of());
      }
    };
  }

  private GeneralisedJsd divergence() {
    return new GeneralisedJsd(recipe.teacher().beta(), teacher);
  }

  private <B extends Batch> List<Term.Weighted<B>> all(Objective<? super B> objective) {
    List<Term.Weighted<B>> all = new ArrayList<>();
    all.add(new Term.Weighted<>("loss", 1, objective));
    if (restraint.wanted()) {
      LanguagePolicy reference = learner.base(learner.writing(1, 1), recipe.tuning().scoring());
      all.add(restraint.penalty(reference, Aggregation.OVER_ACTIONS));
    }
    return all;
  }

  @Override
  public NewTask task() {
    List<MixedExamples.Drawn> aside = examples.aside(recipe.probing().samples());
    return switch (recipe.objective()) {
      case GKD -> new Distance(this, aside);
      case SDFT -> new HeldOutAnswers(rows, aside);
    };
  }

  @Override
  public void close() {
    owned.forEach(LanguagePolicy::close);
    examples.close();
  }

  /** How far the model is from its teacher on its own answers to prompts that are never learnt. */
  private record Distance(DistillationLesson lesson, List<MixedExamples.Drawn> rows)
      implements NewTask {

    @Override
    public String figure() {
      return "new.divergence";
    }

    @Override
    public String title() {
      return "divergence from the teacher, held out";
    }

    @Override
    public String word() {
      return "apart";
    }

    /** The same random numbers each time. */
    @Override
    public double measure(LanguagePolicy policy) {
      double nats = 0;
      double tokens = 0;
      try (RandomStreams streams = new RandomStreams(1);
          LanguagePolicy writer = policy.view(lesson.writing(), Scoring.WHOLE)) {
        RandomStream stream = streams.get("teacher");
        int batch = lesson.recipe.tuning().batch();
        for (int from = 0; from < rows.size(); from += batch) {
          try (Scope scope = Scope.open()) {
            Batch.Demonstrations own =
                lesson.completions.completed(
                    writer, rows.subList(from, Math.min(rows.size(), from + batch)), stream);
            double count = Tensors.item(own.actions().mask().sum());
            nats +=
                count
                    * Tensors.item(
                        Gradients.without(
                            () -> lesson.divergence().loss(own.scores(writer), own).value()));
            tokens += count;
          }
        }
      }
      return nats / tokens;
    }

    @Override
    public List<int[]> starts() {
      return lesson.completions.prompts(rows).tokens();
    }
  }
}
