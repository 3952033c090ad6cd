package dev.mneme.run;

import dev.mneme.data.Disk;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything about a run that depends on the clock or the machine's speed, as JSON lines: {@code
 * {"step":12,"seconds":0.31,…}}. Kept apart from the events, which two equal runs share. Steps done
 * again after a resume appear again, since their time was spent again.
 */
public final class TimingLog implements AutoCloseable {

  private final LineLog lines;

  private TimingLog(LineLog lines) {
    this.lines = lines;
  }

  static TimingLog open(Disk disk, Path file) {
    return new TimingLog(LineLog.open(disk, file));
  }

  /** Adds figures about a step, by names that say their unit. */
  public void add(long step, Map<String, Double> values) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.putAll(new TreeMap<>(values));
    lines.append(Json.line(line));
  }

  /** Makes the figures visible to readers. */
  public void flush() {
    lines.flush();
  }

  @Override
  public void close() {
    lines.close();
  }
}
