package dev.mneme.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.mneme.data.Disk;
import dev.mneme.train.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardSinkTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_000_000_000, 500_000_000), ZoneOffset.UTC);

  @TempDir Path folder;

  @Test
  void everyFigureIsWrittenAsAScalarThatDecodes() throws IOException {
    try (TensorBoardSink sink = new TensorBoardSink(Disk.real(), folder, 7, CLOCK)) {
      sink.accept(new Event.Stepped(8, Map.of("loss", 0.5, "lr", Double.NaN)));
      sink.accept(new Event.Measured(8, "drift", Map.of("kl", 1e-3)));
      sink.accept(new Event.Decided(9, "budget", Map.of("λ", 2.0), "why"));
      sink.accept(new Event.Saved(9, "step-000009"));
      sink.accept(new Event.Finished(9));
    }
    assertThat(decoded())
        .containsExactly(
            "time 1.0000000005E9 version brain.Event:2",
            "time 1.0000000005E9 step 8 session 1",
            "time 1.0000000005E9 step 8 step/loss=0.5 step/lr=NaN",
            "time 1.0000000005E9 step 8 drift/kl=0.001",
            "time 1.0000000005E9 step 9 budget/λ=2.0");
  }

  @Test
  void anInterruptionClosesNothing() throws IOException {
    try (TensorBoardSink sink = new TensorBoardSink(Disk.real(), folder, 7, CLOCK)) {
      Thread.currentThread().interrupt();
      sink.accept(new Event.Stepped(8, Map.of("loss", 0.5)));
      assertThat(Thread.interrupted()).as("the interruption is passed on").isTrue();
      sink.accept(new Event.Stepped(9, Map.of("loss", 0.25)));
    }
    assertThat(decoded()).endsWith("time 1.0000000005E9 step 9 step/loss=0.25");
  }

  @Test
  void theMaskedChecksumIsThatOfTheFormat() throws IOException {
    new TensorBoardSink(Disk.real(), folder, 0, CLOCK).close();
    byte[] bytes = Files.readAllBytes(file());
    // The first eight bytes hold the length 24, whose masked CRC-32C every TensorFlow file shares.
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong()).isEqualTo(24);
    assertThat(ByteBuffer.wrap(bytes, 8, 4).order(ByteOrder.LITTLE_ENDIAN).getInt())
        .isEqualTo(0x224b7fa3);
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  /** The events of the file, checksums checked, each as a text. */
  private List<String> decoded() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
    List<String> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[8];
      bytes.get(length);
      assertThat(unmasked(bytes.getInt())).isEqualTo(crc(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(data);
      assertThat(unmasked(bytes.getInt())).isEqualTo(crc(data));
      events.add(event(data).strip());
    }
    return events;
  }

  private static String event(byte[] data) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(data);
    StringBuilder text = new StringBuilder();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> text.append("time ").append(in.readDouble());
        case 2 -> text.append(" step ").append(in.readInt64());
        case 3 -> text.append(" version ").append(in.readString());
        case 5 -> text.append(summary(in.readByteArray()));
        case 7 -> text.append(" session ").append(in.readByteArray()[1]);
        default -> text.append(" unknown ").append(tag);
      }
    }
    return text.toString();
  }

  private static String summary(byte[] data) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(data);
    StringBuilder text = new StringBuilder();
    while (in.readTag() != 0) {
      CodedInputStream value = CodedInputStream.newInstance(in.readByteArray());
      assertThat(WireFormat.getTagFieldNumber(value.readTag())).isEqualTo(1);
      text.append(' ').append(value.readString());
      assertThat(WireFormat.getTagFieldNumber(value.readTag())).isEqualTo(2);
      text.append('=').append(value.readFloat());
    }
    return text.toString();
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static int unmasked(int masked) {
    return Integer.rotateLeft(masked - 0xa282ead8, 15);
  }
}
