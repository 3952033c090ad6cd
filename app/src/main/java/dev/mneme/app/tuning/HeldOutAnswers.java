package dev.mneme.app.tuning;

import dev.mneme.data.records.MixedExamples;
import dev.mneme.objective.Batch;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.Scope;
import dev.mneme.train.RecordImitation;
import java.util.ArrayList;
import java.util.List;

/** Answers that are never learnt. */
record HeldOutAnswers(RecordImitation imitation, List<MixedExamples.Drawn> rows)
    implements NewTask {

  @Override
  public String figure() {
    return "new.loss";
  }

  @Override
  public String title() {
    return "loss on new answers, held out";
  }

  @Override
  public String word() {
    return "held out";
  }

  @Override
  public double measure(LanguagePolicy policy) {
    PerToken loss = new PerToken();
    for (MixedExamples.Drawn row : rows) {
      try (Scope scope = Scope.open()) {
        Batch.Demonstrations batch = imitation.demonstrations(List.of(row));
        loss.add(policy, batch.prompts(), batch.actions());
      }
    }
    return loss.loss();
  }

  @Override
  public List<int[]> starts() {
    List<int[]> starts = new ArrayList<>();
    for (MixedExamples.Drawn row : rows) {
      try (Scope scope = Scope.open()) {
        Texts prompts = (Texts) imitation.demonstrations(List.of(row)).prompts();
        starts.addAll(prompts.tokens());
      }
    }
    return starts;
  }
}
