package dev.mneme.app.comparison;

/** What became of a prior task. */
public enum Standing {
  /** A drop was found, larger than the base's own noise and not shown to be within tolerance. */
  LOST,
  /** The interval leaves no room for a drop beyond what is tolerated. */
  KEPT,
  /** No such drop was found, but there may be one. */
  UNCLEAR;

  String word() {
    return switch (this) {
      case LOST -> "lost";
      case KEPT -> "kept";
      case UNCLEAR -> "unclear";
    };
  }
}
