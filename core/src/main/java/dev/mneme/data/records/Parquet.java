package dev.mneme.data.records;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * A Parquet file as lines of JSON, read by DuckDB shut in: it may open the one file, load no
 * extension, use one thread and 1 GiB, and spill nothing.
 */
final class Parquet {

  private static final List<String> SHUT =
      List.of(
          "SET threads = 1",
          "SET memory_limit = '1GiB'",
          "SET temp_directory = ''",
          "SET autoinstall_known_extensions = false",
          "SET autoload_known_extensions = false",
          "SET allow_community_extensions = false",
          "SET allow_unsigned_extensions = false");

  /** What no column will be called. */
  private static final String WHOLE_ROW = "mneme: the whole row";

  private Parquet() {}

  /** Copies every row to a line. */
  static void unpack(Path file, OutputStream rows, Limits limits) throws IOException {
    String name = file.toAbsolutePath().normalize().toString();
    if (name.chars().anyMatch(sign -> "*?[]{}".indexOf(sign) >= 0)) {
      throw new InputException(
          file + ": names of Parquet files must be free of * ? [ ] { }. Rename the file.");
    }
    String path = "'" + name.replace("'", "''") + "'";
    // Where a column is called as the table is, the name means the column.
    String query =
        "SELECT to_json(\"%1$s\") FROM read_parquet(%2$s, hive_partitioning = false) AS \"%1$s\""
            .formatted(WHOLE_ROW, path);
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    long row = 0;
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
        Statement statement = connection.createStatement()) {
      for (String setting : SHUT) {
        statement.execute(setting);
      }
      statement.execute("SET allowed_paths = [" + path + "]");
      statement.execute("SET enable_external_access = false");
      statement.execute("SET lock_configuration = true");
      try (ResultSet result = statement.executeQuery(query)) {
        while (result.next()) {
          row++;
          byte[] line = result.getString(1).getBytes(StandardCharsets.UTF_8);
          if (line.length > limits.lineBytes()) {
            throw new InputException(Lines.tooLong(file + ", row " + row, limits.lineBytes()));
          }
          rows.write(line);
          rows.write('\n');
        }
      }
    } catch (SQLException e) {
      throw new InputException(
          "%s: cannot be read as Parquet: %s. Repair the file, or write it again."
              .formatted(file, reason(e)),
          e);
    }
  }

  private static String reason(SQLException e) {
    String said =
        String.valueOf(e.getMessage())
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("Invalid Input Error: Attempting"))
            .limit(3)
            .collect(Collectors.joining("; "))
            .replaceAll("\\p{Cntrl}", "�");
    return said.length() > 300 ? said.substring(0, 300) + "…" : said;
  }
}
