package dev.mneme.data.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class RecordsTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void rowsComeBackByNumberInAnyOrder(long seed) throws IOException {
    Random random = new Random(seed);
    List<Map<String, Object>> rows = rows(random, 300);
    Path file = jsonl("train.jsonl", rows, random);
    try (Records records = Records.open(file)) {
      assertThat(records.size()).isEqualTo(300);
      for (int i = 0; i < 900; i++) {
        int row = random.nextInt(300);
        assertThat(records.row(row).columns()).isEqualTo(rows.get(row));
      }
    }
  }

  @Test
  void theSameRowsComeFromEveryFormat() throws IOException, SQLException {
    List<Map<String, Object>> rows = rows(new Random(9), 50);
    Path lines = jsonl("a.jsonl", rows, new Random(1));
    Path array = Files.writeString(folder.resolve("b.json"), JSON.writeValueAsString(rows));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      String from = "COPY (SELECT * FROM read_json('%s')) TO '%s'";
      statement.execute(from.formatted(array, folder.resolve("c.parquet")));
      statement.execute(from.formatted(array, folder.resolve("d.csv")) + " (DELIMITER ',')");
      statement.execute(from.formatted(array, folder.resolve("e.tsv")) + " (DELIMITER '\t')");
    }
    List<Path> files = new ArrayList<>(List.of(lines, array, folder.resolve("c.parquet")));
    for (String table : List.of("d.csv", "e.tsv")) {
      files.add(folder.resolve(table));
    }
    for (String plain : List.of("a.jsonl", "b.json", "d.csv", "e.tsv")) {
      files.add(packed(folder.resolve(plain)));
    }
    for (Path file : files) {
      boolean texts = file.toString().contains(".csv") || file.toString().contains(".tsv");
      try (Records records = Records.open(file)) {
        assertThat(LongStream.range(0, records.size()).mapToObj(i -> records.row(i).columns()))
            .as(file.getFileName().toString())
            .isEqualTo(texts ? rows.stream().map(RecordsTest::asTexts).toList() : rows);
      }
    }
  }

  @Test
  void aColumnOfParquetMayHaveAnyName() throws SQLException {
    Path file = folder.resolve("named.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT 1 AS a, 2 AS \"rows\", 3 AS read_parquet) TO '%s'".formatted(file));
    }
    try (Records records = Records.open(file)) {
      assertThat(records.row(0).columns())
          .isEqualTo(Map.of("a", 1L, "rows", 2L, "read_parquet", 3L));
    }
  }

  @Test
  void nestedColumnsOfParquetAreListsAndObjects() throws SQLException {
    Path file = folder.resolve("chat.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT [{'role': 'user', 'content': 'é' || i}] AS messages FROM range(5000) t(i))"
              + " TO '"
              + file
              + "'");
    }
    try (Records records = Records.open(file)) {
      assertThat(records.size()).isEqualTo(5000);
      Row row = records.row(4321);
      assertThat(row.place()).isEqualTo(file + ", row 4322");
      assertThat(row.columns())
          .isEqualTo(Map.of("messages", List.of(Map.of("role", "user", "content", "é4321"))));
    }
  }

  @Test
  void aFolderIsItsFilesInTheOrderOfTheirNames() throws IOException {
    Files.writeString(folder.resolve("2.jsonl"), "{\"n\":2}\n{\"n\":3}");
    Files.writeString(folder.resolve("1.jsonl"), "{\"n\":0}\n\n{\"n\":1}\n");
    Files.writeString(folder.resolve("3.jsonl"), "\n");
    packed(Files.writeString(folder.resolve("4.jsonl"), "{\"n\":4}\n"));
    Files.delete(folder.resolve("4.jsonl"));
    Files.writeString(folder.resolve("README.md"), "not rows");
    Files.writeString(folder.resolve(".hidden.jsonl"), "not rows");
    try (Records records = Records.open(folder)) {
      assertThat(
              LongStream.range(0, records.size()).mapToObj(i -> records.row(i).columns().get("n")))
          .containsExactly(0L, 1L, 2L, 3L, 4L);
      assertThat(records.row(1).place()).isEqualTo(folder.resolve("1.jsonl") + ":3");
      assertThat(records.row(4).place()).isEqualTo(folder.resolve("4.jsonl.gz") + ":1");
    }
  }

  @Test
  void windowsLineEndsAndAByteOrderMarkAreNoPartOfRows() throws IOException {
    Path file = Files.writeString(folder.resolve("w.jsonl"), "\uFEFF{\"a\":1}\r\n{\"a\":2}\r\n");
    for (Path each : List.of(file, packed(file))) {
      try (Records records = Records.open(each)) {
        assertThat(records.size()).isEqualTo(2);
        assertThat(records.row(0).columns()).isEqualTo(Map.of("a", 1L));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 64, 1000})
  void anIndexThatIsFullGrowsSparserAndFindsTheSameRows(int entries) throws IOException {
    Random random = new Random(entries);
    List<Map<String, Object>> rows = rows(random, 257);
    Path file = jsonl("many.jsonl", rows, random);
    try (var channel = java.nio.channels.FileChannel.open(file)) {
      Lines lines = Lines.index(channel, new Lines.Part(0, channel.size(), "f:"), 1 << 20, entries);
      assertThat(lines.size()).isEqualTo(257);
      for (int row :
          IntStream.concat(IntStream.range(0, 257), random.ints(300, 0, 257)).toArray()) {
        assertThat(JSON.readValue(lines.read(row).bytes().array(), Map.class).get("id"))
            .isEqualTo(row);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": 1               | one JSON object is expected, but it breaks off at column",
        "[1, 2]                  | one JSON object a line is expected, such as {\"prompt\": …}, but this line begins with \"[1, 2]\".",
        "{\"a\": 1} {\"b\": 2}   | one JSON object is expected, but it breaks off at column",
        "{\"a\": 1, \"a\": 2}    | one JSON object is expected, but it breaks off at column",
        "{\"a\": [[[[[[[[1]]]]]]]]} | lists and objects are nested deeper than the 8 levels allowed.",
        "null                    | one JSON object a line is expected",
        "{'a': 1}                | one JSON object is expected, but it breaks off at column"
      })
  void aBadRowIsNamedByFileAndLine(String line, String expected) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.jsonl"), "{\"ok\":1}\n" + line + "\n");
    try (Records records = Records.open(file, new Limits(1000, 8, 1000), folder)) {
      assertThat(records.row(0).columns()).containsEntry("ok", 1L);
      assertOneLine(() -> records.row(1), file + ":2: " + expected);
    }
  }

  @Test
  void textThatIsNotUtf8IsNamedByItsByte() throws IOException {
    Path file = folder.resolve("latin.jsonl");
    Files.write(file, "{\"a\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
    try (Records records = Records.open(file)) {
      assertOneLine(
          () -> records.row(0),
          file + ":1: text in UTF-8 is expected, but the bytes from 10 of this line on are not.");
    }
  }

  @Test
  void aLineWithoutEndIsRefusedBeforeItIsHeld() throws IOException {
    String row = "{\"a\":\"" + "x".repeat(2000) + "\"}";
    Path file = Files.writeString(folder.resolve("long.jsonl"), "{}\n" + row);
    Path array = Files.writeString(folder.resolve("long.json"), "[{}," + row + "]");
    Path table = Files.writeString(folder.resolve("long.csv"), "a\n1\n" + "x".repeat(2000) + "\n");
    Limits limits = new Limits(1000, 8, 100_000);
    String rule = "the row is longer than the 1,000 bytes allowed. Shorten it, or split it.";
    assertOneLine(() -> Records.open(file, limits, folder), file + ":2: " + rule);
    assertOneLine(() -> Records.open(packed(file), limits, folder), file + ".gz:2: " + rule);
    assertThatThrownBy(() -> Records.open(array, limits, folder))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(array + ", element 2: ");
    assertOneLine(() -> Records.open(table, limits, folder), table + ":3: " + rule);
  }

  @Test
  void moreThanTheDiskAllowedIsNotUnpacked() throws IOException {
    Path file = Files.writeString(folder.resolve("bomb.jsonl"), "{}\n".repeat(100_000));
    assertOneLine(
        () -> Records.open(packed(file), new Limits(1000, 8, 100_000), folder),
        file + ".gz: unpacked, the rows up to here take more than the 100,000 bytes allowed.");
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    Path whole = packed(Files.writeString(folder.resolve("t.jsonl"), "{\"a\":12345}\n".repeat(99)));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.jsonl.gz"), Arrays.copyOf(bytes, bytes.length - 9));
    assertOneLine(() -> Records.open(cut), cut + ": the file is cut short: it ends too early.");
    bytes[bytes.length - 6] ^= 1;
    Path wrong = Files.write(folder.resolve("wrong.jsonl.gz"), bytes);
    assertOneLine(() -> Records.open(wrong), wrong + ": damaged gzip data (");
    Path fake = Files.writeString(folder.resolve("fake.parquet"), "PAR1 not really a table");
    assertOneLine(() -> Records.open(fake), fake + ": cannot be read as Parquet: ");
    Path list = Files.writeString(folder.resolve("list.json"), "[{\"a\":1},2]");
    assertOneLine(
        () -> Records.open(list),
        list + ", element 2: an array of objects is expected, but this is not an object.");
    Path open = Files.writeString(folder.resolve("open.json"), "[{\"a\":1},{\"a\":");
    assertOneLine(() -> Records.open(open), open + ", element 2: one JSON object is expected");
  }

  @Test
  void whatHoldsNoRowsIsRefused() throws IOException {
    Path nowhere = folder.resolve("no.jsonl");
    assertOneLine(() -> Records.open(nowhere), nowhere + ": there is no such file.");
    assertOneLine(() -> Records.open(folder), folder + ": no file of rows is in this folder.");
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), " \n\n");
    assertOneLine(() -> Records.open(empty), empty + ": there are no rows in it.");
    Path other = Files.writeString(folder.resolve("a.txt"), "x");
    assertOneLine(() -> Records.open(other), other + ": rows are read from .jsonl, ");
    Files.writeString(folder.resolve("b.csv"), "a\n1\n");
    assertOneLine(
        () -> Records.open(folder),
        folder + ": files of several formats are in this folder (.csv, .jsonl)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a,b/1,2/1,2,3 | :3: 2 cells are expected, as the first row names 2 columns, but there are 3.",
        "a,b/1/1,2     | :2: 2 cells are expected, as the first row names 2 columns, but there are 1.",
        "a,b/1,\"2/3    | :2: a quote is expected that closes the cell, but the file ends.",
        "a,b/1,\"2\"3   | :2: a separator or the end of the row is expected after a closing quote.",
        "a,a/1,2       | :1: two columns have the same name.",
        "a,/1,2        | :1: the first row must name every column, but column 2 has no name.",
        "a,b           | : there are no rows in it."
      })
  void aCsvFileIsNotGuessedAt(String text, String expected) throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), text.replace('/', '\n'));
    assertOneLine(() -> Records.open(file), file + expected);
  }

  @Test
  void cellsOfCsvAreTextsAndOnlyEmptyOnesAreNull() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("t.csv"), "a,b\r\n007,\"x\"\"y\n,z\"\r\n\r\n,\"\"\r\n last ,-1");
    try (Records records = Records.open(file)) {
      assertThat(
              LongStream.range(0, records.size())
                  .mapToObj(i -> records.row(i).columns().toString()))
          .containsExactly("{a=007, b=x\"y\n,z}", "{a=null, b=}", "{a= last , b=-1}");
    }
  }

  @Test
  void aParquetFileWhoseNameIsAPatternIsRefused() throws IOException, SQLException {
    Path trick = Files.writeString(folder.resolve("secre[t].parquet"), "PAR1");
    assertOneLine(
        () -> Records.open(trick), trick + ": names of Parquet files must be free of * ? [ ] { }.");
    Path quote = folder.resolve("it's.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (SELECT 'mine' AS a) TO '" + folder + "/it''s.parquet'");
    }
    try (Records records = Records.open(quote)) {
      assertThat(records.row(0).columns()).isEqualTo(Map.of("a", "mine"));
    }
  }

  @Test
  void unpackedRowsLeaveNothingBehind() throws IOException {
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    Path file = packed(Files.writeString(folder.resolve("t.jsonl"), "{\"a\":1}\n"));
    try (Records records = Records.open(file, Limits.DEFAULT, scratch)) {
      assertThat(records.row(0).columns()).isEqualTo(Map.of("a", 1L));
    }
    assertThat(scratch).isEmptyDirectory();
  }

  private static void assertOneLine(ThrowingCallable call, String start) {
    assertThatThrownBy(call)
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(start)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private static List<Map<String, Object>> rows(Random random, int count) {
    String letters = "ab \n\t\"\\',;é漢😀{}[]";
    int[] signs = letters.codePoints().toArray();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder("t");
      random
          .ints(random.nextInt(200), 0, signs.length)
          .forEach(s -> text.appendCodePoint(signs[s]));
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("id", (long) i);
      row.put("text", text.toString());
      row.put("score", random.nextInt(1000) / 8.0 + 0.0625);
      rows.add(row);
    }
    return rows;
  }

  private static Map<String, Object> asTexts(Map<String, Object> row) {
    Map<String, Object> texts = new LinkedHashMap<>(row);
    texts.replaceAll((column, value) -> value.toString());
    return texts;
  }

  /** With some blank lines between the rows. */
  private Path jsonl(String name, List<Map<String, Object>> rows, Random random)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> row : rows) {
      text.append(JSON.writeValueAsString(row)).append('\n');
      text.append(random.nextInt(4) == 0 ? "  \n" : "");
    }
    return Files.writeString(folder.resolve(name), text);
  }

  private static Path packed(Path file) throws IOException {
    Path packed = file.resolveSibling(file.getFileName() + ".gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(file, out);
    }
    return packed;
  }
}
