package dev.mneme.sandbox;

import java.util.Locale;

/** What an interpreter is for, and with it its driver. */
enum Role {
  /** Runs a program; a new interpreter for every one. */
  CANDIDATE,
  /** Runs tests, which are trusted not to attack but not to end. */
  JUDGE;

  String driver() {
    return name().toLowerCase(Locale.ROOT) + ".py";
  }
}
