package dev.mneme.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Terminal;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.world.whole.World;
import dev.mneme.lab.world.whole.WorldFolder;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole way with a model of random weights, which learns nothing in two steps. */
class QuickstartTest {

  @TempDir Path temporary;
  private Path model = Path.of("");

  @BeforeEach
  void drawAModel() {
    Path world = temporary.resolve("world");
    new WorldFolder(World.create(), 3)
        .write(
            new DurableFiles(Disk.real()),
            world,
            new WorldFolder.Size(20, 5, new WorldFolder.ModelShape(512, 32, 1, 1, 1, 32)));
    model = world.resolve("untrained");
  }

  private record Said(int code, String out) {}

  private Said run(String... more) throws InterruptedException {
    StringWriter out = new StringWriter();
    Quickstart quickstart =
        new Quickstart(
            Terminal.plain(out, new StringWriter()), new Quickstart.Effort(40, 2, 1, 3, 3, 4));
    List<String> given =
        new ArrayList<>(
            List.of("--model", model.toString(), "--out", temporary.resolve("out").toString()));
    given.addAll(List.of(more));
    new CommandLine(quickstart).parseArgs(given.toArray(String[]::new));
    return new Said(quickstart.call(), out.toString());
  }

  private JsonNode findings() throws IOException {
    return JsonMapper.shared().readTree(temporary.resolve("out/findings.json").toFile());
  }

  @Test
  void bothWaysAreTaughtComparedAndShown() throws IOException, InterruptedException {
    Said said = run("--json", temporary.resolve("copy.json").toString());
    assertThat(said.code).isEqualTo(ExitCode.OK);
    assertThat(said.out)
        .contains("new: lab-maths", "mean of prior", "SFT moved maths", "GRPO moved maths")
        .contains("Not both have learnt the task")
        .contains("Forward KL to the base on maths prompts");
    JsonNode json = findings();
    assertThat(json.get("both_learnt").asBoolean()).isFalse();
    for (String way : List.of("sft", "grpo")) {
      assertThat(json.at("/" + way + "/prior").size()).isEqualTo(7);
      assertThat(json.at("/" + way + "/drift/forward_kl/per_token/value").asDouble())
          .isNotNegative();
    }
    assertThat(json.at("/sft/drift/forward_kl/per_token/value").asDouble()).isPositive();
    assertThat(Files.readString(temporary.resolve("out/report.html")))
        .contains("Taught twice", "What was learnt and what was kept");
    assertThat(
            Files.mismatch(temporary.resolve("copy.json"), temporary.resolve("out/findings.json")))
        .isEqualTo(-1);
    assertThat(temporary.resolve("out/sft.html")).exists();
    assertThat(temporary.resolve("out/grpo.html")).exists();
  }

  @Test
  void theSameCommandGoesOnAndFindsTheSame() throws IOException, InterruptedException {
    run();
    JsonNode before = findings();
    String events = modified("out/sft/events.jsonl");
    run();
    assertThat(findings()).isEqualTo(before);
    assertThat(modified("out/sft/events.jsonl")).isEqualTo(events);
  }

  private String modified(String file) throws IOException {
    return Files.getLastModifiedTime(temporary.resolve(file)).toString();
  }

  @Test
  void runsOfAnotherSeedAreNotTakenForThisOne() throws InterruptedException {
    run();
    assertThatThrownBy(() -> run("--seed", "1"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("was made by another recipe");
  }
}
