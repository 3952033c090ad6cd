package dev.mneme.run;

import com.google.protobuf.CodedOutputStream;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.Uninterrupted;
import dev.mneme.train.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Writes the figures of events as scalars that TensorBoard shows: {@code loss} of a step as {@code
 * step/loss}, what a probe or controller says under its own name.
 *
 * <p>Each process writes a file of its own. It begins by telling TensorBoard the step it starts at,
 * so that after a resume the points beyond that step are those of the new file only.
 *
 * <p>Source: tensorflow/core/util/event.proto, framework/summary.proto, lib/io/record_writer.h.
 */
public final class TensorBoardSink implements Consumer<Event>, AutoCloseable {

  /** Field numbers of the messages written. */
  private static final int EVENT_WALL_TIME = 1;

  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int EVENT_SESSION_LOG = 7;
  private static final int SESSION_LOG_STATUS = 1;
  private static final int SESSION_START = 1;
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE = 2;

  private final Clock clock;
  private final Path file;
  private final Disk.Output output;

  /**
   * @param step optimizer steps done before the first event
   */
  public TensorBoardSink(Disk disk, Path folder, long step, Clock clock) {
    this.clock = clock;
    Instant now = clock.instant();
    this.file =
        folder.resolve(
            String.format(
                Locale.ROOT,
                "events.out.tfevents.%010d.mneme.%d.%09d",
                now.getEpochSecond(),
                ProcessHandle.current().pid(),
                now.getNano()));
    try {
      disk.makeFolder(folder);
      this.output = disk.create(file);
    } catch (IOException failure) {
      throw DurableFiles.explain(file, failure);
    }
    write(event -> event.writeString(EVENT_FILE_VERSION, "brain.Event:2"));
    if (step > 0) {
      byte[] start = message(log -> log.writeEnum(SESSION_LOG_STATUS, SESSION_START));
      write(event -> {
        event.writeInt64(EVENT_STEP, step + 1); // what is from this step on is dropped
        event.writeByteArray(EVENT_SESSION_LOG, start);
      });
    }
  }

  @Override
  public void accept(Event event) {
    switch (event) {
      case Event.Stepped stepped -> scalars(stepped.step(), "step", stepped.values());
      case Event.Measured measured -> scalars(measured.step(), measured.probe(), measured.values());
      case Event.Decided decided -> scalars(decided.step(), decided.controller(), decided.values());
      case Event.Saved saved -> {}
      case Event.Finished finished -> {}
    }
  }

  @Override
  public void close() {
    try {
      output.close();
    } catch (IOException failure) {
      throw DurableFiles.explain(file, failure);
    }
  }

  private void scalars(long step, String group, Map<String, Double> values) {
    byte[] summary =
        message(all -> {
          for (Map.Entry<String, Double> value : new TreeMap<>(values).entrySet()) {
            all.writeByteArray(
                SUMMARY_VALUE,
                message(one -> {
                  one.writeString(VALUE_TAG, group + "/" + value.getKey());
                  one.writeFloat(VALUE_SIMPLE, value.getValue().floatValue());
                }));
          }
        });
    write(event -> {
      event.writeInt64(EVENT_STEP, step);
      event.writeByteArray(EVENT_SUMMARY, summary);
    });
  }

  private void write(Fields fields) {
    Instant now = clock.instant();
    byte[] event =
        message(out -> {
          out.writeDouble(EVENT_WALL_TIME, now.getEpochSecond() + now.getNano() / 1e9);
          fields.writeTo(out);
        });
    Uninterrupted.run(() -> {
      try {
        output.write(record(event));
      } catch (IOException failure) {
        throw DurableFiles.explain(file, failure);
      }
    });
  }

  /** A TFRecord: length, masked CRC of the length, data, masked CRC of the data. */
  private static ByteBuffer record(byte[] data) {
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + data.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(masked(record.array(), Long.BYTES));
    record.put(data);
    record.putInt(masked(data, data.length));
    return record.flip();
  }

  /** A CRC that is itself covered by a CRC needs masking: {@code rotate(crc, 15) + 0xa282ead8}. */
  private static int masked(byte[] bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, count);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.writeTo(out);
      out.flush();
    } catch (IOException impossible) {
      throw new IllegalStateException("writing to memory cannot fail", impossible);
    }
    return bytes.toByteArray();
  }
}
