package dev.mneme.run;

import dev.mneme.data.Disk;
import dev.mneme.data.InputException;
import dev.mneme.train.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The events of a run as JSON lines, in the order they happened; screen, report and studio read
 * nothing else. Numbers come back exactly; NaN and the infinities are written as the texts {@code
 * "NaN"}, {@code "Infinity"} and {@code "-Infinity"}.
 *
 * <p>Used by one thread. Errors of the disk are told as an {@link InputException}, after which the
 * log takes no more events until it is opened again.
 */
public final class EventLog implements Consumer<Event>, AutoCloseable {

  private final LineLog lines;

  private EventLog(LineLog lines) {
    this.lines = lines;
  }

  /** Opens a log at its end, cutting off half a line that a killed process left. */
  public static EventLog open(Disk disk, Path file) {
    return new EventLog(LineLog.open(disk, file));
  }

  /** Adds an event; it is safe only after {@link #sync()}. */
  @Override
  public void accept(Event event) {
    lines.append(EventLines.encode(event));
  }

  /** Makes the events visible to readers and safe from the death of this process. */
  public void flush() {
    lines.flush();
  }

  /** Makes the events safe from a loss of power. */
  public void sync() {
    lines.sync();
  }

  /** Size in bytes with all events added so far; what {@link #truncate} wants. */
  public long length() {
    return lines.length();
  }

  /** Forgets the events after the first {@code length} bytes. */
  public void truncate(long length) {
    lines.truncate(length);
  }

  @Override
  public void close() {
    lines.close();
  }

  /** All events of a log, also of one being written: half a line at its end is left out. */
  public static List<Event> read(Path file) {
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new InputException(file + " could not be read: " + failure.getMessage(), failure);
    }
    List<Event> events = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      try {
        events.add(EventLines.decode(text.substring(start, end)));
      } catch (IllegalArgumentException broken) {
        throw new InputException(
            "%s:%d: not an event: %s. The file is damaged; delete from this line on, or restore it."
                .formatted(file, events.size() + 1, broken.getMessage()),
            broken);
      }
      start = end + 1;
    }
    return events;
  }
}
