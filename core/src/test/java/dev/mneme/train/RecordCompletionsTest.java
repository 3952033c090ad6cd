package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Columns;
import dev.mneme.data.records.Demonstrated;
import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.objective.Batch;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.text.ExampleTokens;
import dev.mneme.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A random model of six letters answers a row's prompt, or is shown the row's answer. */
class RecordCompletionsTest {

  private static final Tokenizer TOKENIZER = Tokenizer.characters("abcdef");

  private final Path folder;
  private final Scope scope = Scope.open();
  private final RandomStreams streams = new RandomStreams(8);
  private final LanguagePolicy policy =
      new LanguagePolicy(
          Decoder.initialised(DecoderShape.llama(10, 8, 1, 1, 1, 8, 16), streams.get("init")),
          new LanguagePolicy.Writing(3, Set.of(), 4));
  private final MixedExamples examples;

  RecordCompletionsTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Path file =
        Files.writeString(
            folder.resolve("rows.jsonl"), "{\"prompt\": \"ab\", \"completion\": \"fedcb\"}\n");
    examples =
        new MixedExamples(
            List.of(new MixedExamples.Source(file, null, Columns.USUAL, 1, 1)),
            0,
            EnumSet.of(Format.COMPLETION),
            0);
  }

  @AfterEach
  void free() {
    examples.close();
    policy.close();
    streams.close();
    scope.close();
  }

  @Test
  void aShareOfTheStepsLearnsOnThePolicysOwnAnswers() {
    assertThat(answers(0)).containsOnly("fedcb");
    assertThat(answers(1)).doesNotContain("fedcb").allMatch(each -> each.length() <= 3);
    assertThat(answers(0.25).stream().map(each -> each.equals("fedcb")))
        .containsExactly(true, true, true, false, true, true, true, false);
  }

  private List<String> answers(double share) {
    RecordCompletions source = source(10, share);
    return LongStream.range(0, 8)
        .mapToObj(
            step -> TOKENIZER.decode(source.next(step, streams).actions().sequences().getFirst()))
        .toList();
  }

  @Test
  void theInformedPromptHasTheAnswerInIt() {
    Demonstrated shown = new Demonstrated("{completion}{prompt}");
    Batch.Informed batch = new RecordInformed(source(10, 1), shown, 10).next(0, streams);
    assertThat(TOKENIZER.decode(((Texts) batch.prompts()).tokens().getFirst())).isEqualTo("ab");
    assertThat(TOKENIZER.decode(((Texts) batch.informed()).tokens().getFirst()))
        .isEqualTo("fedcbab");
    assertThat(batch.actions().time()).isEqualTo(3);
  }

  @Test
  void promptsWithoutRoomForAnAnswerAreRefusedWithTheirPlace() {
    assertThatThrownBy(() -> source(1, 1).next(0, streams))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rows.jsonl:1: the prompt has 2 tokens and at most 1");
    RecordInformed informed =
        new RecordInformed(source(2, 1), new Demonstrated("{completion}{prompt}"), 6);
    assertThatThrownBy(() -> informed.next(0, streams))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rows.jsonl:1: with its answer the prompt has 7 tokens");
  }

  @Test
  void aRowWhoseAnswerIsCutAwayWholeIsRefusedWithItsPlace() {
    assertThat(rows(3).next(0, streams).actions().sequences().getFirst()).hasSize(1);
    assertThatThrownBy(() -> rows(2).next(0, streams))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rows.jsonl:1: nothing is learnt of the row within 2 tokens.");
  }

  private RecordCompletions source(int longestPrompt, double share) {
    return new RecordCompletions(policy, rows(16), longestPrompt, share);
  }

  private RecordImitation rows(int longest) {
    ExampleTokens tokens = new ExampleTokens(folder, TOKENIZER, 10, ExampleTokens.Asking.PLAIN);
    return new RecordImitation(examples, tokens, 1, longest);
  }
}
