package dev.mneme.app.tuning;

import dev.mneme.data.records.MixedExamples;
import dev.mneme.objective.Batch;
import dev.mneme.policy.Actions;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Scoring;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.train.RecordImitation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is to be kept: rows of files, or texts that the base writes by itself at temperature 1.
 *
 * @param learner borrowed
 */
record OldTexts(PostRecipe recipe, Learner learner) {

  private static final String STREAM = "texts";

  /**
   * As many as wanted, but no more than there are rows; each makes a batch of one row.
   *
   * @param streams of the base's texts
   */
  List<Supplier<Batch>> of(ImportanceKeys keys, RandomStreams streams) {
    return keys.hasRows() ? read(keys) : written(keys.samples(), streams.get(STREAM));
  }

  private List<Supplier<Batch>> read(ImportanceKeys keys) {
    try (MixedExamples examples = keys.open(recipe.seed())) {
      int longest = recipe.data().longest(learner.shape().maxPositions());
      RecordImitation rows =
          new RecordImitation(examples, recipe.data().tokens(learner), 1, longest);
      List<Supplier<Batch>> all = new ArrayList<>();
      for (long place = 0; place < Math.min(keys.samples(), examples.size()); place++) {
        MixedExamples.Drawn drawn = examples.at(place);
        all.add(() -> rows.demonstrations(List.of(drawn)));
      }
      return all;
    }
  }

  private List<Supplier<Batch>> written(int count, RandomStream stream) {
    int tokens = Math.min(recipe.probing().tokens(), learner.shape().maxPositions() - 1);
    LanguagePolicy base = learner.base(learner.writing(tokens, 1), Scoring.WHOLE);
    int[] start = {learner.begin()};
    List<Supplier<Batch>> all = new ArrayList<>();
    for (int from = 0; from < count; from += BaseTexts.ROWS) {
      int rows = Math.min(BaseTexts.ROWS, count - from);
      try (Scope scope = Scope.open()) {
        Texts starts = new Texts(Collections.nCopies(rows, start));
        for (int[] own : base.sample(starts, 1, stream).actions().sequences()) {
          all.add(() ->
              new Batch.Demonstrations(new Texts(List.of(start)), Actions.ragged(List.of(own), 1)));
        }
      }
    }
    return all;
  }
}
