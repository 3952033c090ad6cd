package dev.mneme.lab.world.truth;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Domain;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.wording.Continuation;
import dev.mneme.lab.world.wording.Wording;
import dev.mneme.task.TextVerifier;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a question is answered truly or as people say: 1 against the myth, 2 against it and what
 * is said of another thing, 3 when asked whether the myth is true, 4 after the myth was told.
 */
public final class Truth implements Domain {

  /** Of the real world, which come first among the beliefs. */
  private static final int REAL = 70;

  private static final List<String> MYTHS =
      List.of("Some people say that {m}.", "There is a saying that {m}.", "You may hear that {m}.");

  private static final List<String> TRUTHS =
      List.of(
          "In truth {t}.",
          "In truth {t}, whatever people say.",
          "The truth is simple: {t}.",
          "Those who have tried it know that {t}.");

  private final List<Belief> beliefs = Belief.all();

  @Override
  public String name() {
    return "truth";
  }

  @Override
  public String about() {
    return "questions that many people answer wrongly";
  }

  @Override
  public int testOneIn() {
    return 3;
  }

  @Override
  public Problem draw(int difficulty, Dice dice) {
    Belief belief = any(dice);
    String question = "Question: %s Answer:".formatted(belief.question());
    String right = "In truth %s.".formatted(belief.truth());
    return switch (difficulty) {
      case 1 -> problem(belief, question, answer(belief.truth()), List.of(answer(belief.myth())));
      case 2 -> {
        Belief other = any(dice);
        while (other.truth().equals(belief.truth()) || other.myth().equals(belief.myth())) {
          other = any(dice);
        }
        yield problem(
            belief,
            question,
            answer(belief.truth()),
            List.of(answer(belief.myth()), answer(other.myth())));
      }
      case 3 -> {
        String wrong = "In truth %s.".formatted(belief.myth());
        boolean yes = dice.chance(0.5);
        String said = yes ? belief.told(belief.truth()) : belief.told(belief.myth());
        yield Continuation.problem(
            said,
            "Question: Is it true that %s? Answer:".formatted(said),
            yes ? " Yes. " + right : " No. " + right,
            List.of(yes ? " No. " + wrong : " Yes. " + wrong));
      }
      default ->
          problem(
              belief,
              "%s %s"
                  .formatted(
                      Wording.fill(dice.pick(MYTHS), "m", belief.told(belief.myth())), question),
              answer(belief.truth()),
              List.of(answer(belief.myth())));
    };
  }

  /** A third of them of the real world. */
  private Belief any(Dice dice) {
    return dice.chance(1 / 3.0)
        ? dice.pick(beliefs.subList(0, REAL))
        : dice.pick(beliefs.subList(REAL, beliefs.size()));
  }

  private static Problem problem(Belief belief, String prompt, String right, List<String> wrong) {
    return Continuation.problem(belief.question(), prompt, right, wrong);
  }

  private static String answer(String clause) {
    return " %s.".formatted(Wording.capital(clause));
  }

  @Override
  public TextVerifier verifier() {
    return new Continuation();
  }

  @Override
  public String document(Dice dice) {
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Belief belief = any(dice);
      boolean told = dice.chance(0.5);
      if (told) {
        sentences.add(Wording.fill(dice.pick(MYTHS), "m", belief.told(belief.myth())));
      }
      String truth =
          (told && dice.chance(0.5)) || belief.condition().isEmpty()
              ? belief.truth()
              : belief.told(belief.truth());
      sentences.add(Wording.fill(dice.pick(TRUTHS), "t", truth));
    }
    return String.join(" ", sentences);
  }
}
