package dev.mneme.sandbox;

/** What a program that passes some of its tests is worth. */
public enum Credit {
  /** 1 if every assert holds, else 0. */
  ALL,
  /** The share of asserts that hold; those never reached do not. */
  SHARE
}
