package dev.mneme.app.parity;

import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.report.Copies;
import dev.mneme.app.report.ReportPage;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.images.ImageWorld;
import dev.mneme.lab.parity.CosinePoint;
import dev.mneme.lab.parity.ParityFindings;
import dev.mneme.lab.parity.ParityStudy;
import dev.mneme.lab.parity.ParitySweep;
import dev.mneme.lab.parity.ParityWorld;
import dev.mneme.lab.parity.Point;
import dev.mneme.lab.parity.Published;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.run.Provenance;
import dev.mneme.run.Sweep;
import dev.mneme.train.Diverged;
import dev.mneme.train.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs a study with a progress line, then prints its tables and writes its page and its JSON. */
final class StudyRun {

  private static final long BOOTSTRAP_SEED = 20_250_909;

  private final Terminal terminal;
  private final Path folder;
  private final Optional<Path> json;
  private final int workers;
  private final String title;
  private final String command;

  StudyRun(
      Terminal terminal,
      Path folder,
      Optional<Path> json,
      int workers,
      String title,
      String command) {
    this.terminal = terminal;
    this.folder = folder;
    this.json = json;
    this.workers = workers;
    this.title = title;
    this.command = command;
    if (workers < 1) {
      throw new InputException("--workers must be at least 1, was " + workers + ".");
    }
    Copies.requirePlace("--json", json.orElse(null));
  }

  void run(ParitySweep sweep, ImageWorld images) throws InterruptedException {
    Provenance provenance = provenance(sweep, images);
    try (ParityWorld world = ParityWorld.of(images)) {
      ParityStudy study =
          new ParityStudy(
              sweep,
              world,
              folder,
              (recipe, seed) -> provenance.ofRun(recipe, Map.of("seed", seed)),
              terminal.err()::println);
      List<String> diverged = train(study);
      List<Point> points = study.points();
      List<CosinePoint> cosines = study.cosines();
      if (points.isEmpty()) {
        throw new InputException(
            "no trial of %s reached its end; there is nothing to compare.".formatted(folder));
      }
      ParityFindings findings =
          ParityFindings.of(points, cosines, ClusterBootstrap.seeded(BOOTSTRAP_SEED));
      new ParityTables(terminal, Published.about(sweep.like().world()))
          .print(title, findings, diverged);
      write(findings, points, cosines, sweep, provenance);
    }
  }

  private List<String> train(ParityStudy study) throws InterruptedException {
    List<String> diverged = new ArrayList<>();
    LastFigures last = new LastFigures();
    try (Progress progress = Progress.start(terminal, title, "trials", study.trials())) {
      study.run(
          workers,
          new Sweep.Listener() {
            @Override
            public void finished(Sweep.Trial trial, int done, int all, boolean skipped) {
              progress.step(last.text());
            }

            @Override
            public void diverged(Sweep.Trial trial, Diverged cause) {
              diverged.add(trial.name() + ": " + cause.getMessage());
            }
          },
          last::hear);
    }
    return diverged;
  }

  private void write(
      ParityFindings findings,
      List<Point> points,
      List<CosinePoint> cosines,
      ParitySweep sweep,
      Provenance provenance) {
    DurableFiles files = new DurableFiles(Disk.real());
    String findingsJson = ParityJson.of(findings, command, sweep);
    List<Path> written = new ArrayList<>();
    files.write(folder.resolve("findings.json"), findingsJson);
    written.add(folder.resolve("findings.json"));
    files.write(folder.resolve("points.csv"), ParityCsv.points(points));
    written.add(folder.resolve("points.csv"));
    ReportPage.write(
        new ParityReport(title, command, sweep, provenance).of(findings, points, cosines),
        folder.resolve("report.html"));
    written.add(folder.resolve("report.html"));
    json.ifPresent(file -> {
      files.write(file, findingsJson);
      written.add(file);
    });
    terminal.out().println("Wrote");
    written.forEach(file -> terminal.out().println("  " + file));
    terminal
        .out()
        .println("Open " + folder.resolve("report.html") + " in a browser to see the figures.");
    terminal.out().flush();
  }

  private Provenance provenance(ParitySweep sweep, ImageWorld images) {
    Map<String, Long> seeds = new TreeMap<>();
    for (long seed = 0; seed < sweep.seeds(); seed++) {
      seeds.put("seed-" + seed, seed);
    }
    return Provenance.of(sweep.describe(), images.hashes(), seeds);
  }

  /** The newest accuracies and KL of any trial, for the progress line. */
  private static final class LastFigures {
    private String text = "";

    synchronized void hear(Event event) {
      if (event instanceof Event.Measured measured && measured.probe().equals(Point.PROBE)) {
        text =
            String.format(
                Locale.ROOT,
                "parity %.1f %%  garments %.1f %%  KL %.2f",
                100 * measured.values().getOrDefault(Point.NEW_ACCURACY, Double.NaN),
                100 * measured.values().getOrDefault(Point.OLD_ACCURACY, Double.NaN),
                measured.values().getOrDefault(Point.FORWARD_KL, Double.NaN));
      }
    }

    synchronized String text() {
      return text;
    }
  }
}
