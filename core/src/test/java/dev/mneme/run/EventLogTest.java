package dev.mneme.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.Disk;
import dev.mneme.data.FailingDisk;
import dev.mneme.data.InputException;
import dev.mneme.train.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLogTest {

  private static final List<Event> EVENTS =
      List.of(
          new Event.Stepped(1, Map.of("loss", 0.1, "learning rate", 1e-5)),
          new Event.Measured(
              1,
              "drift",
              Map.of(
                  "kl", Double.NaN,
                  "tv", Double.POSITIVE_INFINITY,
                  "min", Double.NEGATIVE_INFINITY,
                  "zero", -0.0,
                  "whole", 3.0)),
          new Event.Decided(2, "budget", Map.of("λ", Double.MIN_VALUE), "a \"reason\",\nä\u2028"),
          new Event.Saved(2, "step-000002"),
          new Event.Finished(Long.MAX_VALUE));

  @TempDir Path folder;
  Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("events.jsonl");
  }

  @Test
  void everyKindOfEventComesBackAsItWas() {
    write(EVENTS);
    assertThat(EventLog.read(file)).isEqualTo(EVENTS);
  }

  @Test
  void everyDoubleComesBackBitForBit() {
    Random random = new Random(1);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      events.add(new Event.Stepped(i, Map.of("x", value, "y", (double) random.nextInt(1000))));
    }
    write(events);
    assertThat(EventLog.read(file)).isEqualTo(events);
  }

  @Test
  void equalEventsGiveEqualBytesInWhateverOrderTheirValuesWerePut() throws IOException {
    Map<String, Double> one = new LinkedHashMap<>();
    one.put("b", 2.0);
    one.put("a", 1.0);
    write(List.of(new Event.Stepped(1, one)));
    assertThat(file)
        .hasContent("{\"event\":\"stepped\",\"step\":1,\"values\":{\"a\":1.0,\"b\":2.0}}\n");
  }

  @Test
  void aTailTornAtAnyByteIsLeftOutByReadersAndCutOffWhenOpened() throws IOException {
    write(EVENTS);
    byte[] whole = Files.readAllBytes(file);
    int thirdLine = endOfLine(whole, EVENTS.size() - 2);
    int fourthLine = endOfLine(whole, EVENTS.size() - 1);
    for (int size = thirdLine; size <= whole.length; size++) {
      Files.write(file, Arrays.copyOf(whole, size));
      int kept = size == whole.length ? 5 : size >= fourthLine ? 4 : 3;
      assertThat(EventLog.read(file)).as("%d bytes", size).isEqualTo(EVENTS.subList(0, kept));

      Event added = new Event.Saved(9, "step-000009");
      try (EventLog log = EventLog.open(Disk.real(), file)) {
        assertThat(log.length()).isEqualTo(endOfLine(whole, kept));
        log.accept(added);
      }
      List<Event> expected = new ArrayList<>(EVENTS.subList(0, kept));
      expected.add(added);
      assertThat(EventLog.read(file)).as("%d bytes", size).isEqualTo(expected);
    }
  }

  @Test
  void aTornTailLongerThanABlockIsCutOff() throws IOException {
    write(EVENTS);
    byte[] whole = Files.readAllBytes(file);
    Files.writeString(file, "{\"event\":\"decided".repeat(20_000), StandardOpenOption.APPEND);
    EventLog.open(Disk.real(), file).close();
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
  }

  @Test
  void theLengthCountsWhatIsNotYetFlushedAndTruncatingToItForgetsWhatFollows() {
    try (EventLog log = EventLog.open(Disk.real(), file)) {
      log.accept(EVENTS.get(0));
      long length = log.length();
      log.accept(EVENTS.get(1));
      log.accept(EVENTS.get(2));
      log.truncate(length);
      assertThat(log.length()).isEqualTo(length);
      log.accept(EVENTS.get(3));
    }
    assertThat(EventLog.read(file)).containsExactly(EVENTS.get(0), EVENTS.get(3));
  }

  @Test
  void aLogThatIsShorterThanItsCheckpointOrCutElsewhereIsRefused() {
    try (EventLog log = EventLog.open(Disk.real(), file)) {
      EVENTS.forEach(log);
      long length = log.length();
      assertThatThrownBy(() -> log.truncate(length + 1))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("should have at least " + (length + 1));
      assertThatThrownBy(() -> log.truncate(length - 1))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("has no line that ends at byte " + (length - 1));
    }
  }

  @Test
  void eventsAreVisibleAfterFlush() {
    try (EventLog log = EventLog.open(Disk.real(), file)) {
      log.accept(EVENTS.get(0));
      log.flush();
      assertThat(EventLog.read(file)).containsExactly(EVENTS.get(0));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense | Unrecognized token",
        "[] | not a JSON object",
        "{\"event\":\"stepped\",\"step\":1,\"values\":{}} {} | Trailing token",
        "{\"event\":\"stepped\",\"event\":\"stepped\",\"step\":1,\"values\":{}} | Duplicate",
        "{\"event\":\"jumped\",\"step\":1} | unknown event \"jumped\"",
        "{\"event\":\"stepped\",\"values\":{}} | \"step\" is not a whole number",
        "{\"event\":\"stepped\",\"step\":1.5,\"values\":{}} | \"step\" is not a whole number",
        "{\"event\":\"stepped\",\"step\":1} | has the keys [event, step] instead of",
        "{\"event\":\"stepped\",\"step\":1,\"values\":{},\"x\":1} | has the keys",
        "{\"event\":\"stepped\",\"step\":1,\"values\":{\"a\":\"b\"}} | value \"a\" is not a number",
        "{\"event\":\"saved\",\"step\":1,\"checkpoint\":null} | null is not a value",
      })
  void aCorruptLineInTheMiddleIsToldWithItsNumber(String line, String message) throws IOException {
    write(EVENTS.subList(0, 2));
    Files.writeString(file, Files.readString(file) + line + "\n" + Files.readString(file));
    assertThatThrownBy(() -> EventLog.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ":3: not an event: ")
        .hasMessageContaining(message)
        .satisfies(thrown -> assertThat(thrown.toString().lines()).hasSize(1));
  }

  @Test
  void aFullDiskIsToldInOneLineAndLosesNothingThatWasSynced() {
    FailingDisk disk = FailingDisk.fullAfter(400);
    EventLog log = EventLog.open(disk, file);
    log.accept(EVENTS.get(0));
    log.sync();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                log.accept(EVENTS.get(1));
                log.flush();
              }
            })
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + " could not be written: the disk is full. Free some space and try again; what was there before is unharmed.");
    assertThatThrownBy(() -> log.accept(EVENTS.get(1))).isInstanceOf(InputException.class);
    log.close();
    assertThat(EventLog.read(file)).startsWith(EVENTS.get(0), EVENTS.get(1));
    try (EventLog again = EventLog.open(Disk.real(), file)) {
      again.accept(EVENTS.get(4));
    }
    assertThat(EventLog.read(file)).endsWith(EVENTS.get(1), EVENTS.get(4));
  }

  private void write(List<Event> events) {
    try (EventLog log = EventLog.open(Disk.real(), file)) {
      events.forEach(log);
    }
  }

  /** Where the line of that number (from 1) ends. */
  private static int endOfLine(byte[] bytes, int number) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = 0;
    for (int i = 0; i < number; i++) {
      end = text.indexOf('\n', end) + 1;
    }
    return end;
  }
}
