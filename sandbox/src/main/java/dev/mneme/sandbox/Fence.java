package dev.mneme.sandbox;

/** Which fenced block of a completion is its program, where it has several. */
public enum Fence {
  /** For models that answer first and explain afterwards. */
  FIRST,
  /** For models that think first. */
  LAST
}
