package dev.mneme.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Columns;
import dev.mneme.data.records.Example;
import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.data.records.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tokens of a row a model reads, and which of them are learnt. */
class ExampleTokensTest {

  /** As ChatML, with line ends behind the token that ends a turn. */
  private static final String TEMPLATE =
      "{% for m in messages %}<{{ m.role }}>{{ m.content }}</s>\n{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";

  @TempDir private Path folder;
  private ExampleTokens.Asking asking = ExampleTokens.Asking.PLAIN;

  @Test
  void ofAPromptWithAnswerTheAnswerAndItsEndAreLearnt() throws IOException {
    assertThat(learnt("{\"prompt\": \"2+2=\", \"completion\": \"4\"}")).isEqualTo("2+2=[4</s>]");
  }

  @Test
  void ofAPlainTextEverythingIsLearnt() throws IOException {
    assertThat(learnt("{\"text\": \"ab\"}")).isEqualTo("[ab</s>]");
  }

  @Test
  void ofAConversationTheAssistantsTurnsAreLearntWithTheirEnds() throws IOException {
    assertThat(
            learnt(
                """
                {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"},
                  {"role": "user", "content": "so"}, {"role": "assistant", "content": "la"}]}
                """
                    .replace("\n", " ")))
        .isEqualTo("<user>hi</s>\n<assistant>[ho</s>]\n<user>so</s>\n<assistant>[la</s>]\n");
  }

  @Test
  void ofAPromptOfMessagesOnlyTheCompletionIsLearntAndItEndsWithItsEnd() throws IOException {
    assertThat(
            learnt(
                """
                {"prompt": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}],
                 "completion": [{"role": "assistant", "content": "d"}]}
                """
                    .replace("\n", " ")))
        .isEqualTo("<user>a</s>\n<assistant>b</s>\n<user>c</s>\n<assistant>[d</s>]");
  }

  @Test
  void plainTextsMayBeWrittenAsAConversation() throws IOException {
    asking = new ExampleTokens.Asking(true, "be brief");
    assertThat(learnt("{\"prompt\": \"q\", \"completion\": \"a\"}"))
        .isEqualTo("<system>be brief</s>\n<user>q</s>\n<assistant>[a</s>]");
    asking = new ExampleTokens.Asking(true, "");
    assertThat(learnt("{\"prompt\": \"q\", \"completion\": \"a\"}"))
        .isEqualTo("<user>q</s>\n<assistant>[a</s>]");
  }

  @Test
  void bothAnswersOfAPreferenceFollowTheSamePrompt() throws IOException {
    MixedExamples.Drawn row = row("{\"prompt\": \"x\", \"chosen\": \"yes\", \"rejected\": \"no\"}");
    Example.Preference pair = (Example.Preference) row.example();
    ExampleTokens tokens = tokens(259);
    ExampleTokens.Answered chosen =
        tokens.answered(row, pair.prompt(), pair.chosen(), pair.tools());
    ExampleTokens.Answered rejected =
        tokens.answered(row, pair.prompt(), pair.rejected(), pair.tools());
    assertThat(chosen.prompt()).isEqualTo(rejected.prompt()).isEqualTo(new int[] {'x' + 3});
    assertThat(written(chosen.answer())).isEqualTo("yes</s>");
    assertThat(written(rejected.answer())).isEqualTo("no</s>");
  }

  @Test
  void aQuestionEndsWhereTheAnswerBegins() throws IOException {
    MixedExamples.Drawn row = row("{\"prompt\": [{\"role\": \"user\", \"content\": \"q\"}]}");
    Example.Question question = (Example.Question) row.example();
    assertThat(written(tokens(259).prompt(row, question.prompt(), question.tools())))
        .isEqualTo("<user>q</s>\n<assistant>");
  }

  @Test
  void whatCannotBeLearntIsSaidWithItsPlace() {
    refused("{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}", 259, "nothing to learn");
    refused("{\"prompt\": \"\", \"completion\": \"a\"}", 259, "the prompt is empty");
    refused("{\"text\": \"a\"}", 9, "the tokenizer writes token 100 and the model knows 9");
  }

  private void refused(String row, int vocabulary, String because) {
    assertThatThrownBy(() -> tokens(vocabulary).demonstration(row(row)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rows.jsonl:1: ")
        .hasMessageContaining(because);
  }

  /** What is learnt stands in brackets. */
  private String learnt(String row) throws IOException {
    Tokens tokens = tokens(259).demonstration(row(row));
    StringBuilder text = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < tokens.length(); i++) {
      boolean learnt = tokens.weight(i) > 0;
      text.append(learnt == inside ? "" : learnt ? "[" : "]");
      inside = learnt;
      text.append(written(new int[] {tokens.id(i)}));
    }
    return text.append(inside ? "]" : "").toString();
  }

  private static String written(int[] ids) {
    return Tokenizer.bytes().decodeWithSpecial(ids);
  }

  private ExampleTokens tokens(int vocabulary) throws IOException {
    Tokenizer.bytes().save(folder);
    Files.writeString(folder.resolve("chat_template.jinja"), TEMPLATE);
    return new ExampleTokens(folder, Tokenizer.bytes(), vocabulary, asking);
  }

  private MixedExamples.Drawn row(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.jsonl"), json + "\n");
    MixedExamples.Source source = new MixedExamples.Source(file, null, Columns.USUAL, 1, 1);
    try (MixedExamples examples =
        new MixedExamples(List.of(source), 0, EnumSet.allOf(Format.class), 0)) {
      return examples.at(0);
    }
  }
}
