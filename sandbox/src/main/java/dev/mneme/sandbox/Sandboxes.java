package dev.mneme.sandbox;

import java.util.HashMap;
import java.util.Map;

/**
 * The sandboxes of a command or a run: one for each set of limits that is asked for, so that
 * several rewards share its processes. Whoever makes it closes it; as long as no program is judged,
 * it costs nothing.
 */
public final class Sandboxes implements AutoCloseable {

  private final Map<Limits, Sandbox> open = new HashMap<>();

  /** The sandbox with these limits, which closes with this. */
  public synchronized Sandbox with(Limits limits) {
    return open.computeIfAbsent(limits, Sandbox::open);
  }

  @Override
  public synchronized void close() {
    open.values().forEach(Sandbox::close);
  }
}
