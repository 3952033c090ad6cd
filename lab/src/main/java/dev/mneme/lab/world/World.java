package dev.mneme.lab.world;

import dev.mneme.lab.chance.Dice;
import java.util.List;
import java.util.stream.Stream;

/**
 * All courses of the small world: prior ones, which a base model has learnt, and new ones, harder
 * forms of three domains that it has not.
 *
 * @param prior what must be kept
 * @param fresh what is to be learnt
 */
public record World(List<Course> prior, List<Course> fresh) {

  /** Share of a course's pretraining that is plain text, where questions are asked of a user. */
  private static final double PLAIN = 0.3;

  public World {
    prior = List.copyOf(prior);
    fresh = List.copyOf(fresh);
  }

  /** The world as it comes with Mneme. */
  public static World create() {
    return Domains.world();
  }

  /** Prior and new ones. */
  public List<Course> courses() {
    return Stream.concat(prior.stream(), fresh.stream()).toList();
  }

  /**
   * A text to pretrain on: a document of a domain, or a prior problem of the training side that is
   * told as plain text.
   */
  public String text(long seed, long position) {
    Dice dice = new Dice(seed, "text", position);
    Course course = dice.pick(prior);
    if (course.choice() && dice.chance(1 - PLAIN)) {
      Problem problem = course.problem(Split.TRAIN, seed, position);
      return problem.prompt() + ' ' + problem.right().getFirst();
    }
    return course.domain().document(dice);
  }

  /** A prior problem of the training side that is asked by a user, and one of its right answers. */
  public Answered answered(long seed, long position) {
    Dice dice = new Dice(seed, "answered", position);
    Course course = dice.pick(prior.stream().filter(each -> !each.choice()).toList());
    Problem problem = course.problem(Split.TRAIN, seed, position);
    return new Answered(problem.prompt(), dice.pick(problem.right()));
  }

  /** What a user asks and an assistant answers. */
  public record Answered(String prompt, String answer) {}
}
