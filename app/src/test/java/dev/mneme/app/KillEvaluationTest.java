package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.app.console.Terminal;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mneme eval} killed by SIGKILL while a model answers, and gone on with. */
class KillEvaluationTest {

  private static final int PORTION = 128;
  private static final int PORTIONS = 8;

  /** Written answers take long enough to be interrupted. */
  private static final String SUITE =
      """
      tasks:
        - name: written
          file: rows.jsonl
          prompt: "{start} "
          answer: "{word}"
          max-tokens: 36
      """;

  @TempDir Path temporary;

  @Test
  void anEvaluationKilledTwiceEndsWithTheTableOfAnUndisturbedOne() throws Exception {
    Path model = TinyModels.folder(temporary.resolve("tiny"));
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < PORTION * PORTIONS; i++) {
      String start =
          Integer.toString(i, 8)
              .chars()
              .mapToObj(c -> "" + (char) (c - '0' + 'a'))
              .toList()
              .toString();
      rows.add("{\"start\": \"%s\", \"word\": \"a\"}".formatted(start.replaceAll("[^a-h]", "")));
    }
    Files.write(temporary.resolve("rows.jsonl"), rows);
    Files.writeString(temporary.resolve("suite.yaml"), SUITE);
    String table = table(inProcess(command(model, "whole")));
    for (int portions : List.of(1, 4)) {
      int lines = killAfter(portions, command(model, "killed"));
      assertThat(lines).isBetween(portions * PORTION, rows.size() - 1);
    }
    String said = inProcess(command(model, "killed"));
    assertThat(said).doesNotContain("of which 0 were known");
    assertThat(table(said)).isEqualTo(table);
    assertThat(temporary.resolve("killed/tiny/written.jsonl"))
        .hasSameTextualContentAs(temporary.resolve("whole/tiny/written.jsonl"));
    assertThat(
            Files.readString(temporary.resolve("killed/evaluation.json"))
                .replace("/killed/", "/whole/"))
        .isEqualTo(Files.readString(temporary.resolve("whole/evaluation.json")));
  }

  /** Kills the process once so many portions are written; gives the whole lines that it left. */
  private int killAfter(int portions, String[] command) throws IOException, InterruptedException {
    Path results = temporary.resolve("killed/tiny/written.jsonl");
    try (MnemeProcess process = MnemeProcess.start(temporary.resolve("errors.txt"), command)) {
      while (lines(results) < portions * PORTION && !process.endsWithin(1)) {
        assertThat(process.isAlive()).as(process.errors()).isTrue();
      }
      assertThat(process.kill()).as(process.errors()).isEqualTo(MnemeProcess.KILLED);
    }
    return lines(results);
  }

  private static int lines(Path file) throws IOException {
    return Files.exists(file)
        ? (int) Files.readString(file).chars().filter(c -> c == '\n').count()
        : 0;
  }

  private String[] command(Path model, String out) {
    return Stream.of(
            "eval",
            model,
            "--suite",
            temporary.resolve("suite.yaml"),
            "--out",
            temporary.resolve(out),
            "--cache",
            temporary.resolve("answers-" + out))
        .map(Object::toString)
        .toArray(String[]::new);
  }

  /** The figures alone: what was known already and where files are differs. */
  private static String table(String said) {
    return said.substring(0, said.indexOf("\n\n"));
  }

  private static String inProcess(String[] arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal = Terminal.plain(out, err);
    int code = Main.run(terminal, Commands.all(terminal), arguments);
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.OK);
    return out.toString();
  }
}
