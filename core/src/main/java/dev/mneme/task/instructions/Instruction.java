package dev.mneme.task.instructions;

/** One checkable instruction with its numbers and words filled in. */
public sealed interface Instruction permits Counted, Keywords, Parts, Edges, Marks, Spoken {

  /** Whether a response that is not blank follows it, and what was found. */
  Finding check(String response);
}
