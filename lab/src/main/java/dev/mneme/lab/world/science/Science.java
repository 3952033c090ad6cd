package dev.mneme.lab.world.science;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Domain;
import dev.mneme.lab.world.Problem;
import dev.mneme.task.MultipleChoice;
import dev.mneme.task.TextVerifier;

/**
 * Questions about invented substances, answered freely or by letter: 1 a fact, 2 a fact or rule
 * among options, 3 what follows from a substance's kind, 4 the same with negation, comparison or a
 * second condition.
 */
public final class Science implements Domain {

  private static final TextVerifier LETTERS = new MultipleChoice(Answers.ANSWER, Answers.OPTIONS);
  private static final TextVerifier WORDS = new LastNamed();

  private final Questions questions;
  private final Handbook handbook;

  public Science() {
    Nature nature = new Nature();
    this.questions = new Questions(nature);
    this.handbook = new Handbook(nature);
  }

  @Override
  public String name() {
    return "science";
  }

  @Override
  public String about() {
    return "questions about the substances of the small world, free and by letter";
  }

  @Override
  public Problem draw(int difficulty, Dice dice) {
    return Answers.problem(questions.ask(difficulty, dice), dice);
  }

  @Override
  public TextVerifier verifier() {
    return (text, columns) ->
        (columns.containsKey(Answers.OPTIONS) ? LETTERS : WORDS).judge(text, columns);
  }

  @Override
  public String document(Dice dice) {
    return handbook.page(dice);
  }
}
