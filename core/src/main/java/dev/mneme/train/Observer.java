package dev.mneme.train;

/**
 * Whoever wants to know what happens in a run, and keeps its snapshots. Called on the training
 * thread.
 */
public interface Observer {

  /** Hears nothing and keeps nothing. */
  Observer NONE = event -> {};

  /** An event, in order. */
  void on(Event event);

  /**
   * The moment for a checkpoint; the snapshot's tensors are the live ones, unchanged until this
   * returns.
   *
   * @return the checkpoint's name, or empty if none was kept
   */
  default String keep(Snapshot snapshot) {
    return "";
  }

  /**
   * Reads a snapshot that was kept and is needed by the last one; its tensors belong to the open
   * scope.
   *
   * @throws UnsupportedOperationException if none are kept
   */
  default Snapshot back(long step) {
    throw new UnsupportedOperationException("nobody kept the snapshot of step " + step);
  }
}
