package dev.mneme.app.study;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.report.Report;
import dev.mneme.app.report.ReportPage;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.run.Provenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a study on the small world leaves in its folder at its end, and the lines that name it. */
public final class StudyOutput {

  private final Terminal terminal;
  private final WorldOptions.Places places;
  private final DurableFiles files = new DurableFiles(Disk.real());
  private final List<Path> written = new ArrayList<>();

  public StudyOutput(Terminal terminal, WorldOptions.Places places) {
    this.terminal = terminal;
    this.places = places;
  }

  /**
   * What follows from the trials.
   *
   * @param findings throws an {@link IllegalArgumentException} where they are too few
   * @param diverged how many of the trials did not reach their end
   * @throws InputException in one line, if they are too few
   */
  public <F> F found(Supplier<F> findings, int diverged) {
    try {
      return findings.get();
    } catch (IllegalArgumentException few) {
      throw new InputException(
          "%s: %s. Of the trials %d diverged; the others are in trials/results.json."
              .formatted(places.out(), few.getMessage(), diverged),
          few);
    }
  }

  /** Writes {@code findings.json}, and a copy where the user wants one. */
  public void findings(String json) {
    file("findings.json", json);
    Path copy = places.json();
    if (copy != null) {
      write(copy, json);
    }
  }

  /** Writes a file of the study's folder. */
  public void file(String name, String text) {
    write(places.out().resolve(name), text);
  }

  private void write(Path file, String text) {
    files.write(file, text);
    written.add(file);
  }

  /**
   * Writes {@code report.html}.
   *
   * @param report of the versions of libraries, by name
   * @return where it is
   */
  public Path page(Function<Map<String, String>, Report> report) {
    Path page = places.out().resolve("report.html");
    ReportPage.write(report.apply(Provenance.of("", Map.of(), Map.of()).libraries()), page);
    written.add(page);
    return page;
  }

  /**
   * Names what was written.
   *
   * @param next what may be done with it
   */
  public void tell(String next) {
    terminal.out().println("Wrote");
    written.forEach(file -> terminal.out().println("  " + file));
    terminal.out().println("Next: " + next);
    terminal.out().flush();
  }
}
