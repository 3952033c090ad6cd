package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.language.Chat;
import dev.mneme.app.language.Generate;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code mneme chat} and {@code generate --chat}, with a tiny random model and a template. */
class ChatTest {

  /** Says who speaks by one letter: a for instructions, b for the user, c for the model. */
  private static final String TEMPLATE =
      "{% for m in messages %}{{ 'a' if m.role == 'system' else 'b' if m.role == 'user' else 'c' }}"
          + "{{ m.content }}.{% endfor %}{% if add_generation_prompt %}c{% endif %}";

  private static final String[] LIKELIEST = {"--temperature", "0", "--max-tokens", "5"};
  private static final String[] DRAWN = {"--max-tokens", "6", "--seed", "3"};

  @TempDir private Path temporary;
  private Path model = Path.of("");

  @BeforeEach
  void makeAModelWithATemplate() throws IOException {
    model = TinyModels.folder(temporary.resolve("model"));
    Files.writeString(model.resolve("chat_template.jinja"), TEMPLATE);
  }

  @Test
  void everyQuestionIsAskedBehindAllBeforeInTheWordsOfTheTemplate() {
    List<String> answers = chat("ab\ncd\n", LIKELIEST).answers();
    String first = continuation("bab.c");
    assertThat(answers).containsExactly(first, continuation("bab.c" + first + ".bcd.c"));
  }

  @Test
  void instructionsStandBeforeItAllAndAreKeptWhenTheConversationIsForgotten() {
    String[] options = join(LIKELIEST, "--system", "gh");
    String first = continuation("agh.bab.c");
    assertThat(chat("ab\n/clear\nab\n", options).answers()).containsExactly(first, first);
  }

  @Test
  void clearForgetsWhatWasSaidSoThatTheSameQuestionHasTheSameAnswer() {
    List<String> answers = chat("ab\nab\n /clear \nab\n", DRAWN).answers();
    assertThat(answers.get(2)).isEqualTo(answers.get(0)).isNotEqualTo(answers.get(1));
  }

  @Test
  void exitAndTheEndOfTheInputEndTheTalkAndBlankLinesAreNoQuestions() {
    Said said = chat("\nab\n  \n/exit\ncd\n", LIKELIEST);
    assertThat(said.code()).isEqualTo(ExitCode.OK);
    assertThat(said.answers()).hasSize(1);
    assertThat(said.err()).isEmpty();
    assertThat(chat("", LIKELIEST)).isEqualTo(new Said(ExitCode.OK, "", "", 0));
  }

  @Test
  void answersAreWrittenWhileTheyAreMade() {
    assertThat(chat("ab\n", DRAWN).flushes()).isGreaterThan(3);
  }

  @Test
  void aPersonIsAskedOnStandardErrorSoThatAnswersStandAlone() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal plain = Terminal.plain(out, err);
    Terminal live = new Terminal(plain.out(), plain.err(), false, true, 80);
    Chat chat = new Chat(live, new StringReader("ab\n"));
    assertThat(Main.run(live, List.of(chat), arguments("chat", LIKELIEST))).isZero();
    assertThat(out.toString()).isEqualTo(continuation("bab.c") + "\n");
    assertThat(err.toString())
        .isEqualTo("/clear forgets the conversation, /exit or Ctrl-D ends it.\n> > \n");
  }

  @Test
  void aConversationLongerThanTheModelReadsIsToldAndCanBeginAnew() {
    Said said = chat("abcd".repeat(12) + "\nab\n", LIKELIEST);
    assertThat(said.err())
        .isEqualTo(
            "mneme: with this question the conversation has 51 tokens and the model reads 48 in all."
                + " /clear begins anew.\n");
    assertThat(said.answers()).containsExactly(continuation("bab.c"));
    assertThat(said.code()).isEqualTo(ExitCode.MISTAKE);
  }

  @Test
  void generateAsksOneQuestionAndWritesTheAnswerAlone() {
    String[] options = join(DRAWN, "--system", "gh");
    String answer = chat("ab\n", options).out();
    Said said = generate("ab", join(options, "--chat"));
    assertThat(said).isEqualTo(new Said(ExitCode.OK, answer, "", said.flushes()));
    String json = generate("ab", join(options, "--chat", "--json")).out();
    assertThat(JsonMapper.builder().build().readTree(json).get("completion").asString() + "\n")
        .isEqualTo(answer);
  }

  @Test
  void aTemplateThatRefusesTheRolesIsToldInOneLine() throws IOException {
    Files.writeString(
        model.resolve("chat_template.jinja"),
        "{% if messages[0].role == 'system' %}{{ raise_exception('no system here') }}{% endif %}c");
    Said said = chat("ab\n", join(LIKELIEST, "--system", "gh"));
    assertThat(said.code()).isEqualTo(ExitCode.MISTAKE);
    assertThat(said.err().strip().lines()).hasSize(1);
    assertThat(said.err()).contains("chat_template.jinja", "no system here");
  }

  /** The likeliest five tokens behind a text. */
  private String continuation(String text) {
    String whole = generate(text, LIKELIEST).out();
    assertThat(whole).startsWith(text).endsWith("\n");
    return whole.substring(text.length(), whole.length() - 1);
  }

  private record Said(int code, String out, String err, int flushes) {

    List<String> answers() {
      return out.lines().toList();
    }
  }

  private Said chat(String questions, String... options) {
    Screen screen = new Screen();
    Chat chat = new Chat(screen.terminal, new StringReader(questions));
    return screen.said(Main.run(screen.terminal, List.of(chat), arguments("chat", options)));
  }

  private Said generate(String prompt, String... options) {
    Screen screen = new Screen();
    String[] arguments = arguments("generate", join(new String[] {prompt}, options));
    return screen.said(
        Main.run(screen.terminal, List.of(new Generate(screen.terminal)), arguments));
  }

  private String[] arguments(String command, String... options) {
    return join(new String[] {command, model.toString()}, options);
  }

  private static String[] join(String[] some, String... more) {
    return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
  }

  /** What a command writes, and how often it hands it on. */
  private static final class Screen {
    private final StringWriter err = new StringWriter();
    private final Counting out = new Counting();
    private final Terminal terminal = Terminal.plain(out, err);

    Said said(int code) {
      return new Said(code, out.toString(), err.toString(), out.flushed);
    }
  }

  private static final class Counting extends StringWriter {
    private int flushed;

    @Override
    public void flush() {
      if (!toString().isEmpty()) {
        flushed++;
      }
    }
  }
}
