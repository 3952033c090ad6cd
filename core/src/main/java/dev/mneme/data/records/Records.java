package dev.mneme.data.records;

import dev.mneme.data.InputException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a file, or of a folder's files in the order of their names, each read when it is asked
 * for by number.
 *
 * <p>Formats, by the ending of the name: {@code .jsonl} and {@code .ndjson}, {@code .json} (an
 * array of objects, or lines), {@code .csv} and {@code .tsv}, each also with {@code .gz}, and
 * {@code .parquet}. Lines of JSON are read in place; whatever else is unpacked once to a temporary
 * file that vanishes with this object. Memory: an index of at most 16 MiB, however many rows there
 * are.
 *
 * <p>Safe for use by several threads.
 */
public final class Records implements AutoCloseable {

  private static final int INDEX_ENTRIES = 1 << 20;
  private static final int LEAST_ENTRIES = 64;
  private static final int BYTE_ORDER_MARK = 0xEFBBBF;

  private final RowParser parser;
  private final Limits limits;
  private final Path scratch;
  private final List<String> names;
  private final List<Part> parts = new ArrayList<>();
  private final List<FileChannel> channels = new ArrayList<>();
  private @Nullable Spool spool;
  private long size;

  /** The rows of one file, the first of which has number {@code first}. */
  private record Part(Path file, long first, Lines lines) {}

  private Records(Limits limits, Path scratch, List<String> names) {
    this.names = names;
    this.parser = new RowParser(limits);
    this.limits = limits;
    this.scratch = scratch;
  }

  /** Opens with the usual limits and the system's folder for temporary files. */
  public static Records open(Path path) {
    return open(path, Limits.DEFAULT, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * The rows of a {@code .csv} or {@code .tsv} file, perhaps with {@code .gz}, that does not name
   * its columns.
   *
   * @param names of the columns, in order
   */
  public static Records withNames(Path file, List<String> names) {
    Records records =
        new Records(
            Limits.DEFAULT, Path.of(System.getProperty("java.io.tmpdir")), List.copyOf(names));
    try {
      records.add(file, INDEX_ENTRIES);
      if (records.size == 0) {
        throw new InputException(file + ": there are no rows in it. Use another file.");
      }
      return records;
    } catch (RuntimeException failure) {
      records.close();
      throw failure;
    }
  }

  /**
   * Finds the rows of a file or folder; each row is checked when it is read.
   *
   * @param scratch folder for what must be unpacked
   * @throws InputException in one line, when there are no rows or the files cannot be used
   */
  public static Records open(Path path, Limits limits, Path scratch) {
    List<Path> files = DataFiles.under(path);
    Records records = new Records(limits, scratch, List.of());
    try {
      int entries = Math.max(LEAST_ENTRIES, INDEX_ENTRIES / files.size());
      for (Path file : files) {
        records.add(file, entries);
      }
      if (records.size == 0) {
        throw new InputException(path + ": there are no rows in it. Use another file.");
      }
      return records;
    } catch (RuntimeException failure) {
      records.close();
      throw failure;
    }
  }

  /** How many rows there are, at least one. */
  public long size() {
    return size;
  }

  /**
   * Reads a row.
   *
   * @param number from 0
   * @throws InputException naming file and line, when it is not a JSON object
   */
  public Row row(long number) {
    if (number < 0 || number >= size) {
      throw new IndexOutOfBoundsException("there is no row %d of %d".formatted(number, size));
    }
    Part part = holding(number);
    try {
      Lines.Line line = part.lines().read(number - part.first());
      return parser.parse(line.place(), line.bytes());
    } catch (LineScanner.TooLong e) {
      throw new InputException(part.file() + ": it changed while it was read. Start again.", e);
    } catch (IOException e) {
      throw cannotRead(part.file(), e);
    }
  }

  @Override
  public void close() {
    for (FileChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        throw cannotRead(parts.getFirst().file(), e);
      }
    }
    if (spool != null) {
      spool.close();
    }
  }

  private void add(Path file, int entries) {
    try {
      Lines lines = lines(file, entries);
      if (lines.size() > 0) {
        parts.add(new Part(file, size, lines));
        size += lines.size();
      }
    } catch (NoSuchFileException e) {
      throw new InputException(file + ": there is no such file.", e);
    } catch (EOFException e) {
      throw new InputException(
          file + ": the file is cut short: it ends too early. Download it again.", e);
    } catch (ZipException e) {
      throw new InputException(
          file + ": damaged gzip data (" + e.getMessage() + "). Download the file again.", e);
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  private Lines lines(Path file, int entries) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean packed = name.endsWith(".gz");
    String plain = packed ? name.substring(0, name.length() - 3) : name;
    if (plain.endsWith(".parquet")) {
      return spooled(file, ", row ", entries, rows -> Parquet.unpack(file, rows, limits));
    }
    if (plain.endsWith(".csv") || plain.endsWith(".tsv")) {
      return spooled(
          file,
          ", row ",
          entries,
          rows -> {
            try (InputStream in = stream(file, packed)) {
              Csv.unpack(file, in, plain.endsWith(".csv") ? ',' : '\t', names, rows, limits);
            }
          });
    }
    if (plain.endsWith(".json") && beginsArray(file, packed)) {
      return spooled(
          file,
          ", element ",
          entries,
          rows -> {
            try (InputStream in = stream(file, packed)) {
              JsonArray.unpack(file, in, rows, limits);
            }
          });
    }
    if (packed) {
      return spooled(
          file,
          ":",
          entries,
          rows -> {
            try (InputStream in = stream(file, true)) {
              in.transferTo(rows);
            }
          });
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    channels.add(channel);
    int mark = beginsWithMark(file) ? 3 : 0;
    return Lines.index(
        channel, new Lines.Part(mark, channel.size(), file + ":"), limits.lineBytes(), entries);
  }

  private Lines spooled(Path file, String places, int entries, Spool.Filling filling)
      throws IOException {
    Spool target = spool;
    if (target == null) {
      target = Spool.in(scratch, limits.unpackedBytes());
      spool = target;
    }
    Lines.Part part = target.append(file, file + places, filling);
    return Lines.index(target.channel(), part, limits.lineBytes(), entries);
  }

  private static boolean beginsArray(Path file, boolean packed) throws IOException {
    try (InputStream in = stream(file, packed)) {
      int sign = in.read();
      while (sign >= 0 && sign <= ' ') {
        sign = in.read();
      }
      return sign == '[';
    }
  }

  private static boolean beginsWithMark(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(3);
      return isMark(start);
    }
  }

  private static boolean isMark(byte[] start) {
    return start.length == 3
        && ((start[0] & 0xff) << 16 | (start[1] & 0xff) << 8 | (start[2] & 0xff))
            == BYTE_ORDER_MARK;
  }

  /** The file's unpacked bytes, after a byte-order mark. */
  private static InputStream stream(Path file, boolean packed) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      InputStream in =
          new BufferedInputStream(packed ? new GZIPInputStream(raw, 1 << 16) : raw, 1 << 16);
      in.mark(3);
      if (!isMark(in.readNBytes(3))) {
        in.reset();
      }
      return in;
    } catch (IOException failure) {
      raw.close();
      throw failure;
    }
  }

  private Part holding(long number) {
    int low = 0;
    int high = parts.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (parts.get(middle).first() <= number) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return parts.get(low);
  }

  static InputException cannotRead(Path file, IOException e) {
    return new InputException(file + ": cannot be read: " + e.getMessage() + ".", e);
  }

  /** Which files a path means. */
  private static final class DataFiles {

    private static final List<String> ENDINGS =
        List.of(".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet");

    static List<Path> under(Path path) {
      if (!Files.isDirectory(path)) {
        if (Files.exists(path) && (format(path) == null || !Files.isRegularFile(path))) {
          throw new InputException(path + ": rows are read from " + known() + ".");
        }
        return List.of(path);
      }
      try (Stream<Path> inside = Files.list(path)) {
        List<Path> files =
            inside
                .filter(file -> format(file) != null && Files.isRegularFile(file))
                .filter(file -> !file.getFileName().toString().startsWith("."))
                .sorted()
                .toList();
        List<String> formats = files.stream().map(DataFiles::format).distinct().toList();
        if (formats.size() != 1) {
          throw new InputException(
              formats.isEmpty()
                  ? "%s: no file of rows is in this folder. Rows are read from %s."
                      .formatted(path, known())
                  : "%s: files of several formats are in this folder (%s), perhaps the same rows twice. Name one file, or keep one format."
                      .formatted(path, String.join(", ", formats)));
        }
        return files;
      } catch (IOException e) {
        throw cannotRead(path, e);
      }
    }

    private static @Nullable String format(Path file) {
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
      return ENDINGS.stream()
          .filter(plain::endsWith)
          .filter(ending -> plain.equals(name) || !ending.equals(".parquet"))
          .findFirst()
          .orElse(null);
    }

    private static String known() {
      return String.join(", ", ENDINGS) + " and, but for .parquet, these with .gz";
    }
  }
}
