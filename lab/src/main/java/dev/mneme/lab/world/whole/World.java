package dev.mneme.lab.world.whole;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.Domain;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.Split;
import dev.mneme.lab.world.arithmetic.Arithmetic;
import dev.mneme.lab.world.code.Code;
import dev.mneme.lab.world.commonsense.Commonsense;
import dev.mneme.lab.world.instructions.Following;
import dev.mneme.lab.world.knowledge.Knowledge;
import dev.mneme.lab.world.pronouns.Pronouns;
import dev.mneme.lab.world.science.Science;
import dev.mneme.lab.world.tools.Tools;
import dev.mneme.lab.world.truth.Truth;
import dev.mneme.lab.world.writing.Writing;
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
    Domain arithmetic = new Arithmetic();
    Domain science = new Science();
    Domain tools = new Tools();
    return new World(
        List.of(
            learnt("arithmetic", arithmetic),
            learnt("science", science),
            learnt("tools", tools),
            learnt("code", new Code()),
            learnt("knowledge", new Knowledge()),
            learnt("commonsense", new Commonsense()),
            learnt("pronouns", new Pronouns()),
            learnt("truth", new Truth()),
            learnt("instructions", new Following()),
            learnt("writing", new Writing())),
        List.of(harder("maths", arithmetic), harder("chemistry", science), harder("calls", tools)));
  }

  private static Course learnt(String name, Domain domain) {
    return new Course(name, domain, 1, 2);
  }

  private static Course harder(String name, Domain domain) {
    return new Course(name, domain, 3, 4);
  }

  /** Prior and new ones. */
  public List<Course> courses() {
    return Stream.concat(prior.stream(), fresh.stream()).toList();
  }

  /**
   * The course of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Course course(String name) {
    return courses().stream()
        .filter(course -> course.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "course must be one of %s, was \"%s\""
                    .formatted(
                        String.join(", ", courses().stream().map(Course::name).toList()), name)));
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
