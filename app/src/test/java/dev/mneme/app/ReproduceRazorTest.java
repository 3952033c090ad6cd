package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code mneme reproduce razor-lm} from a model of random weights that reads bytes. */
class ReproduceRazorTest {

  @TempDir private Path folder;

  @BeforeEach
  void makeABase() throws IOException {
    TinyBase.write(folder.resolve("base"));
  }

  @Test
  void theStudyIsASweepWithFindingsAndGoesOnWhereItStopped() throws IOException {
    Ran result = study("sft,simpo,grpo,wise-ft,gkd");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .containsPattern("maths: base \\d+\\.\\d % on it, \\d+\\.\\d % on the prior tasks")
        .containsPattern("predicts forgetting +R² +95 % interval +other methods")
        .contains("forward-kl", "weights-fisher", "cknna", "learning from rewards")
        .contains("At equal accuracy on the new task, RL keeps more");
    JsonNode findings = json("findings.json");
    assertThat(findings.get("runs").asInt()).isEqualTo(10);
    assertThat(findings.get("claims")).hasSize(9);
    assertThat(findings.at("/predictors/0/r2").has("low")).isTrue();
    assertThat(Files.readAllLines(out("points.csv"))).hasSize(11);
    assertThat(Files.readString(out("law.yaml"))).contains("forward-kl-per-token");
    assertThat(Files.readString(out("report.html")))
        .contains("Does it hold here?", "Forgetting against forward KL", "Learnt against kept");
    assertThat(out("trials/maths.sft")).isDirectory();
    assertThat(out("sequel-0/maths.wise-ft/average.share=0.333,seed=0/model")).isDirectory();

    Map<String, String> states = TrialStates.below(out(""));
    assertThat(states).hasSize(10);
    Ran again = study("sft,simpo,grpo,wise-ft,gkd");
    assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.OK);
    assertThat(TrialStates.below(out(""))).as("nothing is done again").isEqualTo(states);
    assertThat(again.out()).isEqualTo(result.out());

    Ran sweep =
        Ran.of("sweep", out("sweep.yaml").toString(), "--out", out("trials").toString(), "--plan");
    assertThat(sweep.code()).as(sweep.err()).isEqualTo(ExitCode.OK);
    assertThat(sweep.out()).contains("6 trials of 6 settings, 0 to do.");
  }

  @Test
  void seedsOfAnotherMachineAreToldOfTogether() throws IOException {
    Ran alone = study("sft,simpo,grpo");
    assertThat(alone.code()).as(alone.err()).isEqualTo(ExitCode.OK);
    Path points = Files.move(out("points.csv"), folder.resolve("seed-0.csv"));
    Ran both = study("sft,grpo", 80, "--first-seed", "1", "--join", points.toString());
    assertThat(both.code()).as(both.err()).isEqualTo(ExitCode.OK);
    assertThat(json("findings.json").get("runs").asInt()).isEqualTo(10);
    assertThat(json("findings.json").get("command").asString())
        .as("what gives these findings again")
        .endsWith(" --join " + points);
    assertThat(Files.readString(out("law.yaml"))).contains("10 runs of 3 methods on maths from");
    assertThat(Files.readAllLines(out("points.csv")))
        .containsAll(Files.readAllLines(points))
        .anyMatch(line -> line.contains("seed=1"));

    // Of the same seed, but of another length: behind the quoted name four cells, then the steps.
    Path longer = folder.resolve("longer.csv");
    Files.writeString(
        longer, Files.readString(points).replaceAll("(?m)^(\"[^\"]*\"(?:,[^,]*){4}),2,", "$1,3,"));
    Ran lengths = study("sft,grpo", 80, "--join", longer.toString());
    assertThat(lengths.code()).as(lengths.err()).isEqualTo(ExitCode.OK);
    assertThat(json("findings.json").get("runs").asInt()).isEqualTo(10);

    assertThat(study("sft,simpo,grpo", 80, "--join", points.toString()).err())
        .contains("seed-0.csv: maths.sft/", "is here already");
    Files.writeString(points, Files.readString(points).replaceAll("(?m),128,2,2,", ",96,2,2,"));
    assertThat(study("sft,grpo", 80, "--first-seed", "1", "--join", points.toString()).err())
        .contains("seed-0.csv: answer_tokens is 96 there and 128 here");
    Files.writeString(points, Files.readString(points).replaceAll("(?m),96,2,2,", ",128,2,2,"));
    // Behind the quoted name eight cells, then the base's score on the prior tasks.
    Files.writeString(
        points,
        Files.readString(points).replaceAll("(?m)^(\"[^\"]*\"(?:,[^,]*){8}),[^,]*", "$1,0.123"));
    assertThat(study("sft,simpo,grpo", 80, "--first-seed", "1", "--join", points.toString()).err())
        .contains("seed-0.csv: the base of", "scores otherwise than");
    Files.writeString(points, Files.readString(points).replace(",sft,", ",sfft,"));
    assertThat(study("sft,simpo,grpo", 80, "--first-seed", "1", "--join", points.toString()).err())
        .contains("seed-0.csv, row 1 is no model of this study: there is no such method");
  }

  @Test
  void aBaseThatAnswersNothingRightlyHasNoRightAnswersOfItsOwn() {
    Ran result = study("sft,oracle-sft", 16);
    assertThat(result.code()).isEqualTo(ExitCode.MISTAKE);
    assertThat(result.err())
        .contains("rightly in 8 tries each, too few to learn from. Leave oracle-sft out");
  }

  @Test
  void anotherBaseNeedsAnotherFolder() throws IOException {
    Files.createDirectories(out(""));
    Files.writeString(out("base.sha256"), "0123\n");
    Ran result = study("sft,grpo");
    assertThat(result.code()).isEqualTo(ExitCode.MISTAKE);
    assertThat(result.err()).contains("holds a study of another base", "Choose another --out");
  }

  @Test
  void mistakesAreToldBeforeAnythingIsDone() {
    assertThat(study("sft,grpoo").err())
        .contains("--methods: there is no \"grpoo\". Did you mean \"grpo\"?");
    assertThat(study("sft").err()).contains("--methods must name at least two");
    assertThat(study("oracle-sft,wise-ft").err())
        .contains("--methods: wise-ft begins with models of sft", "name it, too.");
    assertThat(Ran.of("reproduce", "razor-lm", "--base", folder.resolve("none").toString()).err())
        .contains("there is no such folder", "recipes/lab/pretrain.yaml");
    assertThat(
            Ran.of("reproduce", "razor-lm", "--base", base(), "--tasks", "mats", "--quick").err())
        .contains("--tasks: there is no \"mats\". Did you mean \"maths\"?");
    assertThat(out("")).doesNotExist();
  }

  private String base() {
    return folder.resolve("base").toString();
  }

  private Path out(String name) {
    return folder.resolve("out").resolve(name);
  }

  private Ran study(String methods) {
    return study(methods, 80);
  }

  private Ran study(String methods, int problems, String... more) {
    List<String> words = new ArrayList<>(List.of("reproduce", "razor-lm", "--quick"));
    words.addAll(List.of("--base", base(), "--out", out("").toString(), "--methods", methods));
    words.addAll(List.of("--tasks", "maths", "--rates", "2", "--steps", "2"));
    words.addAll(List.of("--problems", "" + problems));
    words.addAll(List.of("--items", "2", "--drift-samples", "2", "--workers", "2"));
    words.addAll(List.of(more));
    return Ran.of(words.toArray(String[]::new));
  }

  private JsonNode json(String name) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(out(name)));
  }
}
