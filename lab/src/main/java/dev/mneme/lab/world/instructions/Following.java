package dev.mneme.lab.world.instructions;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Domain;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.wording.Wording;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.instructions.InstructionFollowing;
import dev.mneme.task.instructions.InstructionFollowing.Reward;
import dev.mneme.task.instructions.Strictness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Texts about something by instructions that a program checks, as many as the difficulty says. */
public final class Following implements Domain {

  private static final List<String> TASKS =
      List.of("Describe the {t}.", "Write about the {t}.", "Tell me about the {t}.");

  /** Right answers of a problem, and wrong ones. */
  private static final int WANTED = 3;

  /** Texts that are written at most to find wrong ones. */
  private static final int PATIENCE = 60;

  private final List<Topic> topics = Topic.all();
  private final TextVerifier verifier = new InstructionFollowing(Strictness.STRICT, Reward.SHARE);

  @Override
  public String name() {
    return "instructions";
  }

  @Override
  public String about() {
    return "texts by instructions that a program checks, as in IFEval";
  }

  @Override
  public Problem draw(int difficulty, Dice dice) {
    Topic topic = dice.pick(topics);
    String task = Wording.fill(dice.pick(TASKS), "t", topic.noun());
    List<Order> orders = new ArrayList<>();
    for (Rule.Part part : dice.pick(difficulty, List.of(Rule.Part.values()))) {
      orders.add(dice.pick(Rule.of(part)).order(topic, task, dice));
    }
    List<String> right = new ArrayList<>();
    for (int i = 0; i < WANTED; i++) {
      right.add(new Draft(topic, orders, false, null).write(dice));
    }
    List<String> foreign = List.of(new Draft(topic, orders, true, null).write(dice));
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    columns.put("instruction_id_list", orders.stream().map(Order::id).toList());
    columns.put("kwargs", orders.stream().map(Order::kwargs).toList());
    List<String> wrong = wrong(topic, orders, columns, dice);
    String key =
        orders.stream()
            .filter(order -> order.rule() != Rule.REPEAT)
            .map(order -> order.id() + order.kwargs())
            .sorted()
            .toList()
            .toString();
    boolean repeats = orders.stream().anyMatch(order -> order.rule() == Rule.REPEAT);
    return new Problem(
        topic.noun() + ' ' + (repeats ? task : "") + key,
        false,
        Stream.concat(Stream.of(task), orders.stream().map(Order::text))
            .reduce((one, other) -> one + ' ' + other)
            .orElseThrow(),
        right,
        foreign,
        wrong,
        List.of(),
        columns);
  }

  /**
   * Texts that break one of the instructions. A text may be long enough in spite of its writer:
   * such ones do not count.
   */
  private List<String> wrong(
      Topic topic, List<Order> orders, Map<String, @Nullable Object> columns, Dice dice) {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < PATIENCE && wrong.size() < WANTED; i++) {
      Rule broken = orders.get(i % orders.size()).rule();
      String text = new Draft(topic, orders, false, broken).write(dice);
      if (verifier.reward(text, columns) < 1) {
        wrong.add(text);
      }
    }
    return wrong;
  }

  @Override
  public TextVerifier verifier() {
    return verifier;
  }

  /** A text about something, sometimes with a title or as a list. */
  @Override
  public String document(Dice dice) {
    Topic topic = dice.pick(topics);
    List<String> sentences = topic.sentences(dice.between(4, 6), true, false, "", dice);
    return switch (dice.roll(6)) {
      case 0 -> "<<The %s>>\n%s".formatted(topic.noun(), String.join(" ", sentences));
      case 1 -> "- " + String.join("\n- ", sentences);
      default -> String.join(" ", sentences);
    };
  }
}
