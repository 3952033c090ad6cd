package dev.mneme.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.mneme.app.console.Terminal;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people get wrong, through the real commands: one line that says what, where and what to do,
 * and the right exit code. docs/bad-input.md shows all of them to users.
 */
class BadInputTest {

  /** Spoils something and says the command line; words are split at blanks. */
  interface Mistake {
    String in(BadInputs given) throws IOException;
  }

  private static final Path PAGE = Path.of("../docs/bad-input.md");

  private static final String RECIPE = BadInputs.RECIPE;

  /** Two rates of that recipe. */
  private static final String SWEEP =
      """
      groups:
        recipe: @recipe.yaml
        grid:
          tuning.learning-rate: [1e-3, 1e-2]
      seeds: [0, 1]
      figure: new.accuracy
      """;

  /** Texts to be written. */
  private static final String TASK =
      """
      tasks:
        - name: letters
          file: rows.jsonl
          prompt: "{a}"
          answer: "{b}"
      """;

  /** Choices. */
  private static final String CHOICE =
      TASK.replace("answer: \"{b}\"", "choices: [\"{a}\", \"{b}\"]\n    gold: a");

  @TempDir Path temporary;

  @ParameterizedTest
  @MethodSource
  void aMistakeIsOneLineAndItsExitCode(Mistake mistake, int code, String message)
      throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] arguments =
        Arrays.stream(mistake.in(new BadInputs(temporary)).split(" +"))
            .map(word -> word.replace("@", temporary + "/"))
            .toArray(String[]::new);
    Terminal terminal = Terminal.plain(out, err);
    int result = Main.run(terminal, Commands.all(terminal), arguments);
    String said = err.toString().replace(temporary + "/", "");
    assertThat(said).isEqualTo("mneme: " + message + "\n");
    assertThat(result).isEqualTo(code);
    assertThat(out.toString()).isEmpty();
  }

  /** A row may say more of what was wrong than the test's name does. */
  @Test
  void thePageHasEachOfThem() throws IOException {
    List<String> page = Files.readAllLines(PAGE);
    aMistakeIsOneLineAndItsExitCode()
        .map(Arguments.ArgumentSet.class::cast)
        .forEach(mistake -> {
          String end = " | %s | %s |".formatted(mistake.get()[2], mistake.get()[1]);
          assertThat(page)
              .as(mistake.getName())
              .anyMatch(row -> row.startsWith("| " + mistake.getName()) && row.endsWith(end));
        });
  }

  static Stream<Arguments> aMistakeIsOneLineAndItsExitCode() {
    return Stream.of(
        // the command line
        mistake(
            "a misspelt command",
            given -> "trian",
            "unknown command \"trian\". Did you mean \"train\"? See \"mneme --help\"."),
        mistake(
            "a misspelt option",
            given -> train(given, RECIPE) + " --resum",
            "unknown option \"--resum\". Did you mean \"--resume\"? See \"mneme train --help\"."),
        mistake(
            "no recipe named",
            given -> "train",
            "Missing required parameter: 'RECIPE'. See \"mneme train --help\"."),
        mistake(
            "two contradicting options",
            given -> "reproduce parity-mnist --quick --full",
            "--quick, --full and --drawn contradict each other. Give one of them."),
        mistake(
            "no seeds",
            given -> "reproduce parity-mnist --seeds 0",
            "--seeds must lie between 1 and 100, was 0."),
        mistake(
            "a number that is none",
            given -> "reproduce parity-mnist --seeds many",
            "Invalid value for option '--seeds': 'many' is not an int. See \"mneme reproduce parity-mnist --help\"."),
        mistake(
            "no workers",
            given -> "quickstart --workers 0 --out @study",
            "--workers must be at least 1, was 0."),
        mistake(
            "no model to teach",
            given -> "quickstart --out @study --model @none",
            "none holds no model. Name one with --model, in Hugging Face's layout and with a chat template."),
        mistake(
            "no folder for the JSON",
            given -> "quickstart --out @study --json @no/f.json",
            "--json: there is no folder no. Make it, or choose another place."),
        mistake(
            "a folder in place of the JSON",
            given -> {
              given.file("results/old.json", "{}");
              return "quickstart --out @study --json @results";
            },
            "--json: results is a folder. Name a file."),
        mistake(
            "one draw of noise",
            given -> "reproduce conflict --seeds 1",
            "--seeds must be at least 2, was 1."),
        mistake(
            "no study to join",
            given -> "reproduce budget --join @none.csv --out @study",
            "--join: there is no file none.csv. Name a points.csv of the same study."),
        // the recipe
        mistake(
            "no such recipe",
            given -> "train @recipe.yaml --out @run",
            "recipe.yaml does not exist. Give the path of a recipe file."),
        mistake(
            "a recipe that is a folder",
            given -> {
              given.file("recipes/a.yaml", RECIPE);
              return "train @recipes --out @run";
            },
            "recipes is a folder. Give the path of a recipe file."),
        mistake(
            "an empty recipe",
            given -> train(given, "\n"),
            "recipe.yaml is empty. Write what differs from the defaults, or {} for the defaults alone."),
        mistake(
            "a recipe that is not YAML",
            given -> train(given, "world: [drawn\n"),
            "recipe.yaml:1: not valid YAML: while parsing a flow sequence"),
        mistake(
            "a recipe that is prose",
            given -> train(given, "Train well, please.\n"),
            "recipe.yaml: a recipe is a list of `key: value` lines"),
        mistake(
            "a recipe that is not text",
            given -> {
              given.file("noise", BadInputs.labels(3));
              return "train @noise --out @run";
            },
            "noise is not a text in UTF-8. Give the path of a recipe file."),
        mistake(
            "an unknown key",
            given -> train(given, RECIPE.replace("learning-rate", "lerning-rate")),
            "recipe.yaml:10: unknown key \"tuning.lerning-rate\". Did you mean \"tuning.learning-rate\"?"),
        mistake(
            "a key twice",
            given -> train(given, RECIPE + "world: mnist\n"),
            "recipe.yaml:15: not valid YAML: Duplicate Object property \"world\""),
        mistake(
            "a section without keys",
            given -> train(given, "tuning: grpo\n"),
            "recipe.yaml:1: \"tuning\" is a section: put its keys on lines of their own below it."),
        mistake(
            "an unknown method",
            given -> train(given, RECIPE.replace("sft-1", "ppo")),
            "recipe.yaml:7: \"tuning.method\" must be one of sft-1, sft-2, sft-oracle, sft-distilled, grpo, grpo-kl, reinforce, was ppo"),
        mistake(
            "an unknown world",
            given -> train(given, RECIPE.replace("drawn", "imagenet")),
            "recipe.yaml: world must be mnist or drawn, was imagenet"),
        mistake(
            "a learning rate that is not a number",
            given -> train(given, RECIPE.replace("1e-3", ".nan")),
            "recipe.yaml:6: in \"tuning\": learning-rate must lie between 0 and 1, was NaN"),
        mistake(
            "a negative learning rate",
            given -> train(given, RECIPE.replace("1e-3", "-1e-3")),
            "recipe.yaml:6: in \"tuning\": learning-rate must lie between 0 and 1, was -0.001"),
        mistake(
            "a learning rate in words",
            given -> train(given, RECIPE.replace("1e-3", "fast")),
            "recipe.yaml:10: \"tuning.learning-rate\" must be a number, was fast"),
        mistake(
            "a group of one",
            given -> train(given, RECIPE.replace("group: 4", "group: 1")),
            "recipe.yaml:6: in \"tuning\": group must be at least 2, was 1"),
        mistake(
            "half an epoch",
            given -> train(given, RECIPE.replace("epochs: 1", "epochs: 0.5")),
            "recipe.yaml:5: \"base.epochs\" must be a whole number, was 0.5"),
        mistake(
            "more examples than a number holds",
            given -> train(given, RECIPE.replace("examples: 16", "examples: 99999999999")),
            "recipe.yaml:8: \"tuning.examples\": Numeric value (99999999999) out of range of `int` (-2147483648 - 2147483647)"),
        mistake(
            "more drawn images than fit",
            given -> train(given, RECIPE.replace("examples: 16", "examples: 2000000000")),
            "digits.train: 2,000,000,000 images are asked for; draw 1 to 2,739,136."),
        // recipes that tune a language model
        mistake(
            "an unknown objective",
            given -> train(given, "objective: grop\n"),
            "recipe.yaml: unknown objective \"grop\". Did you mean \"grpo\"?"),
        mistake(
            "a misspelt key in a list",
            given -> train(given, "objective: dpo\ndata:\n  sources:\n  - fiel: rows.jsonl\n"),
            "recipe.yaml:4: unknown key \"data.sources.1.fiel\". Did you mean \"data.sources.file\"?"),
        mistake(
            "a key without a value",
            given -> train(given, "objective: dpo\nmodel:\n"),
            "recipe.yaml:2: \"model\" has no value: give one or leave the key out."),
        mistake(
            "a section of a list without its value",
            given -> train(given, "objective: dpo\ndata: {sources: [{file: }]}\n"),
            "recipe.yaml:2: \"data.sources.1.file\" has no value: give one or leave the key out."),
        mistake(
            "a list without sections",
            given -> train(given, "objective: dpo\ndata:\n  sources: rows.jsonl\n"),
            "recipe.yaml:3: \"data.sources\" is a list: begin each of its sections with \"- \"."),
        mistake(
            "a group of one for GRPO",
            given -> train(given, "objective: grpo\nsampling:\n  group: 1\n"),
            "recipe.yaml: sampling.group must be at least 2 for grpo, was 1"),
        mistake(
            "an unknown kind of reweighting",
            given -> train(given, "objective: cross-entropy\nreweighting:\n  kind: recpa\n"),
            "recipe.yaml:3: \"reweighting.kind\" must be one of none, uniform, fixed, recap, shortfall, dwa, uncertainty, famo, random, gradnorm, pcgrad, cagrad, agem, was recpa. Did you mean \"recap\"?"),
        mistake(
            "a target for a KL that counts nothing",
            given -> train(given, "objective: dpo\npreserve:\n  kl: {target: 0.01}\n"),
            "recipe.yaml:3: in \"preserve.kl\": target needs a weight above 0, from which it is moved, was 0.0"),
        mistake(
            "a budget without its unit",
            given -> train(given, "objective: dpo\nbudget:\n  forgetting: 1.0\n"),
            "recipe.yaml:2: in \"budget\": forgetting must be a positive number with its unit, such as 1.0 points, was 1.0"),
        mistake(
            "a misspelt key of a budget",
            given -> train(given, "objective: dpo\nbudget:\n  forgeting: 1.0 points\n"),
            "recipe.yaml:3: unknown key \"budget.forgeting\". Did you mean \"budget.forgetting\"?"),
        mistake(
            "rows of what is to be kept without a file",
            given -> train(given, "objective: dpo\npreserve:\n  ewc: {sources: [{file: a}, {}]}\n"),
            "recipe.yaml:3: in \"preserve.ewc\": each of several sources needs a file; a single one without is what the base writes, was \"\""),
        mistake(
            "old prompts to be rewarded without a file",
            given -> train(given, "objective: dpo\npreserve: {replay: {learns: reward}}\n"),
            "recipe.yaml:2: in \"preserve.replay\": learns: reward needs sources with files of prompts, as what the base writes has no right answer, was \"\""),
        mistake(
            "a reward for old rows that are imitated",
            given -> train(given, "objective: dpo\npreserve: {replay: {reward: {kind: span}}}\n"),
            "recipe.yaml:2: in \"preserve.replay\": reward needs learns: reward, was answers"),
        mistake(
            "a row without what its reward compares with",
            given ->
                train(
                    given,
                    post(
                        given,
                        "objective: grpo\nsampling: {max-tokens: 4}",
                        "{\"prompt\": \"a\"}")),
            "rows.jsonl:2: the row has no column \"answer\" to compare the answer with, only [prompt]. Name it as reward.column."),
        mistake(
            "a row whose prompt leaves no room",
            given ->
                train(
                    given,
                    post(
                        given,
                        "objective: cross-entropy",
                        "{\"prompt\": \"%s\", \"completion\": \"a\"}".formatted("a".repeat(60)))),
            "rows.jsonl:2: nothing is learnt of the row within 48 tokens. Leave it out or raise data.max-length."),
        mistake(
            "a misspelt device",
            given -> train(given, "objective: dpo\ndevice: cudo\n"),
            "recipe.yaml:2: in \"device\": must be one of cpu, cuda, cuda:N, auto, was cudo. Did you mean \"cuda\"?"),
        mistake(
            "a GPU for a libtorch without CUDA",
            given -> train(given, "objective: dpo\ndevice: cuda\n"),
            "device cuda: this libtorch was built without CUDA. Begin the command with ./mneme --cuda, or leave device out to compute on the processor."),
        mistake(
            "a device that there is not",
            given -> "generate @model text --device gpu",
            "--device must be one of cpu, cuda, cuda:N, auto, was gpu. Did you mean \"cuda\"?"),
        mistake(
            "a recipe without a model",
            given -> train(given, "objective: dpo\n"),
            "model must be the folder of a model; the recipe leaves it empty."),
        // the images
        mistake(
            "no such data folder",
            given -> real(given) + " --data @nowhere",
            "nowhere: there is no such folder. Pass one with mnist/ and fashion-mnist/ in it."),
        mistake(
            "a data folder without images",
            given -> {
              given.file("empty/readme", "");
              return real(given) + " --data @empty";
            },
            "empty/mnist/train-images-idx3-ubyte.gz: there is no such file, packed or unpacked. The folders mnist and fashion-mnist need the four original files each."),
        mistake(
            "an archive cut short",
            given -> digits(given, cut(BadInputs.images(3, 3, 28))),
            "data/mnist/train-images-idx3-ubyte.gz: the file is cut short: it ends too early. Download it again."),
        mistake(
            "a web page in place of an archive",
            given -> digits(given, "<html>Not found</html>".getBytes(UTF_8)),
            "data/mnist/train-images-idx3-ubyte.gz: not an IDX file: it begins with 3c68746d, not with two zero bytes. Look into it: a web page or another archive may have its name."),
        mistake(
            "labels in place of images",
            given -> digits(given, BadInputs.labels(3)),
            "data/mnist/train-images-idx3-ubyte.gz: the file has 1 dimension where images need 3. Are the files of images and labels swapped?"),
        mistake(
            "fewer images than announced",
            given -> digits(given, BadInputs.images(5, 3, 28)),
            "data/mnist/train-images-idx3-ubyte.gz: the file is cut short: the header announces 5 × 28 × 28 bytes and 2,352 are there. Download it again."),
        mistake(
            "more images than announced",
            given -> digits(given, BadInputs.images(2, 3, 28)),
            "data/mnist/train-images-idx3-ubyte.gz: more bytes follow than the 2 × 28 × 28 that the header announces. Header and content disagree; download the file again."),
        mistake(
            "more images than labels",
            given -> digits(given, BadInputs.images(4, 4, 28)),
            "data/mnist/train-images-idx3-ubyte.gz holds 4 images and data/mnist/train-labels-idx1-ubyte.gz 3 labels. Use the two files of one set."),
        mistake(
            "no images",
            given -> digits(given, BadInputs.images(0, 0, 28)),
            "data/mnist/train-images-idx3-ubyte.gz: no images in it: its size is 0 × 28 × 28. Use another file."),
        mistake(
            "images of another size",
            given -> digits(given, BadInputs.images(3, 3, 32)),
            "the test digits have 28 × 28 pixels and the training digits 32 × 32. Use sets of one size."),
        mistake(
            "all images of another size",
            given -> real(given) + " --data " + given.data(32),
            "the images have 1,024 pixels and this study needs 28 × 28. Use the original files."),
        // the run folder
        mistake(
            "an output folder that is a file",
            given -> {
              given.file("run", "");
              return train(given, RECIPE);
            },
            "run is a file. Choose a new or empty folder for the run."),
        mistake(
            "an output folder below a file",
            given -> {
              given.file("file", "");
              return train(given, RECIPE).replace("@run", "@file/run");
            },
            "file/run could not be written: a file is where a folder should be. Choose another place."),
        mistake(
            "an output folder with other things",
            given -> {
              given.file("run/thesis.tex", "");
              return train(given, RECIPE);
            },
            "run holds other things (thesis.tex). Choose a new or empty folder for the run."),
        mistake(
            "a run already there",
            given -> {
              given.file("run/recipe.yaml", "");
              return train(given, RECIPE);
            },
            "run holds a run already. Add --resume to go on with it, or choose another --out."),
        mistake(
            "nothing to resume",
            given -> train(given, RECIPE) + " --resume",
            "run holds no run to resume. Leave --resume out to start one."),
        mistake(
            "`--end` for a run that is not there",
            given -> train(given, RECIPE) + " --end",
            "--end ends a run that is there: add --resume."),
        mistake(
            "another recipe on resume",
            given -> {
              given.file("run/recipe.yaml", "world: \"mnist\"\n");
              return train(given, RECIPE) + " --resume";
            },
            "run was made by another recipe; they differ first in line 1 of recipe.yaml. Resume with the recipe of the run, or choose another folder."),
        mistake(
            "another text on resume",
            given -> {
              String again = trained(given);
              given.file("text.txt", "ab ".repeat(99));
              return again;
            },
            "text.txt is not what the run in run was begun with. Put back what it was, or delete run/provenance.json to go on with what it is now."),
        mistake(
            "another number of threads on resume",
            given -> {
              String again = trained(given);
              Files.delete(given.place("run/FINISHED"));
              return again + " --threads 2";
            },
            "run was begun with --threads 1 and would end with other bits on 2. Give --threads 1, or choose another folder."),
        // language models
        mistake(
            "no such model",
            given -> "generate @models/stories a",
            "models/stories: there is no such folder. Give the path of a model folder."),
        mistake(
            "a file in place of a model folder",
            given -> {
              given.file("model.bin", "");
              return "generate @model.bin a";
            },
            "model.bin is not a folder. Give the path of a model folder."),
        mistake(
            "a folder without a model",
            given -> {
              given.file("model/readme", "");
              return "generate @model a";
            },
            "model holds no model: neither config.json nor a llama2.c .bin. Give the path of a model folder."),
        mistake(
            "an adapter in place of a model",
            given -> {
              TinyModels.adapter(given.place("tuned"));
              return "generate @tuned a";
            },
            "tuned holds an adapter. Give the model it was made for, and this folder with --adapter."),
        mistake(
            "several llama2.c models in one folder",
            given -> {
              TinyModels.llama2c(given.place("model"));
              given.file("model/other.bin", "");
              return "generate @model a";
            },
            "model holds several .bin files, such as other.bin and tiny.bin. Give each model a folder of its own."),
        mistake(
            "a llama2.c model cut short",
            given -> {
              TinyModels.llama2c(given.place("model"));
              given.file("model/tiny.bin", "short");
              return "generate @model a";
            },
            "model/tiny.bin: a llama2.c model has at least 28 bytes, this one has 5. The file is cut short; download it again."),
        mistake(
            "a negative temperature",
            given -> generate(given, "--temperature -1"),
            "--temperature must be >= 0, was -1.0."),
        mistake(
            "no tokens asked for",
            given -> generate(given, "--max-tokens 0"),
            "--max-tokens must be >= 1, was 0."),
        mistake(
            "no threads",
            given -> generate(given, "--threads 0"),
            "--threads must lie between 1 and 1024, was 0."),
        mistake(
            "a precision that there is not",
            given -> generate(given, "--precision int3"),
            "Invalid value for option '--precision': expected one of [F32, BF16, F16] (case-insensitive) but was 'int3'. See \"mneme generate --help\"."),
        mistake(
            "a recommended temperature in words",
            given -> {
              String command = generate(given, "");
              given.file("model/generation_config.json", "{\"temperature\": \"low\"}");
              return command.strip();
            },
            "model/generation_config.json: \"temperature\" must be a number from 0.0 to 1000000.0, but is \"low\"."),
        mistake(
            "a prompt longer than the model reads",
            given -> generate(given, "").strip() + "bcde".repeat(12),
            "model: the text before the answer has 49 tokens and the model reads 48 in all. Give it less."),
        mistake(
            "a conversation with a model without a chat template",
            given -> "chat " + TinyModels.folder(given.place("model")),
            "model has no chat template: neither chat_template.jinja nor \"chat_template\" in tokenizer_config.json. Add the template that the model was tuned with, or give a base model a plain prompt."),
        mistake(
            "a conversation with no model",
            given -> "chat @models/qwen",
            "models/qwen: there is no such folder. Give the path of a model folder."),
        mistake(
            "instructions before a plain prompt",
            given -> generate(given, "--system kindly"),
            "--system needs --chat: a plain prompt has no roles."),
        mistake(
            "the adapter of another model",
            given -> {
              TinyModels.llama2c(given.place("model"));
              TinyModels.adapter(given.place("tuned"));
              return "generate @model a --adapter @tuned";
            },
            "tuned: 4 weights are unexpected (\"base_model.model.model.layers.1.self_attn.q_proj.lora_A.wei…, \"base_model.model.model.layers.1.self_attn.q_proj.lora_B.wei…, \"base_model.model.model.layers.1.mlp.down_proj.lora_A.weight…, …); 4 weights are of another shape (base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight is [2, 16], not [2, 8], base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight is [16, 2], not [8, 2], base_model.model.model.layers.0.mlp.down_proj.lora_A.weight is [2, 24], not [2, 8], …). Use the model that the adapter was made for."),
        mistake(
            "a target that is not empty",
            given -> {
              given.file("target/thesis.tex", "");
              return "convert " + TinyModels.folder(given.place("model")) + " @target";
            },
            "target already exists. Choose another place or remove it."),
        mistake(
            "shards of no size",
            given ->
                "convert " + TinyModels.folder(given.place("model")) + " @target --shard-size big",
            "--shard-size must be a size such as 2GB or 500MiB, was \"big\"."),
        // recipes that are only checked
        mistake(
            "no such recipe to check",
            given -> "check @recipe.yaml",
            "recipe.yaml does not exist. Give the path of a recipe file."),
        mistake(
            "an unknown key, checked",
            given -> check(given, RECIPE.replace("group", "grup")),
            "recipe.yaml:11: unknown key \"tuning.grup\". Did you mean \"tuning.group\"?"),
        mistake(
            "images that are not there, checked",
            given -> check(given, "world: mnist") + " --data @nowhere",
            "nowhere: there is no such folder. Pass one with mnist/ and fashion-mnist/ in it."),
        mistake(
            "a model that is not there, checked",
            given -> check(given, "model: " + given.place("stories")),
            "stories: there is no such folder. Give the path of a model folder."),
        mistake(
            "a text that is not there, checked",
            given -> check(given, text(given, "no.txt")),
            "no.txt does not exist. Give the text to learn as data.file."),
        mistake(
            "a text shorter than a batch, checked",
            given -> {
              given.file("short.txt", "abc");
              return check(given, text(given, "short.txt"));
            },
            "short.txt: 3 tokens are too few for 16 pieces of 128. Take a longer text, shorter pieces or a smaller batch."),
        mistake(
            "a whole recipe and JSON at once",
            given -> check(given, RECIPE) + " --resolved --json",
            "--resolved and --json contradict each other. Give one of them."),
        // sweeps
        mistake(
            "a sweep without a figure",
            given -> sweep(given, SWEEP.replace("figure: new.accuracy\n", "")),
            "sweep.yaml: figure must name what trials are ranked by, such as new.reward or new.loss."),
        mistake(
            "a misspelt key of a sweep",
            given -> sweep(given, SWEEP.replace("seeds:", "sedes:")),
            "sweep.yaml:5: unknown key \"sedes\". Did you mean \"seeds\"?"),
        mistake(
            "a group without a recipe",
            given -> sweep(given, SWEEP.replace("  recipe: @recipe.yaml", "  name: rates")),
            "sweep.yaml: each of the groups needs the recipe that its trials share, such as recipe: recipes/grpo.yaml"),
        mistake(
            "a group whose recipe is not there",
            given -> sweep(given, SWEEP.replace("recipe.yaml", "none.yaml")),
            "sweep.yaml:2: group \"none\": none.yaml does not exist. Give the path of a recipe file."),
        mistake(
            "a misspelt key in a grid",
            given -> sweep(given, SWEEP.replace("learning-rate", "lerning-rate")),
            "sweep.yaml:4: group \"recipe\", tuning.lerning-rate=0.001: recipe.yaml: unknown key \"tuning.lerning-rate\". Did you mean \"tuning.learning-rate\"?"),
        mistake(
            "a wrong value in a grid",
            given -> sweep(given, SWEEP.replace("[1e-3, ", "[1e-3, -1, ")),
            "sweep.yaml:4: group \"recipe\", tuning.learning-rate=-1: recipe.yaml:6: in \"tuning\": learning-rate must lie between 0 and 1, was -1.0"),
        mistake(
            "a value in place of a grid's list",
            given -> sweep(given, SWEEP.replace("[1e-3, 1e-2]", "1e-3")),
            "sweep.yaml:1: in \"groups.1\": grid: \"tuning.learning-rate\" must be a list of values in brackets"),
        mistake(
            "a grid over seeds",
            given -> sweep(given, SWEEP.replace("tuning.learning-rate", "seed")),
            "sweep.yaml:1: in \"groups.1\": \"seed\" is no key to sweep: list the seeds as seeds"),
        mistake(
            "a key drawn from nothing",
            given -> sweep(given, drawn("tuning.warmup: {scale: linear}")),
            "sweep.yaml:5: \"tuning.warmup\": say from and to, or among, to have it drawn; see docs/reference/sweep.md."),
        mistake(
            "a key drawn from a misspelt range",
            given -> sweep(given, drawn("tuning.warmup: {form: 0, to: 0.1}")),
            "sweep.yaml:5: \"tuning.warmup\": unknown key \"form\". Did you mean \"from\"?"),
        mistake(
            "a trial twice in a sweep",
            given -> sweep(given, SWEEP.replace("1e-2", "0.001")),
            "sweep.yaml:3: group \"recipe\", tuning.learning-rate=0.001 is the same trial as group \"recipe\", tuning.learning-rate=0.001: they have the same whole recipe. Take one of them out."),
        mistake(
            "a figure of an exam that is not declared",
            given -> sweep(given, SWEEP.replace("new.accuracy", "measured.mean")),
            "figure: \"measured.mean\" comes of examining the models; say on what with measure.suite."),
        mistake(
            "a model of a sweep that is not there",
            given -> {
              given.file("text.yaml", "model: " + given.place("stories"));
              return sweep(given, SWEEP.replace("recipe.yaml", "text.yaml"));
            },
            "sweep.yaml: group \"text\", tuning.learning-rate=0.001: stories: there is no such folder. Give the path of a model folder."),
        mistake(
            "a number of a sweep that leaves no room",
            given -> {
              given.file("text.txt", "abc def. ".repeat(200));
              given.file(
                  "text.yaml",
                  text(given, "text.txt, held-out: 0.2")
                      .replaceFirst("}$", ", probing: {tokens: 8}}"));
              return sweep(
                  given,
                  SWEEP
                      .replace("recipe.yaml", "text.yaml")
                      .replace("learning-rate: [1e-3, 1e-2]", "length: [16, 47]")
                      .replace("new.accuracy", "new.loss"));
            },
            "sweep.yaml: group \"text\", tuning.length=47: 0 of the held-out prompts leave room for the 8 tokens of probing.tokens, and an interval needs 2. Lower probing.tokens or hold out more rows."),
        mistake(
            "a run where a sweep should be",
            given -> {
              given.file("run/recipe.yaml", "");
              return sweep(given, SWEEP);
            },
            "run holds a run of its own. Choose another --out for the sweep."),
        mistake(
            "a sweep without workers",
            given -> sweep(given, SWEEP) + " --workers 0",
            "--workers must be at least 1, was 0."),
        // benchmarks
        mistake(
            "an unknown suite",
            given -> eval(given, "--suite prior-papre"),
            "unknown suite \"prior-papre\". Did you mean \"prior-paper\"?"),
        mistake(
            "a file of a suite that is not there",
            given -> eval(given, "--suite @mine.yaml"),
            "mine.yaml does not exist. Give the path of a recipe file."),
        mistake(
            "an unknown task",
            given -> eval(given, "--task helaswag"),
            "unknown task \"helaswag\". Did you mean \"hellaswag\"?"),
        mistake(
            "a task that the suite does not have",
            given -> eval(given, suite(given, TASK) + " --task letter"),
            "unknown task \"letter\". Did you mean \"letters\"?"),
        mistake(
            "neither suite nor benchmark to describe",
            given -> "tasks hellaswga",
            "unknown task or suite \"hellaswga\". Did you mean \"hellaswag\"?"),
        mistake(
            "no data of a benchmark",
            given -> eval(given, "--task winogrande --data @nothing"),
            "nothing/winogrande: there is no such folder. It should hold the validation split as .jsonl or .parquet, \"val\" in its name, from https://huggingface.co/datasets/allenai/winogrande (winogrande_xl). Name the folder above it with --data."),
        mistake(
            "data of a benchmark without rows",
            given -> {
              given.file("data/winogrande/val.jsonl", "\n");
              return eval(given, "--task winogrande --data @data");
            },
            "data/winogrande/val.jsonl: there are no rows in it. Use another file."),
        mistake(
            "a misspelt key of a task",
            given -> eval(given, suite(given, TASK.replace("prompt", "promt"))),
            "suite.yaml:4: unknown key \"tasks.1.promt\". Did you mean \"tasks.prompt\"?"),
        mistake(
            "a suite without a task",
            given -> eval(given, suite(given, "description: nothing\n")),
            "suite.yaml: each of its tasks needs a name. Begin it with \"- name: \"."),
        mistake(
            "a task that nothing judges",
            given -> eval(given, suite(given, TASK.replace("    answer: \"{b}\"\n", ""))),
            "suite.yaml:1: in \"tasks.1\": either choices (which is likeliest) or answer and reward (what is written) must be given"),
        mistake(
            "a limit that no program can keep to",
            given ->
                eval(given, suite(given, TASK + "    reward: {kind: code, code: {seconds: 0}}\n")),
            "suite.yaml:6: in \"tasks.1.reward.1.code\": seconds must lie between 0.1 and 3600, was 0.0"),
        mistake(
            "rows without what a reward looks for",
            given -> eval(given, suite(given, TASK + "    reward: {kind: code}\n")),
            "letters, item 0: the row has neither \"test\" with \"entry_point\" nor \"tests\", a list of asserts; it has [a, b, number, answer]."),
        mistake(
            "a brace alone in a prompt",
            given -> eval(given, suite(given, TASK.replace("{a}", "{a"))),
            "suite.yaml:1: in \"tasks.1\": a brace stands alone in \"{a\"; columns are written {column}, braces {{ and }}"),
        mistake(
            "a task without its rows",
            given -> eval(given, suite(given, TASK.replace("rows.jsonl", "row.jsonl"))),
            "row.jsonl: there is no such file."),
        mistake(
            "rows without the prompt's column",
            given -> eval(given, suite(given, TASK.replace("{a}", "{aa}"))),
            "rows.jsonl:1: there is no column \"aa\". Did you mean \"a\"?"),
        mistake(
            "an unknown metric",
            given -> eval(given, suite(given, CHOICE + "    metric: acc-norm\n")),
            "unknown metric \"acc-norm\". Did you mean \"acc_norm\"?"),
        mistake(
            "a right choice that there is not",
            given -> eval(given, suite(given, CHOICE.replace("gold: a", "gold: number"))),
            "rows.jsonl:1: column \"number\" must say which of 2 choices is right, by its number from 0, its letter or its text, but is \"7\"."),
        mistake(
            "no model to ask",
            given -> "eval @models/qwen " + suite(given, TASK),
            "models/qwen: there is no such folder. Give the path of a model folder."),
        mistake(
            "a model twice",
            given -> eval(given, suite(given, TASK)) + " " + given.place("model"),
            "model is named twice. Name each model once."),
        mistake(
            "nothing to ask",
            given -> eval(given, ""),
            "Name what to ask with --suite or --task; the suites are prior-paper, new-maths, new-science, "
                + "new-tools, lab-prior, lab-new, and \"mneme tasks\" lists the tasks."),
        mistake(
            "a limit of none",
            given -> eval(given, suite(given, TASK) + " --limit 0"),
            "--limit must be at least 1, was 0."),
        mistake(
            "a temperature below zero",
            given -> eval(given, suite(given, TASK) + " --temperature -1"),
            "--temperature must lie between 0 and 100, was -1.0."),
        mistake(
            "examples of which there are none",
            given -> eval(given, suite(given, TASK) + " --few-shot 2"),
            "letters: 2 examples cannot be shown without a few-shot-file. Name one in the suite."),
        mistake(
            "a damaged file of results",
            given -> {
              given.file("out/model/letters.jsonl", "{}\n");
              return eval(given, suite(given, TASK));
            },
            "out/model/letters.jsonl:1: not the result of an item. The file is damaged; delete it, and what it held is asked again."),
        mistake(
            "no training data",
            given -> "overlap @train.jsonl " + suite(given, TASK),
            "train.jsonl: there is no such file."),
        // the work
        argumentSet(
            "a loss that is not a number",
            (Mistake) given -> train(given, BadInputs.EXPLODING),
            ExitCode.FAILED,
            "step 3: the loss is NaN and its gradient's length NaN. Lower the learning rate (now 0.990) or clip the gradient."));
  }

  private static Arguments mistake(String what, Mistake mistake, String message) {
    return argumentSet(what, mistake, ExitCode.MISTAKE, message);
  }

  private static String train(BadInputs given, String recipe) throws IOException {
    given.file("recipe.yaml", recipe);
    return "train @recipe.yaml --out @run";
  }

  /** Trains on a text, and says how to go on. */
  private static String trained(BadInputs given) throws IOException {
    given.file("text.txt", "ab ".repeat(100));
    given.file(
        "recipe.yaml",
        """
        model: %s
        data: {file: %s, held-out: 0.5}
        tuning: {steps: 1, batch: 2, length: 8}
        probing: {every: 1, samples: 2, tokens: 4}
        """
            .formatted(TinyModels.folder(given.place("model")), given.place("text.txt")));
    String run = given.place("run").toString();
    Ran.well("train", given.place("recipe.yaml").toString(), "--out", run);
    return "train @recipe.yaml --out @run --resume";
  }

  private static String sweep(BadInputs given, String sweep) throws IOException {
    given.file("recipe.yaml", RECIPE);
    given.file("sweep.yaml", sweep.replace("@", given.place("") + "/"));
    return "sweep @sweep.yaml --out @run";
  }

  private static String drawn(String keys) {
    return SWEEP.replace("seeds:", "  random: {trials: 1, keys: {" + keys + "}}\nseeds:");
  }

  private static String check(BadInputs given, String recipe) throws IOException {
    given.file("recipe.yaml", recipe);
    return "check @recipe.yaml";
  }

  private static String suite(BadInputs given, String suite) throws IOException {
    given.file("rows.jsonl", "{\"a\": \"b\", \"b\": \"c\", \"number\": 7}\n");
    given.file("suite.yaml", suite);
    return "--suite @suite.yaml";
  }

  private static String eval(BadInputs given, String options) {
    return "eval %s %s --out @out --cache @answers"
        .formatted(TinyModels.folder(given.place("model")), options);
  }

  private static String text(BadInputs given, String file) {
    return "{model: %s, data: {file: %s}}"
        .formatted(TinyModels.folder(given.place("model")), given.place(file));
  }

  /** A recipe over a good row, so one, and good ones that are held out. */
  private static String post(BadInputs given, String objective, String row) throws IOException {
    String good = "{\"prompt\": \"a\", \"completion\": \"b\", \"answer\": \"b\"}\n";
    Path rows = given.file("rows.jsonl", good + row + "\n" + good.repeat(2));
    return """
    model: %s
    %s
    data: {sources: [{file: %s}], held-out: 0.5}
    probing: {tokens: 8}
    """
        .formatted(TinyModels.folder(given.place("model")), objective, rows);
  }

  private static String generate(BadInputs given, String options) {
    return "generate %s %s a".formatted(TinyModels.folder(given.place("model")), options);
  }

  private static String digits(BadInputs given, byte[] file) throws IOException {
    return real(given) + " --data " + given.dataWith(file);
  }

  private static byte[] cut(byte[] file) {
    return Arrays.copyOf(file, file.length - 12);
  }

  private static String real(BadInputs given) throws IOException {
    return train(given, RECIPE.replace("drawn", "mnist"));
  }
}
