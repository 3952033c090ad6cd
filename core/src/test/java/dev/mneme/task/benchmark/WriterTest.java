package dev.mneme.task.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.policy.ContinuationScorer.Batching;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.text.ChatTemplate;
import dev.mneme.text.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a tiny random model writes to prompts, many at once. */
class WriterTest {

  private static final Tokenizer TOKENIZER = Tokenizer.characters("abcdefgh .");
  private static final int POSITIONS = 40;
  private static final int SLOTS = 3;

  private interface Check {
    void with(Decoder decoder);
  }

  /** Far from equally likely tokens, none of which ends a text but E. */
  private static void withModel(Check check) {
    DecoderShape shape = DecoderShape.llama(14, 16, 2, 4, 2, 24, POSITIONS);
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        Decoder decoder = Decoder.initialised(shape, streams.get("init"))) {
      Gradients.without(() ->
          decoder
              .parameters()
              .byName()
              .forEach((name, weight) -> {
                if (!name.contains("norm")) {
                  weight.mul_(new Scalar(25));
                }
              }));
      check.with(decoder);
    }
  }

  private static Item.Prompt prompt(String text, int maxTokens, String... stops) {
    return new Item.Prompt(text, "", "", text, List.of(stops), maxTokens, Map.of());
  }

  private static Map<String, Answer.Response> written(
      Decoder decoder, @Nullable ChatTemplate template, List<Item.Prompt> items) {
    return written(decoder, template, items, 0);
  }

  private static Map<String, Answer.Response> written(
      Decoder decoder,
      @Nullable ChatTemplate template,
      List<Item.Prompt> items,
      double temperature) {
    Map<String, Answer.Response> answers = new LinkedHashMap<>();
    Examiner.Settings settings =
        new Examiner.Settings(POSITIONS, Batching.USUAL, SLOTS, 0, temperature);
    try (Writer writer = new Writer(decoder, TOKENIZER, template, settings)) {
      writer.write(items, (item, answer) -> answers.put(item.id(), (Answer.Response) answer));
    }
    return answers;
  }

  private static Answer.Response alone(Decoder decoder, Item.Prompt item) {
    return written(decoder, null, List.of(item)).values().iterator().next();
  }

  @Test
  void manyPromptsAtOnceAreAnsweredAsEachAlone() {
    withModel(decoder -> {
      List<Item.Prompt> items = new ArrayList<>();
      for (int i = 0; i < 4 * SLOTS + 2; i++) {
        items.add(prompt("abcdefgh".substring(i % 8) + "ab".repeat(i / 8 + 1), 4 + i % 3 * 5));
      }
      Map<String, Answer.Response> together = written(decoder, null, items);
      assertThat(together).hasSize(items.size());
      for (Item.Prompt item : items) {
        assertThat(together.get(item.id())).as(item.id()).isEqualTo(alone(decoder, item));
      }
    });
  }

  /** The same prompt in places of chunks that a sequence of random numbers would repeat. */
  @Test
  void whatAnItemDrawsIsItsOwnWhoeverElseIsAsked() {
    withModel(decoder -> {
      List<Item.Prompt> items = new ArrayList<>();
      for (int i = 0; i < 9 * SLOTS; i++) {
        items.add(new Item.Prompt("item " + i, "", "", "abc", List.of(), 12, Map.of()));
      }
      Map<String, Answer.Response> together = written(decoder, null, items, 1.5);
      assertThat(together.values().stream().distinct().count()).isGreaterThan(20);
      List<Item.Prompt> last = items.subList(items.size() - 1, items.size());
      assertThat(written(decoder, null, last, 1.5).values())
          .containsExactly(together.get(last.getFirst().id()));
    });
  }

  @Test
  void scoresThatAreNoNumbersAreNoAnswer() {
    withModel(decoder -> {
      Gradients.without(
          () -> decoder.parameters().tensors().getFirst().mul_(new Scalar(Double.NaN)));
      assertThatThrownBy(() -> alone(decoder, prompt("abc", 3)))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "item abc: the model's scores are no numbers. Its weights are damaged, or too large for f16: take f32 or bf16.");
      Item.Choice choice =
          Item.Choice.of(
              "1", "", List.of(new Item.Option("a", "b", "b"), new Item.Option("a", "c", "c")), 0);
      try (Examiner examiner =
          new Examiner(decoder, TOKENIZER, null, Examiner.Settings.usual(decoder))) {
        assertThatThrownBy(() -> examiner.ask(List.of(choice), (item, answer) -> {}))
            .isInstanceOf(InputException.class)
            .hasMessageContaining("item 1: the model's scores are no numbers");
      }
    });
  }

  @Test
  void aStopEndsTheTextAndIsNoPartOfIt() {
    withModel(decoder -> {
      String whole = alone(decoder, prompt("abc", 20)).text();
      assertThat(whole).hasSizeGreaterThan(5);
      String stop = whole.substring(3, 5);
      Answer.Response stopped = alone(decoder, prompt("abc", 20, "not there", stop));
      assertThat(stopped.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
      assertThat(stopped.stopped()).isTrue();
      assertThat(stopped.tokens()).isLessThan(20);
    });
  }

  @Test
  void aTextCutByItsLengthIsNotStopped() {
    withModel(decoder -> {
      Answer.Response cut = alone(decoder, prompt("abc", 2));
      assertThat(cut.tokens()).isEqualTo(2);
      assertThat(cut.stopped()).isFalse();
      assertThat(alone(decoder, prompt("abc", 20)).text()).startsWith(cut.text());
    });
  }

  @Test
  void aPromptThatLeavesNoRoomLosesItsBeginning() {
    withModel(decoder -> {
      String end = "abcdefgh".repeat(4);
      assertThat(end).hasSize(POSITIONS - 8);
      assertThat(alone(decoder, prompt("hhh..." + end, 8)).text())
          .isEqualTo(alone(decoder, prompt(end, 8)).text());
      assertThatThrownBy(() -> alone(decoder, prompt("abc", POSITIONS)))
          .isInstanceOf(InputException.class)
          .message()
          .contains("item abc: up to 40 tokens are written, but the model reads 40 at once")
          .doesNotContain("\n");
      assertThatThrownBy(() -> alone(decoder, prompt("", 3)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("its prompt has no token");
    });
  }

  @Test
  void questionsGoThroughTheTemplateAndTextsToGoOnWithDoNot() {
    ChatTemplate template =
        ChatTemplate.parse(
            "{% for m in messages %}{{ m.role }} {{ m.content }}.{% endfor %}a ",
            "the test", Map.of());
    withModel(decoder -> {
      Item.Prompt asked = new Item.Prompt("1", "", "be", "abc", List.of(), 6, Map.of());
      Item.Prompt plain = new Item.Prompt("2", "", "", "abc", List.of(), 6, Map.of(), true);
      Map<String, Answer.Response> answers = written(decoder, template, List.of(asked, plain));
      assertThat(answers.get("1")).isEqualTo(alone(decoder, prompt("system be.user abc.a ", 6)));
      assertThat(answers.get("2")).isEqualTo(alone(decoder, prompt("abc", 6)));
      assertThat(written(decoder, null, List.of(asked)).get("1"))
          .isEqualTo(alone(decoder, prompt("be\n\nabc", 6)));
    });
  }
}
