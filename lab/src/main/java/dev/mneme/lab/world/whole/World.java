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
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * All courses of the small world: prior ones, which a base model has learnt, and new ones, harder
 * forms of three domains that it has not.
 *
 * @param studied what must be kept
 * @param fresh what is to be learnt
 */
public record World(List<Studied> studied, List<Course> fresh) {

  /** Share of a choice's texts that are documents, not problems with their answers. */
  private static final double DOCUMENTS = 0.3;

  /**
   * A prior course, and how much of pretraining it is: what takes long to learn comes often.
   *
   * @param texts share of the texts, relative to the other courses
   * @param answers share of the answers, 0 where a course is a choice
   */
  public record Studied(Course course, int texts, int answers) {}

  public World {
    studied = List.copyOf(studied);
    fresh = List.copyOf(fresh);
  }

  /** The world as it comes with Mneme. */
  public static World create() {
    Domain arithmetic = new Arithmetic();
    Domain science = new Science();
    Domain tools = new Tools();
    return new World(
        List.of(
            new Studied(new Course("arithmetic", arithmetic, 1, 2), 20, 30),
            new Studied(new Course("science", science, 1, 2), 25, 22),
            new Studied(new Course("tools", tools, 1, 2), 5, 18),
            new Studied(new Course("code", new Code(), 1, 2), 12, 18),
            new Studied(new Course("instructions", new Following(), 1, 2), 2, 7),
            new Studied(new Course("writing", new Writing(), 1, 2), 2, 5),
            new Studied(new Course("knowledge", new Knowledge(), 1, 2), 10, 0),
            new Studied(new Course("commonsense", new Commonsense(), 2, 4), 9, 0),
            new Studied(new Course("pronouns", new Pronouns(), 1, 2), 9, 0),
            new Studied(new Course("truth", new Truth(), 2, 4), 6, 0)),
        List.of(
            new Course("maths", arithmetic, 3, 4),
            new Course("chemistry", science, 3, 4),
            new Course("calls", tools, 3, 4)));
  }

  /** What must be kept. */
  public List<Course> prior() {
    return studied.stream().map(Studied::course).toList();
  }

  /** Prior and new ones. */
  public List<Course> courses() {
    return Stream.concat(prior().stream(), fresh.stream()).toList();
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
    Course course = drawn(Studied::texts, dice);
    if (course.choice() && !dice.chance(DOCUMENTS)) {
      Problem problem = course.problem(Split.TRAIN, seed, position);
      return problem.prompt() + ' ' + problem.right().getFirst();
    }
    return course.domain().document(dice);
  }

  /**
   * A prior problem of the training side that is asked by a user, and one of its right answers,
   * more often one of the first, which give reasons.
   */
  public Answered answered(long seed, long position) {
    Dice dice = new Dice(seed, "answered", position);
    Problem problem = drawn(Studied::answers, dice).problem(Split.TRAIN, seed, position);
    int ways = problem.right().size();
    return new Answered(
        problem.prompt(), problem.right().get(Math.min(dice.roll(ways), dice.roll(ways))));
  }

  /** One of the prior courses by their shares. */
  private Course drawn(ToIntFunction<Studied> share, Dice dice) {
    int left = dice.roll(studied.stream().mapToInt(share).sum());
    for (Studied each : studied) {
      left -= share.applyAsInt(each);
      if (left < 0) {
        return each.course();
      }
    }
    throw new IllegalStateException("the shares do not add up");
  }

  /** What a user asks and an assistant answers. */
  public record Answered(String prompt, String answer) {}
}
