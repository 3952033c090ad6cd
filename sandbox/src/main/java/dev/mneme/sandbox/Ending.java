package dev.mneme.sandbox;

/** How an interpreter ended instead of answering. */
enum Ending {
  TIME,
  MEMORY,
  OUTPUT,
  /** A result too large to compare. */
  VALUE,
  /** The program ended the interpreter itself. */
  EXIT,
  /** It asked for what the sandbox does not give, in a way that no Python exception stands for. */
  FORBIDDEN,
  /** The program damaged what runs it. */
  BROKEN,
  /** The process is gone or speaks nonsense. */
  LOST
}
