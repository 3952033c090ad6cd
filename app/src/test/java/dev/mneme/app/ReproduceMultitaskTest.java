package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.lab.balance.Balance;
import dev.mneme.lab.multitask.ImageTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReproduceMultitaskTest {

  @TempDir private Path folder;

  @Test
  void everyWayOfWeighingIsShownAndWrittenAndTrainedOnce() throws IOException {
    Path out = folder.resolve("multitask");
    Path json = folder.resolve("findings.json");
    String[] command = {
      "reproduce",
      "multitask",
      "--quick",
      "--seeds",
      "1",
      "--steps",
      "2",
      "--out",
      out.toString(),
      "--json",
      json.toString()
    };
    String shown = Ran.well(command);
    for (Balance balance : Balance.values()) {
      assertThat(shown).contains("\n" + balance + " ");
    }
    for (ImageTask task : ImageTask.values()) {
      assertThat(shown).contains(" " + task.title() + ", ");
    }
    assertThat(shown).contains("Of 14 claims these runs bear out 0 and contradict 0");
    List<String> results = Files.readAllLines(out.resolve("results.csv"));
    int columns = results.getFirst().split(",", -1).length;
    assertThat(results)
        .hasSize(1 + 2 * (ImageTask.values().length + Balance.values().length))
        .allMatch(line -> line.split(",", -1).length == columns);
    List<String> trials = Files.readAllLines(out.resolve("trials.csv"));
    assertThat(trials).hasSize(1 + 3 * (6 + 2 * Balance.values().length));
    JsonNode findings = JsonMapper.builder().build().readTree(Files.readString(json));
    assertThat(findings.required("runs").asInt()).isEqualTo(trials.size() - 1);
    assertThat(findings.required("standings")).hasSize(2 * Balance.values().length);
    assertThat(findings.required("claims")).hasSize(14);

    Path events = out.resolve("trials/hundredfold/famo/0.01/seed-0/events.jsonl");
    Files.delete(events);
    Files.delete(events.resolveSibling("FINISHED"));
    assertThat(Ran.well(command)).isEqualTo(shown);
    assertThat(events).exists();
  }

  @Test
  void whatCannotBeIsRefusedInOneLine() {
    refused("--seeds must be at least 1, was 0.", "--seeds", "0");
    refused("--seeds must be at most 100, was 101.", "--seeds", "101");
    refused("--steps must be at least 1, was 0.", "--steps", "0");
    refused("--workers must be at least 1, was 0.", "--workers", "0");
    Path nowhere = folder.resolve("nowhere");
    refused(
        "--json: there is no folder " + nowhere, "--json", nowhere.resolve("x.json").toString());
    refused(nowhere + ": there is no such folder.", "--data", nowhere.toString());
  }

  private void refused(String message, String... options) {
    String[] command = new String[options.length + 4];
    System.arraycopy(
        new String[] {"reproduce", "multitask", "--out", folder.resolve("out").toString()},
        0,
        command,
        0,
        4);
    System.arraycopy(options, 0, command, 4, options.length);
    Ran ran = Ran.of(command);
    assertThat(ran.code()).isEqualTo(ExitCode.MISTAKE);
    assertThat(ran.err().strip()).contains(message).hasLineCount(1);
  }
}
