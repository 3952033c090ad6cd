package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code mneme reproduce budget} from a model of random weights that reads bytes. */
class ReproduceBudgetTest {

  @TempDir private Path folder;

  @BeforeEach
  void makeABase() throws IOException {
    TinyBase.write(folder.resolve("base"));
  }

  @Test
  void theStudyIsASweepWithFindingsAndGoesOnWhereItStopped() throws IOException {
    Ran result = study("sft,hybrid", "50");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .containsPattern("maths +SFT +Unconstrained +0\\.00240 +0 ")
        .containsPattern("maths +GRPO beside SFT +Budget by the law +50\\.0 +0 ")
        .containsPattern("Fixed KL weight +all +6 ")
        .contains("cannot be told: Budgets by the law are kept");
    JsonNode findings = JsonMapper.shared().readTree(Files.readString(out("findings.json")));
    assertThat(findings.get("runs").asInt()).isEqualTo(12);
    assertThat(findings.get("claims")).hasSize(5);
    assertThat(findings.at("/budgets/0").asDouble()).isEqualTo(50);
    List<String> points = Files.readAllLines(out("points.csv"));
    assertThat(points).hasSize(13);
    assertThat(points.get(1)).matches("\"maths\\.sft\\.free/.*\",sft,maths,free,0\\.0024,0,.*");
    assertThat(Files.readString(out("report.html"))).contains("Are budgets kept?");

    try (Stream<Path> kept = Files.list(out("base/prior"))) {
      assertThat(kept).as("what the base answers is kept for all runs").hasSizeGreaterThan(7);
    }
    assertThat(Files.readAllLines(out("data/prior-code-20.jsonl"))).hasSize(20);

    Map<String, String> states = TrialStates.below(out(""));
    assertThat(states).hasSize(12);
    Path kept = Files.copy(out("points.csv"), folder.resolve("seed-0.csv"));
    Ran again = study("sft,hybrid", "50");
    assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.OK);
    assertThat(TrialStates.below(out(""))).as("nothing is done again").isEqualTo(states);
    assertThat(again.out()).isEqualTo(result.out());
    assertThat(study("sft,hybrid", "50", "--join", kept.toString()).err())
        .contains("seed-0.csv: maths.sft.free/", "is here already");
    // What was made by one method alone is joined with what the other has made here.
    Files.writeString(
        kept,
        Files.readAllLines(kept).stream()
            .filter(line -> !line.contains(",hybrid,"))
            .collect(Collectors.joining("\n", "", "\n")));
    Ran parts = study("hybrid", "50", "--join", kept.toString());
    assertThat(parts.code()).as(parts.err()).isEqualTo(ExitCode.OK);
    assertThat(Files.readAllLines(out("points.csv"))).containsExactlyInAnyOrderElementsOf(points);
    // And so with one way and the others.
    Files.writeString(
        kept,
        points.stream()
            .filter(line -> !line.contains(",law,"))
            .collect(Collectors.joining("\n", "", "\n")));
    Ran ways = study("sft,hybrid", "50", "--ways", "law", "--join", kept.toString());
    assertThat(ways.code()).as(ways.err()).isEqualTo(ExitCode.OK);
    assertThat(Files.readAllLines(out("points.csv"))).containsExactlyInAnyOrderElementsOf(points);
    // A part too small for findings of its own can still be joined.
    Ran part = study("sft", "50", "--ways", "law");
    assertThat(part.code()).isNotEqualTo(ExitCode.OK);
    assertThat(part.err()).contains("findings need runs with a budget by the law and");
    assertThat(Files.readAllLines(out("points.csv"))).hasSize(2);
    String text = Files.readString(kept);
    Files.writeString(kept, text.replaceAll("(?m),(\\d+)$", ",9$1"));
    assertThat(study("hybrid", "50", "--join", kept.toString()).err())
        .contains("seed-0.csv: steps is 9", "or measure one of them again");
  }

  @Test
  void mistakesAreToldBeforeAnythingIsTrained() throws IOException {
    assertThat(study("sft,hybird", "50").err())
        .contains("--methods: there is no \"hybird\". Did you mean \"hybrid\"?");
    assertThat(study("sft", "50", "--ways", "free,lwa").err())
        .contains("--ways: there is no \"lwa\". Did you mean \"law\"?");
    assertThat(study("sft", "0.55").err()).contains("--budgets must be points in tenths");
    assertThat(Ran.of("reproduce", "budget", "--base", base(), "--tasks", "chemistry").err())
        .contains("--tasks: there is no \"chemistry\". There are maths, calls.");
    assertThat(out("")).doesNotExist();
    assertThat(study("sft", "1").err())
        .contains("budget.forgetting of 1.0 points cannot be shown by");
    assertThat(TrialStates.below(out(""))).isEmpty();
  }

  @Test
  void theHelpOfReproduceNamesIt() {
    assertThat(Ran.of("reproduce", "--help").out()).contains("budget", "budgets of forgetting");
  }

  private String base() {
    return folder.resolve("base").toString();
  }

  private Path out(String name) {
    return folder.resolve("out").resolve(name);
  }

  private Ran study(String methods, String budgets, String... more) {
    List<String> words = new ArrayList<>(List.of("reproduce", "budget", "--quick"));
    words.addAll(List.of("--base", base(), "--out", out("").toString(), "--methods", methods));
    words.addAll(List.of("--budgets", budgets, "--rates", "1", "--steps", "4"));
    words.addAll(List.of("--problems", "80", "--items", "2", "--drift-samples", "2"));
    words.addAll(List.of("--prior-items", "20", "--probe-items", "7", "--check-items", "7"));
    words.addAll(List.of("--workers", "2"));
    words.addAll(List.of(more));
    return Ran.of(words.toArray(String[]::new));
  }
}
