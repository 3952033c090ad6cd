package dev.mneme.text;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Example;
import dev.mneme.data.records.Message;
import dev.mneme.data.records.MixedExamples.Drawn;
import dev.mneme.data.records.Said;
import dev.mneme.data.records.Tokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Examples as a model reads them: plain texts between the tokens its tokenizer puts around
 * documents, conversations through its chat template. Of conversations the assistant's tokens are
 * learnt, of prompts with an answer the answer's, of plain texts all.
 *
 * <p>A prompt has the same tokens here as when the model is asked to go on from it: an answer is
 * what the tokens of both together add to the prompt's, or, where a token spans the border, the
 * tokens of the answer alone.
 */
public final class ExampleTokens {

  private final Path model;
  private final Tokenizer tokenizer;
  private final int vocabulary;
  private final Asking asking;
  private @Nullable ChatTemplate chat;

  /**
   * How plain prompts and answers reach the model.
   *
   * @param chat whether as messages of a user and the assistant; otherwise as they are
   * @param system what a system message says before such a conversation; empty for none
   */
  public record Asking(boolean chat, String system) {

    /** As they are. */
    public static final Asking PLAIN = new Asking(false, "");

    private Said prompt(Said said) {
      return chat && said instanceof Said.Text(String text)
          ? new Said.Chat(
              system.isEmpty()
                  ? List.of(message("user", text))
                  : List.of(message("system", system), message("user", text)))
          : said;
    }

    private Said answer(Said said) {
      return chat && said instanceof Said.Text(String text)
          ? new Said.Chat(List.of(message("assistant", text)))
          : said;
    }

    private static Message message(String role, String text) {
      return new Message(Map.of("role", role, "content", text));
    }
  }

  /**
   * @param model the folder of the model, for its chat template, which is read when first needed
   * @param tokenizer borrowed
   * @param vocabulary how many tokens the model knows
   */
  public ExampleTokens(Path model, Tokenizer tokenizer, int vocabulary, Asking asking) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
    this.asking = asking;
  }

  /** A prompt's tokens, at least one, and those of an answer, at least one. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Answered(int[] prompt, int[] answer) {}

  private interface Reading<T> {
    T read();
  }

  /**
   * The tokens of an example to imitate, and which are learnt.
   *
   * @throws InputException naming the row, if the template refuses it or there is nothing to learn
   */
  public Tokens demonstration(Drawn drawn) {
    return named(
        drawn,
        () ->
            switch (drawn.example()) {
              case Example.PlainText(String text) -> document(text);
              case Example.Completion each -> {
                Answered both = answered(each.prompt(), each.completion(), each.tools());
                yield joined(both.prompt(), both.answer());
              }
              case Example.Conversation each -> conversation(each);
              case Example.Preference _, Example.Question _ ->
                  throw new IllegalArgumentException("this example shows no answer to imitate");
            });
  }

  /** A prompt and one of its answers. */
  public Answered answered(
      Drawn drawn, Said prompt, Said answer, List<Map<String, @Nullable Object>> tools) {
    return named(drawn, () -> answered(prompt, answer, tools));
  }

  /** A prompt to go on from, at least one token. */
  public int[] prompt(Drawn drawn, Said prompt, List<Map<String, @Nullable Object>> tools) {
    return named(drawn, () -> prompt(asking.prompt(prompt), tools));
  }

  private Answered answered(Said prompt, Said answer, List<Map<String, @Nullable Object>> tools) {
    Said asked = asking.prompt(prompt);
    int[] before = prompt(asked, tools);
    return new Answered(before, answer(asked, before, asking.answer(answer), tools));
  }

  private <T> T named(Drawn drawn, Reading<T> reading) {
    try {
      return reading.read();
    } catch (InputException mistake) {
      throw new InputException(drawn.place() + ": " + mistake.getMessage(), mistake);
    }
  }

  private Tokens document(String text) {
    int[] ids = joinedIds(front(text), ends());
    if (ids.length == 0) {
      throw new InputException("the text is empty, so there is nothing to learn.");
    }
    return Tokens.of(known(ids));
  }

  private Tokens conversation(Example.Conversation each) {
    ChatTokens tokens =
        template().encode(tokenizer, fields(each.messages()), each.tools(), Map.of());
    boolean[] assistant = tokens.assistant();
    boolean any = false;
    for (boolean one : assistant) {
      any |= one;
    }
    if (!any) {
      throw new InputException("no message is the assistant's, so there is nothing to learn.");
    }
    return Tokens.of(known(tokens.ids()), assistant);
  }

  private static Tokens joined(int[] prompt, int[] answer) {
    boolean[] learnt = new boolean[prompt.length + answer.length];
    Arrays.fill(learnt, prompt.length, learnt.length, true);
    return Tokens.of(joinedIds(prompt, answer), learnt);
  }

  private int[] prompt(Said prompt, List<Map<String, @Nullable Object>> tools) {
    int[] ids =
        switch (prompt) {
          case Said.Text(String text) -> front(text);
          case Said.Chat(List<Message> messages) ->
              tokenizer.encode(template().render(fields(messages), tools, true, Map.of()));
        };
    if (ids.length == 0) {
      throw new InputException(
          "the prompt is empty, and this model names no token that begins a text. Give it a prompt.");
    }
    return known(ids);
  }

  private int[] answer(
      Said prompt, int[] before, Said answer, List<Map<String, @Nullable Object>> tools) {
    int[] ids;
    if (prompt instanceof Said.Text(String asked) && answer instanceof Said.Text(String said)) {
      ids = joinedIds(added(before, front(asked + said), said), ends());
    } else {
      ids = chatAnswer((Said.Chat) prompt, before, (Said.Chat) answer, tools);
    }
    if (ids.length == 0) {
      throw new InputException("the answer is empty, so there is nothing to learn.");
    }
    return known(ids);
  }

  private int[] chatAnswer(
      Said.Chat prompt, int[] before, Said.Chat answer, List<Map<String, @Nullable Object>> tools) {
    String asked = template().render(fields(prompt.messages()), tools, true, Map.of());
    List<Message> both = new ArrayList<>(prompt.messages());
    both.addAll(answer.messages());
    String whole = withoutLineEnds(template().render(fields(both), tools, false, Map.of()));
    if (!whole.startsWith(asked)) {
      throw new InputException(
          "the chat template writes the prompt differently once an answer follows, so the answer's tokens cannot be told.");
    }
    return added(before, tokenizer.encode(whole), whole.substring(asked.length()));
  }

  /**
   * What the whole adds to its beginning; the tokens of {@code rest} where one spans the border.
   */
  private int[] added(int[] before, int[] whole, String rest) {
    return whole.length >= before.length
            && Arrays.equals(whole, 0, before.length, before, 0, before.length)
        ? Arrays.copyOfRange(whole, before.length, whole.length)
        : tokenizer.encode(rest);
  }

  /** Line ends after the token that ends an answer are the template's, not the answer's. */
  private String withoutLineEnds(String whole) {
    String stripped = whole.stripTrailing();
    boolean ended =
        tokenizer.specialIds().stops().stream()
            .map(id -> tokenizer.decodeWithSpecial(new int[] {id}))
            .anyMatch(end -> !end.isEmpty() && stripped.endsWith(end));
    return ended ? stripped : whole;
  }

  /** A text behind the token that begins documents, if this tokenizer puts one there. */
  private int[] front(String text) {
    int[] around = tokenizer.encodeDocument("");
    int[] ids = tokenizer.encode(text);
    boolean begins =
        around.length > 0
            && tokenizer.specialIds().bos().isPresent()
            && around[0] == tokenizer.specialIds().bos().getAsInt();
    return begins ? joinedIds(new int[] {around[0]}, ids) : ids;
  }

  private int[] ends() {
    return tokenizer.specialIds().eos().stream().toArray();
  }

  private ChatTemplate template() {
    ChatTemplate known = chat;
    if (known == null) {
      known = ChatTemplate.of(model);
      chat = known;
    }
    return known;
  }

  private static List<Map<String, @Nullable Object>> fields(List<Message> messages) {
    return messages.stream().map(Message::fields).toList();
  }

  private static int[] joinedIds(int[] first, int[] second) {
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private int[] known(int[] ids) {
    for (int id : ids) {
      if (id < 0 || id >= vocabulary) {
        throw InputException.of(
            "the tokenizer writes token %,d and the model knows %,d. Use the tokenizer that belongs to the model.",
            id, vocabulary);
      }
    }
    return ids;
  }
}
