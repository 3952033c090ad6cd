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
   * The run is cut off here; the snapshot's tensors are the live ones. What goes on from it leaves
   * the same events as if it had not been cut off.
   */
  default void leave(Snapshot snapshot) {}

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
