package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.lab.balance.Balance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceConflictTest {

  @TempDir private Path folder;

  @Test
  void everyWayOfWeighingIsShownAndWrittenForBothWorlds() throws IOException {
    String out =
        Ran.well(
            "reproduce",
            "conflict",
            "--seeds",
            "2",
            "--steps",
            "20",
            "--out",
            folder.resolve("conflict").toString());
    for (Balance balance : Balance.values()) {
      assertThat(out).contains(" " + balance + " ");
    }
    assertThat(Files.readAllLines(folder.resolve("conflict/results.csv")))
        .hasSize(1 + 2 * Balance.values().length);
  }
}
