package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code mneme reproduce recap} from a model of random weights that reads bytes. */
class ReproduceRecapTest {

  @TempDir private Path folder;

  @BeforeEach
  void makeABase() throws IOException {
    TinyBase.write(folder.resolve("base"));
  }

  @Test
  void theStudyIsASweepWithFindingsAndGoesOnWhereItStopped() throws IOException {
    Ran first = study("recap,reasoning-only");
    assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.OK);
    Map<String, String> begun = TrialStates.below(out(""));
    assertThat(begun).hasSize(2);

    Ran result = study("recap,gradnorm,lwf,reasoning-only");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .containsPattern("maths +base +– +\\d+\\.\\d +\\d+\\.\\d +\\d+\\.\\d")
        .containsPattern("maths +RECAP +0\\.00020 ")
        .containsPattern("maths +RECAP +1\\.000 +1\\.000 +1\\.000 +1\\.000 +1\\.000")
        .containsPattern("maths +LwF +1\\.000 +1\\.000 +1\\.000 +– +1\\.000")
        .contains("cannot be told: RECAP keeps more of the prior tasks")
        .contains("mneme reproduce conflict");
    JsonNode findings = JsonMapper.shared().readTree(Files.readString(out("findings.json")));
    assertThat(findings.get("runs").asInt()).isEqualTo(4);
    assertThat(findings.get("claims")).hasSize(10);
    assertThat(findings.at("/standings/0/tuned/prior/value").isNumber()).isTrue();
    assertThat(findings.at("/standings/0/tuned/words/value").isNumber()).isTrue();
    assertThat(findings.at("/standings/0/tuned/forward-kl/value").asDouble()).isPositive();
    assertThat(Files.readAllLines(out("points.csv"))).hasSize(5);
    assertThat(Files.readString(out("report.html")))
        .contains("Does it hold here?", "Learnt against kept: maths", "Weight λ of RECAP: maths");

    Map<String, String> states = TrialStates.below(out(""));
    assertThat(states).hasSize(4).containsAllEntriesOf(begun);
    Ran again = study("recap,gradnorm,lwf,reasoning-only");
    assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.OK);
    assertThat(TrialStates.below(out(""))).as("nothing is done again").isEqualTo(states);
    assertThat(again.out()).isEqualTo(result.out());

    Ran sweep =
        Ran.of("sweep", out("sweep.yaml").toString(), "--out", out("trials").toString(), "--plan");
    assertThat(sweep.code()).as(sweep.err()).isEqualTo(ExitCode.OK);
    assertThat(sweep.out()).contains("4 trials of 4 settings, 0 to do.");
  }

  @Test
  void seedsOfAnotherMachineAreToldOfTogether() throws IOException {
    Ran alone = study("recap,reasoning-only");
    assertThat(alone.code()).as(alone.err()).isEqualTo(ExitCode.OK);
    Path points = Files.move(out("points.csv"), folder.resolve("seed-0.csv"));
    Ran both = study("recap,reasoning-only", "--first-seed", "1", "--join", points.toString());
    assertThat(both.code()).as(both.err()).isEqualTo(ExitCode.OK);
    assertThat(Files.readString(out("findings.json"))).contains(" --join " + points + "\"");
    assertThat(Files.readAllLines(out("points.csv")))
        .hasSize(5)
        .containsAll(Files.readAllLines(points))
        .anyMatch(line -> line.contains("seed=1"));
    assertThat(both.out()).as("two seeds have intervals").contains("[");
    assertThat(study("recap,reasoning-only", "--join", points.toString()).err())
        .contains("seed-0.csv: maths.recap/", "is here already");
    // Another method of the same seed is another part of the study.
    Files.writeString(
        points,
        Files.readAllLines(points).stream()
            .filter(line -> !line.contains(",recap,"))
            .collect(Collectors.joining("\n", "", "\n")));
    Ran parts = study("recap,uniform", "--join", points.toString());
    assertThat(parts.code()).as(parts.err()).isEqualTo(ExitCode.OK);
    assertThat(Files.readAllLines(out("points.csv"))).hasSize(4);
    Files.writeString(points, Files.readString(points).replace(",steps", ",stops"));
    assertThat(study("recap,uniform", "--join", points.toString()).err())
        .contains("seed-0.csv does not say its steps", "see docs/reference/recap.md");
  }

  @Test
  void mistakesAreToldBeforeAnythingIsDone() {
    assertThat(study("recap,unifrom").err())
        .contains("--methods: there is no \"unifrom\". Did you mean \"uniform\"?");
    assertThat(study("uniform,dwa").err()).contains("--methods must name recap and at least one");
    assertThat(study("recap").err()).contains("--methods must name recap and at least one");
    assertThat(Ran.of("reproduce", "recap", "--base", base(), "--tasks", "chemistry").err())
        .contains("--tasks: there is no \"chemistry\". There are maths, calls.");
    assertThat(Ran.of("reproduce", "recap", "--base", folder.resolve("none").toString()).err())
        .contains("there is no such folder", "recipes/lab/pretrain.yaml");
    assertThat(out("")).doesNotExist();
  }

  @Test
  void theHelpOfReproduceNamesIt() {
    assertThat(Ran.of("reproduce", "--help").out()).contains("recap", "arXiv 2510.21978");
  }

  private String base() {
    return folder.resolve("base").toString();
  }

  private Path out(String name) {
    return folder.resolve("out").resolve(name);
  }

  private Ran study(String methods, String... more) {
    List<String> words = new ArrayList<>(List.of("reproduce", "recap", "--quick"));
    words.addAll(List.of("--base", base(), "--out", out("").toString(), "--methods", methods));
    words.addAll(List.of("--steps", "2", "--problems", "80", "--items", "2"));
    words.addAll(List.of("--drift-samples", "2", "--workers", "2"));
    words.addAll(List.of(more));
    return Ran.of(words.toArray(String[]::new));
  }
}
