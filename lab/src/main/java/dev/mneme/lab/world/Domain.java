package dev.mneme.lab.world;

import dev.mneme.lab.chance.Dice;
import dev.mneme.task.TextVerifier;

/** A family of tasks drawn by program. */
public interface Domain {

  /** In small letters with hyphens. */
  String name();

  /** One line for a person. */
  String about();

  /** One in so many problems is kept to measure with; more where there are few. */
  default int testOneIn() {
    return 10;
  }

  /**
   * A problem.
   *
   * @param difficulty from 1, what a base model has learnt to do, to 4
   */
  Problem draw(int difficulty, Dice dice);

  /** Judges what is written in answer to a problem by the problem's columns. */
  TextVerifier verifier();

  /**
   * A text in which what the domain is about occurs, without questions: what a model reads to know
   * it, such as facts, stories or documentation. What decides a problem of the test side may occur
   * in it, in other words than the problem's; the problem as it is asked, with its answer, may not.
   */
  String document(Dice dice);
}
