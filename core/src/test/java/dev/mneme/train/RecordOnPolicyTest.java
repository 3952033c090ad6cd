package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Columns;
import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.objective.Batch;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Texts;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.text.ExampleTokens;
import dev.mneme.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples of a random model of six letters: which are drawn, judged and learnt. */
class RecordOnPolicyTest {

  private static final int END = 1;
  private static final Tokenizer TOKENIZER = Tokenizer.characters("abcdef");
  private static final LanguagePolicy.Writing WRITING =
      new LanguagePolicy.Writing(3, Set.of(END), 4);

  private final Path folder;
  private final Scope scope = Scope.open();
  private final RandomStreams streams = new RandomStreams(8);
  private final LanguagePolicy policy =
      new LanguagePolicy(
          Decoder.initialised(DecoderShape.llama(10, 8, 1, 1, 1, 8, 16), streams.get("init")),
          WRITING);
  private final MixedExamples examples;

  RecordOnPolicyTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    examples = open("{\"prompt\": \"ab\", \"answer\": 1}\n{\"prompt\": \"c\", \"answer\": 0}");
  }

  @AfterEach
  void free() {
    examples.close();
    policy.close();
    streams.close();
    scope.close();
  }

  @Test
  void completionsAreJudgedAsTextsWithTheColumnsOfTheirRow() {
    TextVerifier even =
        (text, columns) ->
            worth(
                text.length() % 2 == (long) Objects.requireNonNull(columns.get("answer")) ? 1 : 0);
    Batch.Experience batch = source(even, 4, 1, false, false).next(0, streams);
    float[] rewards = Tensors.toFloats(batch.rewards());
    List<int[]> sampled = batch.actions().sequences();
    List<int[]> prompts = ((Texts) batch.prompts()).tokens();
    for (int row = 0; row < 8; row++) {
      String text = TOKENIZER.decode(sampled.get(row));
      long wanted = TOKENIZER.decode(prompts.get(row / 4)).equals("ab") ? 1 : 0;
      assertThat(rewards[row]).isEqualTo(text.length() % 2 == wanted ? 1 : 0);
    }
    assertThat(batch.scores(policy).isOf(policy)).isTrue();
    assertThat(Tensors.toFloats(batch.rollouts().logProbs()))
        .containsExactly(Tensors.toFloats(batch.scores(policy).chosen()));
  }

  @Test
  void theMeanOfEachPartIsToldOverAllCompletionsThatWereJudged() {
    TextVerifier parts =
        (text, columns) -> {
          double first = (long) Objects.requireNonNull(columns.get("answer"));
          double odd = text.length() % 2;
          return new Verdict(first, "", Map.of("first", first, "odd", odd));
        };
    RecordOnPolicy source = source(parts, 16, 2, false, false);
    assertThat(source.signals()).isEmpty();
    Batch.Experience batch = source.next(0, streams);
    double odd =
        batch.actions().sequences().stream()
            .mapToInt(RecordOnPolicyTest::characters)
            .mapToDouble(length -> length % 2)
            .average()
            .orElseThrow();
    assertThat(source.signals()).isEqualTo(Map.of("reward.first", 0.5, "reward.odd", odd));
    source.next(1, streams);
    assertThat(source.signals()).containsEntry("reward.odd", odd);
    source.next(2, streams);
    assertThat(source.signals()).hasSize(2).containsEntry("reward.first", 0.5);
  }

  @Test
  void truncatedCompletionsAreMaskedAndTheirRewardsCount() {
    Batch.Experience batch = source((_, _) -> worth(1), 64, 1, true, false).next(0, streams);
    float[] mask = Tensors.toFloats(batch.actions().mask());
    long[] ids = Tensors.toLongs(batch.actions().ids());
    int ended = 0;
    for (int row = 0; row < 128; row++) {
      boolean ends = false;
      for (int t = 0; t < 3; t++) {
        ends |= ids[row * 3 + t] == END;
      }
      ended += ends ? 1 : 0;
      assertThat(mask[row * 3]).isEqualTo(ends ? 1 : 0);
    }
    assertThat(ended).isBetween(1, 127);
    assertThat(Tensors.toFloats(batch.rewards())).hasSize(128).containsOnly(1);
  }

  @Test
  void groupsOfEqualRewardsAreLeftOutUnlessAllAre() {
    TextVerifier some =
        (text, columns) ->
            worth(
                (long) Objects.requireNonNull(columns.get("answer")) == 1 ? 1 : text.length() % 2);
    Batch.Experience batch = source(some, 16, 1, false, true).next(0, streams);
    assertThat(batch.prompts().size()).isEqualTo(1);
    assertThat(batch.actions().rows()).isEqualTo(16);
    assertThat(Tensors.toFloats(batch.rewards())).contains(0, 1);
    assertThat(source((_, _) -> worth(1), 2, 1, false, true).next(0, streams).actions().rows())
        .isEqualTo(4);
  }

  @Test
  void newPromptsAreSampledUntilEnoughGroupsDiffer() {
    TextVerifier some =
        (text, columns) ->
            worth(
                (long) Objects.requireNonNull(columns.get("answer")) == 1 ? 1 : text.length() % 2);
    RecordOnPolicy source = resampling(some, 3);
    Batch.Experience batch = source.next(0, streams);
    assertThat(batch.prompts().size()).as("one group of each round differs").isEqualTo(2);
    assertThat(((Texts) batch.prompts()).tokens())
        .allSatisfy(prompt -> assertThat(TOKENIZER.decode(prompt)).isEqualTo("c"));
    assertThat(source.tally()).isEqualTo(new RecordOnPolicy.Tally(2, 2));
    assertThat(Tensors.toFloats(batch.rewards())).hasSize(32).contains(0, 1);

    RecordOnPolicy hopeless = resampling((_, _) -> worth(1), 2);
    assertThat(hopeless.next(0, streams).actions().rows()).isEqualTo(32);
    assertThat(hopeless.tally()).isEqualTo(new RecordOnPolicy.Tally(3, 0));
  }

  @Test
  void whatAStepSamplesDoesNotDependOnHowManyRoundsOthersTook() {
    TextVerifier even = (text, _) -> worth(text.length() % 2);
    RecordOnPolicy whole = resampling(even, 2);
    whole.next(0, streams);
    try (RandomStreams first = new RandomStreams(3);
        RandomStreams second = new RandomStreams(3)) {
      first.get("sample");
      second.get("sample");
      Batch.Experience after = whole.next(1, first);
      Batch.Experience resumed = resampling(even, 2).next(1, second);
      assertThat(Tensors.toLongs(resumed.actions().ids()))
          .containsExactly(Tensors.toLongs(after.actions().ids()));
    }
  }

  private RecordOnPolicy resampling(TextVerifier verifier, int resample) {
    return new RecordOnPolicy(
        sampling(verifier, 16, false, 10), examples, new RecordOnPolicy.Plan(2, 1, true, resample));
  }

  @Test
  void samplesAreUsedAgainWithTheLogProbsOfWhenTheyWereDrawn() {
    RecordOnPolicy source = source((text, _) -> worth(text.length() % 2), 2, 2, false, false);
    Batch.Experience first = source.next(4, streams);
    Gradients.without(() -> policy.parameters().tensors().forEach(weight -> weight.add_(half())));
    Batch.Experience second = source.next(5, streams);
    assertThat(Tensors.toLongs(second.actions().ids()))
        .containsExactly(Tensors.toLongs(first.actions().ids()));
    assertThat(Tensors.toFloats(second.rollouts().logProbs()))
        .containsExactly(Tensors.toFloats(first.rollouts().logProbs()), within(0f));
    assertThat(Tensors.toFloats(second.scores(policy).chosen()))
        .isNotEqualTo(Tensors.toFloats(first.rollouts().logProbs()));
    assertThatThrownBy(() -> source.next(7, streams)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPromptThatIsTooLongIsRefusedWithItsPlace() {
    RecordOnPolicy source =
        new RecordOnPolicy(
            sampling((_, _) -> worth(1), 2, false, 1),
            examples,
            new RecordOnPolicy.Plan(2, 1, false, 0));
    assertThatThrownBy(() -> source.next(0, streams))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rows.jsonl:1: the prompt has 2 tokens")
        .hasMessageContaining("lower sampling.max-tokens or");
  }

  private static Tensor half() {
    return Tensors.scalar(0.5);
  }

  private RecordOnPolicy source(
      TextVerifier verifier, int group, int uses, boolean maskTruncated, boolean onlyInformative) {
    return new RecordOnPolicy(
        sampling(verifier, group, maskTruncated, 10),
        examples,
        new RecordOnPolicy.Plan(2, uses, onlyInformative, 0));
  }

  private RecordSampling sampling(
      TextVerifier verifier, int group, boolean maskTruncated, int longestPrompt) {
    RecordSampling.Plan plan =
        new RecordSampling.Plan(group, maskTruncated, longestPrompt, "sampling.max-tokens");
    return new RecordSampling(policy, tokens(), judge(verifier), plan, null);
  }

  private static Verdict worth(double reward) {
    return Verdict.of(reward, "it is worth that");
  }

  private static RecordJudge judge(TextVerifier verifier) {
    return new RecordJudge(TOKENIZER, Set.of(END), verifier);
  }

  private ExampleTokens tokens() {
    return new ExampleTokens(folder, TOKENIZER, 10, ExampleTokens.Asking.PLAIN);
  }

  private MixedExamples open(String rows) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.jsonl"), rows + "\n");
    MixedExamples.Source source = new MixedExamples.Source(file, null, Columns.USUAL, 1, 1);
    return new MixedExamples(List.of(source), 0, EnumSet.of(Format.QUESTION), 0);
  }

  /** Of a completion without the token that ends it. */
  private static int characters(int[] completion) {
    boolean ended = completion[completion.length - 1] == END;
    int[] said = ended ? Arrays.copyOf(completion, completion.length - 1) : completion;
    return TOKENIZER.decode(said).length();
  }
}
