package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that are interrupted, and go on or are left at that. */
class EndedRunsTest {

  private static final int STEPS = 120;

  @TempDir private Path folder;
  private String recipe = "";

  @BeforeEach
  void write() throws IOException {
    Path model = folder.resolve("model");
    TinyModels.folder(model);
    Path rows = folder.resolve("rows.jsonl");
    Files.writeString(rows, "{\"prompt\": \"ab\", \"completion\": \"cd\"}\n".repeat(12));
    recipe =
        Files.writeString(
                folder.resolve("recipe.yaml"),
                """
                model: %s
                objective: cross-entropy
                data: {sources: [{file: %s}], held-out: 0.5}
                tuning: {batch: 2, steps: %d}
                probing: {every: 20, samples: 4, tokens: 6}
                """
                    .formatted(model, rows, STEPS))
            .toString();
  }

  @Test
  void anInterruptionKeepsTheStepsThatWereDone() throws Exception {
    interrupt("cut");
    Ran.well("train", recipe, "--out", place("whole"));
    copy("cut", "ended");

    Ran.well("train", recipe, "--out", place("cut"), "--resume");
    assertThat(RunFiles.contents(folder.resolve("cut")))
        .isEqualTo(RunFiles.contents(folder.resolve("whole")));

    String out = Ran.well("train", recipe, "--out", place("ended"), "--resume", "--end");
    assertThat(out).contains("loss on its own texts", "model/)");
    assertThat(folder.resolve("ended/model/config.json")).exists();
    long done = Long.parseLong(Files.readString(folder.resolve("ended/FINISHED")).strip());
    assertThat(done).isBetween(20L, STEPS - 1L);
    assertThat(Ran.well("train", recipe, "--out", place("ended"), "--resume"))
        .contains("finished already");
  }

  @Test
  void aRunThatHasDoneNothingCannotBeEnded() {
    assertThat(Ran.of("train", recipe, "--out", place("none"), "--end").err())
        .contains("--end ends a run that is there: add --resume.");
    assertThat(Ran.of("train", recipe, "--out", place("none"), "--resume", "--end").err())
        .contains("holds no run to resume");
  }

  /** Begins a run and interrupts it, as Ctrl-C would, once it has been measured on the way. */
  private void interrupt(String name) throws Exception {
    CompletableFuture<Ran> ran = new CompletableFuture<>();
    Thread worker = new Thread(() -> ran.complete(Ran.of("train", recipe, "--out", place(name))));
    worker.start();
    Path events = folder.resolve(name).resolve("events.jsonl");
    while (!(Files.exists(events) && Files.readString(events).contains("measured"))) {
      assertThat(worker.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    worker.interrupt();
    worker.join();
    assertThat(ran.join().code()).as(ran.join().err()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(ran.join().err()).contains("interrupted after step");
  }

  private void copy(String from, String to) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(from))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, folder.resolve(to).resolve(folder.resolve(from).relativize(file)));
      }
    }
  }

  private String place(String name) {
    return folder.resolve(name).toString();
  }
}
