package dev.mneme.task.benchmark;

import dev.mneme.data.InputException;
import dev.mneme.model.Decoder;
import dev.mneme.policy.Completion;
import dev.mneme.policy.Sampler;
import dev.mneme.policy.Sampling;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.text.ChatTemplate;
import dev.mneme.text.StopStrings;
import dev.mneme.text.TextStream;
import dev.mneme.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Has a model write what prompts ask for, many at once. */
final class Writer implements AutoCloseable {

  /** Texts begun together, in multiples of the slots: those that end early make room for others. */
  private static final int ROUNDS = 4;

  private final Decoder decoder;
  private final Tokenizer tokenizer;
  private final @Nullable ChatTemplate template;
  private final Examiner.Settings settings;
  private final Sampler sampler;

  Writer(
      Decoder decoder,
      Tokenizer tokenizer,
      @Nullable ChatTemplate template,
      Examiner.Settings settings) {
    this.decoder = decoder;
    this.tokenizer = tokenizer;
    this.template = template;
    this.settings = settings;
    this.sampler = new Sampler(decoder, settings.slots());
  }

  /** A prompt in tokens. */
  private static final class Task {
    private final Item.Prompt item;
    private final int[] prompt;

    Task(Item.Prompt item, int[] prompt) {
      this.item = item;
      this.prompt = prompt;
    }
  }

  void write(List<Item.Prompt> items, BiConsumer<Item, Answer> answered) {
    List<Task> tasks =
        items.stream()
            .map(item -> new Task(item, prompt(item)))
            .sorted(
                Comparator.comparingInt((Task task) -> -task.item.maxTokens())
                    .thenComparingInt(task -> -task.prompt.length))
            .toList();
    int from = 0;
    while (from < tasks.size()) {
      int maxTokens = tasks.get(from).item.maxTokens();
      int to = from;
      while (to < tasks.size()
          && to - from < ROUNDS * settings.slots()
          && tasks.get(to).item.maxTokens() == maxTokens) {
        to++;
      }
      write(tasks.subList(from, to), maxTokens, answered);
      from = to;
    }
  }

  private void write(List<Task> tasks, int maxTokens, BiConsumer<Item, Answer> answered) {
    List<Written> texts =
        tasks.stream().map(task -> new Written(tokenizer, task.item.stops())).toList();
    Sampling sampling =
        new Sampling(
            settings.temperature(),
            0,
            1,
            0,
            1,
            maxTokens,
            new HashSet<>(tokenizer.specialIds().stops()));
    List<Completion> completions =
        sampler.complete(
            tasks.stream().map(task -> task.prompt).toList(),
            sampling,
            number -> seed(tasks.get(number).item),
            (token, number) -> texts.get(number).goesOnAfter(token));
    for (int i = 0; i < tasks.size(); i++) {
      Completion completion = completions.get(i);
      if (!completion.isScored()) {
        throw Examiner.unscored(tasks.get(i).item);
      }
      Written text = texts.get(i);
      boolean stopped = text.stopped() || completion.ended();
      answered.accept(
          tasks.get(i).item, new Answer.Response(text.whole(), completion.length(), stopped));
    }
  }

  /**
   * What an item draws by: neither by the others nor by its place among them. Rows of several tasks
   * may have the same number, so that the prompt counts as well.
   */
  private long seed(Item.Prompt item) {
    return RandomStreams.derive(settings.seed(), item.id() + "\n" + item.prompt());
  }

  /** The tokens of a prompt, of which the last ones leave room for the answer. */
  int[] prompt(Item.Prompt item) {
    int[] ids =
        template == null || item.plain()
            ? tokenizer.encodeDocument(plain(item))
            : chat(template, item);
    int room = Math.min(settings.longest(), decoder.shape().maxPositions()) - item.maxTokens();
    if (room < 1) {
      throw InputException.of(
          "item %s: up to %d tokens are written, but the model reads %d at once. Choose another"
              + " model.",
          item.id(), item.maxTokens(), settings.longest());
    }
    if (ids.length == 0) {
      throw InputException.of("item %s: its prompt has no token. Leave it out.", item.id());
    }
    return Arrays.copyOfRange(ids, Math.max(0, ids.length - room), ids.length);
  }

  private static String plain(Item.Prompt item) {
    return item.system().isEmpty() ? item.prompt() : item.system() + "\n\n" + item.prompt();
  }

  private int[] chat(ChatTemplate template, Item.Prompt item) {
    List<Map<String, String>> messages = new ArrayList<>();
    if (!item.system().isEmpty()) {
      messages.add(Map.of("role", "system", "content", item.system()));
    }
    messages.add(Map.of("role", "user", "content", item.prompt()));
    return tokenizer.encode(template.render(messages, List.of(), true, Map.of()));
  }

  @Override
  public void close() {
    sampler.close();
  }

  /** One answer while it is written. */
  private static final class Written {
    private final TextStream stream;
    private final StopStrings stops;
    private final List<Integer> ends;
    private final StringBuilder text = new StringBuilder();

    Written(Tokenizer tokenizer, List<String> stops) {
      this.stream = tokenizer.stream();
      this.stops = new StopStrings(stops);
      this.ends = tokenizer.specialIds().stops();
    }

    boolean goesOnAfter(int token) {
      if (!ends.contains(token)) {
        text.append(stops.add(stream.add(token)));
      }
      return !stops.stopped();
    }

    boolean stopped() {
      return stops.stopped();
    }

    String whole() {
      return text + stops.add(stream.finish()) + stops.finish();
    }
  }
}
