package dev.mneme.lab.world.writing;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Domain;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.wording.Wording;
import dev.mneme.task.TextVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Little stories, scored by a rubric: 1 about a hero and a thing, 2 with a given word, 3 with two,
 * 4 also in so many sentences.
 */
public final class Writing implements Domain {

  private static final List<String> TASKS =
      List.of(
          "Write a short story about {h} and {t}.",
          "Tell a little story about {h} and {t}.",
          "Make up a story with {h} and {t} in it.");

  @Override
  public String name() {
    return "writing";
  }

  @Override
  public String about() {
    return "little stories about given things, scored by a rubric";
  }

  @Override
  public Problem draw(int difficulty, Dice dice) {
    Story story = Story.draw(dice);
    int sentences = dice.between(3, 5);
    StringBuilder prompt =
        new StringBuilder(
            Wording.fill(
                dice.pick(TASKS), "h", Wording.an(story.hero()), "t", Wording.an(story.thing())));
    List<String> words = new ArrayList<>(List.of(story.hero(), story.thing()));
    Map<String, @Nullable Object> columns = new TreeMap<>();
    if (difficulty == 2) {
      prompt.append(" Use the word %s.".formatted(story.place()));
      words.add(story.place());
    } else if (difficulty > 2) {
      prompt.append(" Use the words %s and %s.".formatted(story.place(), story.trait()));
      words.addAll(List.of(story.place(), story.trait()));
    }
    if (difficulty > 3) {
      prompt.append(" Write %d sentences.".formatted(sentences));
      columns.put(Rubric.SENTENCES, sentences);
    }
    columns.put(Rubric.WORDS, words);
    List<String> right = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int length = difficulty > 3 ? sentences : dice.between(3, 5);
      right.add(text(story.freely(difficulty < 2, difficulty < 3, dice).told(length, false, dice)));
    }
    return new Problem(
        words + (difficulty > 3 ? " in " + sentences : ""),
        false,
        prompt.toString(),
        right,
        List.of(text(story.told(sentences, true, dice))),
        wrong(story, sentences, difficulty, dice),
        List.of(),
        columns);
  }

  /** Stories that miss something. */
  private static List<String> wrong(Story story, int sentences, int difficulty, Dice dice) {
    List<String> wrong = new ArrayList<>();
    Story other =
        difficulty > 1 && dice.chance(0.5)
            ? story.otherPlace(dice)
            : dice.chance(0.5) ? story.otherThing(dice) : story.otherHero(dice);
    wrong.add(text(other.told(sentences, false, dice)));
    List<String> told = story.told(sentences, false, dice);
    List<String> repeated = new ArrayList<>(told);
    repeated.set(2, repeated.get(1));
    wrong.add(
        switch (dice.roll(4)) {
          case 0 -> text(repeated);
          case 1 -> text(told).substring(0, text(told).length() - 1);
          case 2 -> Wording.small(text(told));
          default -> told.getFirst();
        });
    return wrong;
  }

  private static String text(List<String> sentences) {
    return String.join(" ", sentences);
  }

  @Override
  public TextVerifier verifier() {
    return new Rubric();
  }

  @Override
  public String document(Dice dice) {
    return text(Story.draw(dice).told(dice.between(4, 5), false, dice));
  }
}
