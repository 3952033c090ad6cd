package dev.mneme.data.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class FormatTest {

  private static final String USER = "{'role':'user','content':'hi'}";
  private static final String GOOD = "{'role':'assistant','content':'good'}";
  private static final String BAD = "{'role':'assistant','content':'bad'}";

  @Test
  void textsAndMessagesArePromptAndCompletion() {
    assertThat(read(Format.COMPLETION, "{'prompt':'a','completion':'b'}"))
        .isEqualTo(new Example.Completion(new Said.Text("a"), new Said.Text("b"), List.of()));
    assertThat(
            read(
                Format.COMPLETION,
                "{'prompt':[" + USER + "],'completion':[" + GOOD + "],'tools':'[{\\'name\\':1}]'}"))
        .isEqualTo(
            new Example.Completion(
                new Said.Chat(List.of(message("user", "hi"))),
                new Said.Chat(List.of(message("assistant", "good"))),
                List.of(Map.of("name", 1))));
  }

  @Test
  void conversationsKeepAllFieldsOfTheirMessages() {
    Example example =
        read(
            Format.MESSAGES,
            "{'messages':["
                + USER
                + ",{'role':'assistant','content':null,'tool_calls':[{'id':7}]}],'tools':[{'n':1}]}");
    assertThat(example).isInstanceOf(Example.Conversation.class);
    Example.Conversation conversation = (Example.Conversation) example;
    assertThat(conversation.messages().get(1).role()).isEqualTo("assistant");
    assertThat(conversation.messages().get(1).fields())
        .containsEntry("tool_calls", List.of(Map.of("id", 7)));
    assertThat(conversation.tools()).isEqualTo(List.of(Map.of("n", 1)));
  }

  @Test
  void theSpeakersOfSharegptAreRoles() {
    Columns columns =
        new Columns(
            "text", "prompt", "completion", "conversations", "tools", "chosen", "rejected", "a");
    Row row = row("{'conversations':[{'from':'human','value':'q'},{'from':'gpt','value':'a'}]}");
    assertThat(Format.MESSAGES.read(row, columns))
        .isEqualTo(
            new Example.Conversation(
                List.of(message("user", "q"), message("assistant", "a")), List.of()));
  }

  @Test
  void preferencesHaveAPromptOrShareTheirStart() {
    Example expected =
        new Example.Preference(
            new Said.Text("The sky is"),
            new Said.Text(" blue."),
            new Said.Text(" green."),
            List.of());
    assertThat(
            read(
                Format.PREFERENCE,
                "{'prompt':'The sky is','chosen':' blue.','rejected':' green.'}"))
        .isEqualTo(expected);
    assertThat(
            read(Format.PREFERENCE, "{'chosen':'The sky is blue.','rejected':'The sky is green.'}"))
        .isEqualTo(expected);
    assertThat(
            read(
                Format.PREFERENCE,
                "{'chosen':[" + USER + "," + GOOD + "],'rejected':[" + USER + "," + BAD + "]}"))
        .isEqualTo(
            new Example.Preference(
                new Said.Chat(List.of(message("user", "hi"))),
                new Said.Chat(List.of(message("assistant", "good"))),
                new Said.Chat(List.of(message("assistant", "bad"))),
                List.of()));
  }

  @Test
  void anAnswerThatIsTheStartOfTheOtherIsNotEmptied() {
    assertThat(read(Format.PREFERENCE, "{'chosen':'abc','rejected':'abcd'}"))
        .isEqualTo(
            new Example.Preference(
                new Said.Text("ab"), new Said.Text("c"), new Said.Text("cd"), List.of()));
  }

  @Test
  void questionsKeepTheColumnsForTheVerifier() {
    Columns columns =
        new Columns(
            "text", "question", "completion", "messages", "tools", "chosen", "rejected", "gold");
    Row row = row("{'question':'1+1','gold':'2','level':3}");
    assertThat(Format.of(row, columns)).isEqualTo(Format.QUESTION);
    assertThat(Format.QUESTION.read(row, columns))
        .isEqualTo(
            new Example.Question(
                new Said.Text("1+1"),
                Map.of("prompt", "1+1", "answer", "2", "level", 3),
                List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'prompt':1,'completion':1} | COMPLETION",
        "{'prompt':1,'answer':1}     | QUESTION",
        "{'messages':1,'prompt':1}   | MESSAGES",
        "{'chosen':1,'rejected':1}   | PREFERENCE",
        "{'text':1,'id':1}           | TEXT"
      })
  void theFormatIsToldByTheColumns(String json, Format format) {
    assertThat(Format.of(row(json), Columns.USUAL)).isEqualTo(format);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "COMPLETION | {'promt':'a','completion':'b'} | a row of format completion needs a column \"prompt\"; there are promt, completion. Did you mean `columns: {prompt: promt}`?",
        "COMPLETION | {'question':'a'} | a row of format completion needs a column \"prompt\"; there are question. Say which it is: `columns: {prompt: …}`.",
        "COMPLETION | {} | a row of format completion needs a column \"prompt\"; there are none. Say which it is: `columns: {prompt: …}`.",
        "COMPLETION | {'prompt':'a','completion':null} | column \"completion\" of a row of format completion: it is empty here. Fill it or remove the row.",
        "COMPLETION | {'prompt':'a','completion':3} | column \"completion\" of a row of format completion: a text or a list of messages is expected, but it holds a number.",
        "COMPLETION | {'prompt':'a','completion':[{'role':'user','content':'x'}]} | prompt and answers of a row must be all texts or all lists of messages. Write them alike.",
        "MESSAGES | {'messages':'hi'} | column \"messages\" of a row of format messages: a list of messages is expected, but it holds a text.",
        "MESSAGES | {'messages':[]} | column \"messages\" of a row of format messages: there is no message in it. Fill it or remove the row.",
        "MESSAGES | {'messages':['hi']} | column \"messages\" of a row of format messages: a list of messages, each an object with role and content is expected, but it holds a list.",
        "MESSAGES | {'messages':[{'role':'user','content':'x'},{'content':'y'}]} | column \"messages\" of a row of format messages: message 2 needs a role, and a content that is a text.",
        "MESSAGES | {'messages':[{'role':'user','content':'x'}],'tools':'no'} | column \"tools\" of a row of format messages: it must be a list of objects, or the JSON of one.",
        "PREFERENCE | {'chosen':[{'role':'user','content':'x'}],'rejected':[{'role':'user','content':'y'}]} | column \"chosen\" of a row of format preference: both answers must begin with the same message where there is no column \"prompt\"."
      })
  void whatDoesNotFitIsNamedByPlaceAndColumn(Format format, String json, String message) {
    assertThatThrownBy(() -> read(format, json))
        .isInstanceOf(InputException.class)
        .hasMessage("train.jsonl:3: " + message);
  }

  @Test
  void rowsOfNoKnownFormatAreRefusedWithTheirColumns() {
    assertThatThrownBy(() -> Format.of(row("{'a':1,'b':2}"), Columns.USUAL))
        .hasMessage(
            "train.jsonl:3: no known format has the columns a, b. Say under `columns` which of them"
                + " is the prompt, completion, messages, chosen and rejected, or text.");
  }

  private static Message message(String role, String content) {
    return new Message(Map.of("role", role, "content", content));
  }

  private static Example read(Format format, String json) {
    return format.read(row(json), Columns.USUAL);
  }

  private static Row row(String json) {
    String strict = json.replace("\\'", "\\\"").replace('\'', '"');
    return new Row(
        "train.jsonl:3",
        JsonMapper.shared().readValue(strict, new TypeReference<Map<String, Object>>() {}));
  }
}
