package dev.mneme.text;

import dev.mneme.data.InputException;
import dev.mneme.text.jinja.Rendered;
import dev.mneme.text.jinja.Template;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How a model wants conversations written, as its publisher says: a Jinja template with the special
 * tokens of the tokenizer.
 *
 * <p>Messages are maps as they stand in JSON: {@code role}, {@code content}, perhaps {@code
 * tool_calls} and more. Templates come from strangers and run bounded and without access to
 * anything; see {@link Template}.
 */
public final class ChatTemplate {

  static final String KEY = "chat_template";
  private static final List<String> REASONING =
      List.of("reasoning_content", "thinking", "reasoning");

  private final Template template;
  private final String where;
  private final Map<String, String> special;
  private final Clock clock;

  private ChatTemplate(Template template, String where, Map<String, String> special, Clock clock) {
    this.template = template;
    this.where = where;
    this.special = Map.copyOf(special);
    this.clock = clock;
  }

  /**
   * The template of a model folder: {@code chat_template.jinja}, or {@code chat_template} in {@code
   * tokenizer_config.json}, of several the one named {@code default}.
   *
   * @throws InputException if there is none or it is no template
   */
  public static ChatTemplate of(Path modelFolder) {
    return of(modelFolder, "default");
  }

  /** Of several named templates the one called {@code name}. */
  public static ChatTemplate of(Path modelFolder, String name) {
    Map<String, String> special = TokenizerFolder.specialNames(modelFolder);
    Path file = modelFolder.resolve(TokenizerFolder.TEMPLATE);
    if (Files.exists(file) && name.equals("default")) {
      return parse(Json.text(file, Json.SETTINGS), file.toString(), special);
    }
    Path config = modelFolder.resolve(TokenizerFolder.CONFIG);
    JsonNode settings = Json.objectIfThere(config);
    JsonNode value = settings == null ? null : settings.get(KEY);
    if (value != null && value.isString() && name.equals("default")) {
      return parse(value.asString(), config + ", " + KEY, special);
    }
    List<String> names = new ArrayList<>();
    for (JsonNode named : value != null && value.isArray() ? value : List.<JsonNode>of()) {
      names.add(named.path("name").asString(""));
      if (names.getLast().equals(name)) {
        return parse(
            named.path("template").asString(""), config + ", " + KEY + " " + name, special);
      }
    }
    throw new InputException(
        names.isEmpty()
            ? ("%s has no chat template: neither %s nor \"%s\" in %s. Add the template that the"
                    + " model was tuned with, or give a base model a plain prompt.")
                .formatted(modelFolder, TokenizerFolder.TEMPLATE, KEY, TokenizerFolder.CONFIG)
            : "%s has no chat template named %s, only %s."
                .formatted(config, Json.quoted(name), Json.compact(names)));
  }

  /**
   * A template from its source.
   *
   * @param where its name in messages
   * @param special the texts of special tokens by their names, such as {@code bos_token}
   */
  public static ChatTemplate parse(String source, String where, Map<String, String> special) {
    return new ChatTemplate(
        Template.parse(source, where), where, special, Clock.system(ZoneId.systemDefault()));
  }

  /** The same, with another clock for templates that write the date. */
  public ChatTemplate with(Clock other) {
    return new ChatTemplate(template, where, special, other);
  }

  /**
   * Writes a conversation.
   *
   * @param tools JSON schemas of functions; empty for none
   * @param addGenerationPrompt whether to end with what stands before an answer
   * @param variables more for the template, such as {@code enable_thinking}
   * @throws InputException if the template refuses the conversation or fails
   */
  public String render(
      List<? extends Map<String, ?>> messages,
      List<? extends Map<String, ?>> tools,
      boolean addGenerationPrompt,
      Map<String, ?> variables) {
    return rendered(messages, tools, addGenerationPrompt, variables).text();
  }

  private Rendered rendered(
      List<? extends Map<String, ?>> messages,
      List<? extends Map<String, ?>> tools,
      boolean addGenerationPrompt,
      Map<String, ?> variables) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(special);
    all.put("messages", messages.stream().map(ChatTemplate::withReasoning).toList());
    all.put("tools", tools.isEmpty() ? null : tools);
    all.put("documents", null);
    all.put("add_generation_prompt", addGenerationPrompt);
    all.putAll(variables);
    return template.render(all, LocalDateTime.now(clock));
  }

  /** Reasoning goes by three names; templates read one or another. */
  private static Map<String, ?> withReasoning(Map<String, ?> message) {
    for (String name : REASONING) {
      Object reasoning = message.get(name);
      if (reasoning != null) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        copy.put("thinking", reasoning);
        copy.putAll(message);
        copy.put("reasoning_content", reasoning);
        return copy;
      }
    }
    return message;
  }

  /**
   * The ids of a conversation and which of them the assistant says: those within {@code {%
   * generation %}} where the template marks them, otherwise what each answer adds to the
   * conversation before it with its generation prompt, up to the end-of-sequence token.
   *
   * @throws InputException also where a template without marks writes earlier messages differently
   *     once later ones follow, so that what an answer adds cannot be told
   */
  public ChatTokens encode(
      Tokenizer tokenizer,
      List<? extends Map<String, ?>> messages,
      List<? extends Map<String, ?>> tools,
      Map<String, ?> variables) {
    Rendered whole = rendered(messages, tools, false, variables);
    List<Rendered.Span> said =
        whole.generated().isEmpty()
            ? answers(whole.text(), messages, tools, variables)
            : whole.generated();
    TokenSpans tokens = tokenizer.encodeWithSpans(whole.text());
    return new ChatTokens(tokens.ids(), within(tokens, said));
  }

  /**
   * Which tokens share a character with a span. A template may write a hundred thousand spans, so
   * each token asks the spans that begin before its end for the furthest end alone.
   */
  private static boolean[] within(TokenSpans tokens, List<Rendered.Span> spans) {
    List<Rendered.Span> sorted =
        spans.stream().sorted(Comparator.comparingInt(Rendered.Span::from)).toList();
    int[] from = sorted.stream().mapToInt(Rendered.Span::from).toArray();
    int[] furthest = sorted.stream().mapToInt(Rendered.Span::to).toArray();
    Arrays.parallelPrefix(furthest, Math::max);
    boolean[] within = new boolean[tokens.ids().length];
    for (int i = 0; i < within.length; i++) {
      int before = beginningBefore(from, tokens.to()[i]);
      within[i] = before > 0 && furthest[before - 1] > tokens.from()[i];
    }
    return within;
  }

  /** How many of the sorted numbers are less than a limit. */
  private static int beginningBefore(int[] sorted, int limit) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < limit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private List<Rendered.Span> answers(
      String whole,
      List<? extends Map<String, ?>> messages,
      List<? extends Map<String, ?>> tools,
      Map<String, ?> variables) {
    List<Rendered.Span> answers = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if ("assistant".equals(messages.get(i).get("role"))) {
        String before = render(messages.subList(0, i), tools, true, variables);
        String after = render(messages.subList(0, i + 1), tools, false, variables);
        if (!whole.startsWith(after) || !after.startsWith(before)) {
          throw new InputException(
              ("%s: message %d reads differently once others follow, so the assistant's tokens"
                      + " cannot be told. Use a template that marks them with {%% generation %%}.")
                  .formatted(where, i + 1));
        }
        answers.add(
            new Rendered.Span(before.length(), before.length() + said(after, before.length())));
      }
    }
    return answers;
  }

  /** Line ends after the end-of-sequence token belong to the template, not to the answer. */
  private int said(String after, int from) {
    String answer = after.substring(from);
    String eos = special.getOrDefault("eos_token", "");
    String stripped = answer.stripTrailing();
    return !eos.isEmpty() && stripped.endsWith(eos) ? stripped.length() : answer.length();
  }
}
