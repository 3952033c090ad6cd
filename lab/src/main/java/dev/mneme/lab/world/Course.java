package dev.mneme.lab.world;

import dev.mneme.lab.chance.Dice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Problems of a domain within a range of difficulty.
 *
 * @param easiest from 1
 * @param hardest at least {@code easiest}
 */
public record Course(String name, Domain domain, int easiest, int hardest) {

  /** Draws after which a course is taken to have no more problems of a side. */
  private static final int PATIENCE = 10_000;

  /** Whether its problems are choices between ways a text may go on. */
  public boolean choice() {
    return domain.draw(easiest, new Dice(0, name, 0)).choice();
  }

  /**
   * The problem at a position of a side, the same whenever it is asked for; others may equal it.
   *
   * @param seed of all that is drawn
   */
  public Problem problem(Split split, long seed, long position) {
    Dice dice = new Dice(seed, name + ' ' + split, position);
    for (int i = 0; i < PATIENCE; i++) {
      Problem problem = domain.draw(dice.between(easiest, hardest), dice);
      if (Split.of(domain, problem) == split) {
        return problem;
      }
    }
    throw new IllegalStateException("%s has no problem on the side %s".formatted(name, split));
  }

  /** Problems of a side, no two alike: so many, or all that are found where there are fewer. */
  public List<Problem> upTo(Split split, long seed, int count) {
    List<Problem> problems = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (long position = 0; problems.size() < count && position < 20L * count; position++) {
      Problem problem = problem(split, seed, position);
      if (keys.add(problem.key())) {
        problems.add(problem);
      }
    }
    return problems;
  }
}
