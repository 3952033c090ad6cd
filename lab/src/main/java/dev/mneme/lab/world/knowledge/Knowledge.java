package dev.mneme.lab.world.knowledge;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Domain;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.knowledge.Relation.Fact;
import dev.mneme.lab.world.wording.Continuation;
import dev.mneme.lab.world.wording.Wording;
import dev.mneme.task.TextVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which answer to a simple question is likely: 1 against answers to questions of all sorts, 2
 * against one of the same sort, 3 against three of the same sort, 4 whether a statement is true.
 */
public final class Knowledge implements Domain {

  private final List<Relation> relations = Relation.all();
  private final Map<String, List<String>> truths = new TreeMap<>();

  /** A question about a fact, asked from one of its sides. */
  private record Asked(String question, String answer, List<String> others) {}

  public Knowledge() {
    for (Relation relation : relations) {
      for (Fact fact : relation.facts()) {
        truths
            .computeIfAbsent(forward(relation, fact), question -> new ArrayList<>())
            .add(fact.right());
        truths
            .computeIfAbsent(backward(relation, fact), question -> new ArrayList<>())
            .add(fact.left());
      }
    }
  }

  @Override
  public String name() {
    return "knowledge";
  }

  @Override
  public String about() {
    return "simple facts of the real world, as continuations of a question";
  }

  @Override
  public int testOneIn() {
    return 3;
  }

  @Override
  public Problem draw(int difficulty, Dice dice) {
    Relation relation = dice.pick(relations);
    Fact fact = dice.pick(relation.facts());
    if (difficulty == 4) {
      return statement(relation, fact, dice);
    }
    Asked asked = asked(relation, fact, dice.chance(0.5));
    List<String> others = difficulty == 1 ? elsewhere(asked, dice) : dice.shuffled(asked.others());
    int count = Math.min(difficulty == 2 ? 1 : 3, others.size());
    return Continuation.problem(
        asked.question(),
        "Question: %s Answer:".formatted(asked.question()),
        ' ' + asked.answer() + '.',
        others.subList(0, count).stream().map(other -> ' ' + other + '.').toList());
  }

  private Asked asked(Relation relation, Fact fact, boolean forward) {
    String question = forward ? forward(relation, fact) : backward(relation, fact);
    List<String> known = truths.getOrDefault(question, List.of());
    List<String> others =
        relation.facts().stream()
            .map(other -> forward ? other.right() : other.left())
            .filter(other -> !known.contains(other))
            .distinct()
            .toList();
    return new Asked(question, forward ? fact.right() : fact.left(), others);
  }

  /** Answers to questions of other sorts. */
  private List<String> elsewhere(Asked asked, Dice dice) {
    List<String> others = new ArrayList<>();
    while (others.size() < 3) {
      Relation relation = dice.pick(relations);
      Fact fact = dice.pick(relation.facts());
      String other = dice.chance(0.5) ? fact.right() : fact.left();
      if (!other.equals(asked.answer()) && !others.contains(other)) {
        others.add(other);
      }
    }
    return others;
  }

  /** Whether a fact, or one with another right side, is true. */
  private Problem statement(Relation relation, Fact fact, Dice dice) {
    boolean yes = dice.chance(0.5);
    List<String> others = asked(relation, fact, true).others();
    String right = yes ? fact.right() : dice.pick(others);
    String claim = Wording.fill(relation.statements().getFirst(), "a", fact.left(), "b", right);
    return Continuation.problem(
        claim,
        "Statement: %s Right or wrong? Answer:".formatted(claim),
        yes ? " right." : " wrong.",
        List.of(yes ? " wrong." : " right."));
  }

  private static String forward(Relation relation, Fact fact) {
    return Wording.fill(relation.forward(), "a", fact.left());
  }

  private static String backward(Relation relation, Fact fact) {
    return Wording.fill(relation.backward(), "b", fact.right());
  }

  @Override
  public TextVerifier verifier() {
    return new Continuation();
  }

  @Override
  public String document(Dice dice) {
    List<String> sentences = new ArrayList<>();
    int about = dice.between(1, 2);
    for (int i = 0; i < about; i++) {
      Relation relation = dice.pick(relations);
      for (Fact fact :
          dice.pick(Math.min(dice.between(3, 4), relation.facts().size()), relation.facts())) {
        sentences.add(
            Wording.fill(dice.pick(relation.statements()), "a", fact.left(), "b", fact.right()));
      }
    }
    return String.join(" ", sentences);
  }
}
