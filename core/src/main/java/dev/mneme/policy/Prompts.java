package dev.mneme.policy;

/** The contexts of a batch, as the policies of one kind understand them. */
public interface Prompts {

  /** How many there are. */
  int size();
}
