package dev.mneme.task.benchmark;

import dev.mneme.data.InputException;
import dev.mneme.model.Decoder;
import dev.mneme.policy.Continuation;
import dev.mneme.policy.ContinuationScorer;
import dev.mneme.policy.ContinuationScorer.Batching;
import dev.mneme.text.ChatTemplate;
import dev.mneme.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts items to a model. Choices are plain texts, whatever the model; prompts go through its chat
 * template where one is given, as one turn of a user, unless they are plain. Used by one thread at
 * a time.
 */
public final class Examiner implements AutoCloseable {

  /** Choices prepared and scored together: enough for batches of like length. */
  private static final int PORTION = 4096;

  /**
   * How a model is asked.
   *
   * @param longest the most tokens it reads at once; longer texts lose their beginning
   * @param batching of likelihoods
   * @param slots texts written at once
   * @param seed for what is drawn at a temperature
   * @param temperature at which texts are written; 0 takes the likeliest token
   */
  public record Settings(int longest, Batching batching, int slots, long seed, double temperature) {

    /** What a model reads as a whole, written greedily. */
    public static Settings usual(Decoder decoder) {
      return new Settings(decoder.shape().maxPositions(), Batching.USUAL, 16, 0, 0);
    }
  }

  private final Tokenizer tokenizer;
  private final Settings settings;
  private final ContinuationScorer scorer;
  private final Writer writer;

  /**
   * @param decoder borrowed
   * @param tokenizer borrowed
   * @param template how the model wants conversations; null for a model that was not taught any
   */
  public Examiner(
      Decoder decoder, Tokenizer tokenizer, @Nullable ChatTemplate template, Settings settings) {
    this.tokenizer = tokenizer;
    this.settings = settings;
    this.scorer = new ContinuationScorer(decoder, settings.batching());
    this.writer = new Writer(decoder, tokenizer, template, settings);
  }

  /**
   * Asks everything.
   *
   * @param answered hears of each item with its answer, in no certain order, as soon as it is known
   * @throws InputException if an item cannot be asked, naming it
   */
  public void ask(List<? extends Item> items, BiConsumer<Item, Answer> answered) {
    List<Item.Choice> choices = new ArrayList<>();
    List<Item.Prompt> prompts = new ArrayList<>();
    for (Item item : items) {
      switch (item) {
        case Item.Choice choice -> choices.add(choice);
        case Item.Prompt prompt -> prompts.add(prompt);
      }
    }
    for (int from = 0; from < choices.size(); from += PORTION) {
      score(choices.subList(from, Math.min(choices.size(), from + PORTION)), answered);
    }
    writer.write(prompts, answered);
  }

  /**
   * The tokens that are written on from, of which the last ones leave room for the answer.
   *
   * @throws InputException if the prompt has none, or the answer no room
   */
  public int[] prompt(Item.Prompt item) {
    return writer.prompt(item);
  }

  private void score(List<Item.Choice> choices, BiConsumer<Item, Answer> answered) {
    PairEncoding encoding = new PairEncoding(tokenizer, settings.longest());
    List<List<Continuation>> questions = new ArrayList<>();
    for (Item.Choice choice : choices) {
      questions.add(encoded(encoding, choice));
    }
    scorer.score(
        questions,
        (number, scores) -> {
          if (scores.stream().anyMatch(score -> Double.isNaN(score.logProb()))) {
            throw unscored(choices.get(number));
          }
          answered.accept(choices.get(number), new Answer.Likelihoods(scores));
        });
  }

  /** Told, as any choice of a model whose scores are no numbers would pass for an answer. */
  static InputException unscored(Item item) {
    return InputException.of(
        "item %s: the model's scores are no numbers. Its weights are damaged, or too large for"
            + " f16: take f32 or bf16.",
        item.id());
  }

  private static List<Continuation> encoded(PairEncoding encoding, Item.Choice choice) {
    try {
      return choice.options().stream()
          .map(option -> encoding.encode(option.context(), option.continuation()))
          .toList();
    } catch (InputException wrong) {
      throw new InputException("item %s: %s".formatted(choice.id(), wrong.getMessage()), wrong);
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
