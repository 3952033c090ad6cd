package dev.mneme.bench.fuzz;

import dev.mneme.data.records.Columns;
import dev.mneme.data.records.Format;
import dev.mneme.data.records.Limits;
import dev.mneme.data.records.Records;
import dev.mneme.data.records.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Rows of JSON lines, a JSON array, CSV or Parquet, and the examples they hold. */
final class RecordsTarget implements Target {

  private static final int MOST_ROWS = 50;
  private static final Limits LIMITS = new Limits(1 << 14, 32, 1 << 20);

  private final Scratch scratch = new Scratch();
  private final String ending;
  private final List<byte[]> seeds;

  RecordsTarget(String ending) {
    this.ending = ending;
    this.seeds = made();
  }

  private List<byte[]> made() {
    List<String> rows =
        List.of(
            "{\"text\":\"a \\u00e9 \\ud83d\\ude00\"}",
            "{\"prompt\":\"p\",\"completion\":\"c\",\"tools\":[{\"name\":\"f\"}]}",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"from\":\"gpt\",\"value\":\"b\"}],\"tools\":\"[]\"}",
            "{\"chosen\":\"ab c\",\"rejected\":\"ab d\"}",
            "{\"prompt\":[{\"role\":\"user\",\"content\":\"q\"}],\"answer\":1.5,\"more\":[1,null,true]}");
    return switch (ending) {
      case "jsonl" ->
          utf8(String.join("\n", rows) + "\n", "\ufeff" + rows.get(1) + "\r\n\n" + rows.get(0));
      case "json" ->
          utf8("[" + String.join(",\n", rows) + "]", " [" + rows.get(3) + "] ", rows.get(0) + "\n");
      case "csv" ->
          utf8(
              "prompt,answer\na,1\n\"b \"\"x\"\"\n, c\",\n\n",
              "text\r\nx\r\n\"\"\r\n",
              "\ufeffchosen,rejected,prompt\n\"a,\",b,é\n");
      default -> List.of(parquet());
    };
  }

  private static List<byte[]> utf8(String... texts) {
    List<byte[]> files = new ArrayList<>();
    for (String text : texts) {
      files.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return files;
  }

  private byte[] parquet() {
    Path file = scratch.folder().resolve("seed");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT 'p' || i AS prompt, i AS answer, [i, 2] AS more, {'a': i} AS part FROM range(3) t(i)) TO '%s' (FORMAT parquet)"
              .formatted(file));
      return Files.readAllBytes(file);
    } catch (SQLException | IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public List<String> words() {
    return List.of(
        "\"text\":",
        "\"prompt\":",
        "\"completion\":",
        "\"messages\":",
        "\"role\":",
        "\"content\":",
        "\"from\":",
        "\"value\":",
        "\"tools\":",
        "\"chosen\":",
        "\"rejected\":",
        "\"answer\":",
        "text",
        "prompt",
        "\n",
        "\r\n",
        "\r",
        ",",
        ":",
        "\"",
        "\"\"",
        "{",
        "}",
        "[",
        "]",
        "\\u0000",
        "\\ud800",
        "NaN",
        "-Infinity",
        "\t",
        "\ufeff",
        "\u2028",
        "PAR1");
  }

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public byte[] framed(byte[] file, int how) {
    return how % 8 == 7 ? packed(file) : file;
  }

  private static byte[] packed(byte[] file) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return packed.toByteArray();
  }

  @Override
  public void read(byte[] file) throws IOException {
    boolean packed = file.length > 1 && file[0] == 0x1f && (file[1] & 0xff) == 0x8b;
    String name = "rows." + ending + (packed && !ending.equals("parquet") ? ".gz" : "");
    try (Records records = Records.open(scratch.write(name, file), LIMITS, scratch.folder())) {
      for (long i = 0; i < Math.min(MOST_ROWS, records.size()); i++) {
        Row row = records.row(i);
        Format.of(row, Columns.USUAL).read(row, Columns.USUAL);
      }
    }
  }
}
