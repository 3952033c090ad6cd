package dev.mneme.lab.world.whole;

import dev.mneme.data.DurableFiles;
import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.Split;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.ModelFolder;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.text.BytePairTraining;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The small world as files that every command reads.
 *
 * <pre>
 *   texts.jsonl       plain texts to pretrain on                  text
 *   answers.jsonl     prior problems and right answers            prompt, completion
 *   COURSE.jsonl      problems of a new course, training side     prompt, completion, worked, foreign, rejected, …
 *   untrained/        a Qwen2 of random weights with a tokenizer made from the texts and answers
 * </pre>
 */
public final class WorldFolder {

  static final String CHAT_TEMPLATE =
      "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content']"
          + " + '<|im_end|>' + '\\n' }}{% endfor %}"
          + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

  private static final List<String> SPECIAL =
      List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");

  /** Texts and answers, of each, from which the tokenizer is made. */
  private static final int TOKENIZER_ROWS = 30_000;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final World world;
  private final long seed;

  /**
   * @param seed of all that is drawn
   */
  public WorldFolder(World world, long seed) {
    this.world = world;
    this.seed = seed;
  }

  /**
   * How much is written.
   *
   * @param rows of texts, and again of answers
   * @param problems of each new course, at most
   * @param shape of the untrained model, whose vocabulary may come out smaller
   */
  public record Size(long rows, int problems, ModelShape shape) {}

  /** Sizes of a Qwen2 with tied embeddings. */
  public record ModelShape(
      int vocabulary, int width, int layers, int heads, int keyValueHeads, int mlpWidth) {}

  /** Writes all, whole or not at all. The folder must not exist. */
  public void write(DurableFiles files, Path folder, Size size) {
    files.writeFolder(
        folder,
        inside -> {
          texts(files, inside.resolve("texts.jsonl"), size.rows());
          answers(files, inside.resolve("answers.jsonl"), size.rows());
          for (Course course : world.fresh()) {
            problems(files, inside.resolve(course.name() + ".jsonl"), course, size.problems());
          }
          model(files, inside.resolve("untrained"), size.shape());
        });
  }

  /** Writes plain texts to pretrain on. */
  public void texts(DurableFiles files, Path file, long count) {
    rows(files, file, count, this::text);
  }

  /** Writes prior problems as a user asks them, each with a right answer. */
  public void answers(DurableFiles files, Path file, long count) {
    rows(files, file, count, this::answer);
  }

  /**
   * Writes problems of a course's training side, with answers right and wrong.
   *
   * @param most problems; fewer where the course has fewer
   */
  public void problems(DurableFiles files, Path file, Course course, int most) {
    List<Problem> problems = course.upTo(Split.TRAIN, seed, most);
    rows(
        files,
        file,
        problems.size(),
        row -> problem(problems.get((int) row), new Dice(seed, course.name(), row)));
  }

  /**
   * Writes problems that nothing is trained on, the first of them those of the course's benchmark:
   * {@code prompt} and what a verifier needs, or, where one chooses, {@code ways} and which is
   * {@code right}.
   *
   * @param most problems; fewer where the course has fewer
   */
  public static void exam(DurableFiles files, Path file, Course course, int most) {
    List<Problem> problems = course.upTo(Split.TEST, WorldBenchmarks.SEED, most);
    rows(files, file, problems.size(), row -> asked(course, (int) row, problems.get((int) row)));
  }

  private static Map<String, ?> asked(Course course, int place, Problem problem) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("prompt", problem.prompt());
    if (problem.choice()) {
      row.put("ways", WorldBenchmarks.ways(course, place, problem));
      row.put("right", problem.right().getFirst());
    }
    problem.columns().forEach(row::putIfAbsent);
    return row;
  }

  private Map<String, ?> text(long row) {
    return Map.of("text", world.text(seed, row));
  }

  private Map<String, ?> answer(long row) {
    World.Answered answered = world.answered(seed, row);
    return ordered("prompt", answered.prompt(), "completion", answered.answer());
  }

  private static Map<String, ?> problem(Problem problem, Dice dice) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("prompt", problem.prompt());
    row.put("completion", dice.pick(problem.right()));
    row.put("worked", problem.right().getFirst());
    int style = dice.roll(problem.foreign().size());
    row.put("foreign", problem.foreign().get(style));
    row.put("rejected", dice.pick(problem.wrong()));
    if (!problem.foreignWrong().isEmpty()) {
      row.put("foreign_rejected", problem.foreignWrong().get(style));
    }
    problem.columns().forEach(row::putIfAbsent);
    return row;
  }

  private static Map<String, ?> ordered(String one, Object first, String other, Object second) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put(one, first);
    row.put(other, second);
    return row;
  }

  private static void rows(
      DurableFiles files, Path file, long count, LongFunction<Map<String, ?>> row) {
    files.write(
        file,
        channel -> {
          BufferedWriter lines =
              new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8), 1 << 16);
          for (long i = 0; i < count; i++) {
            lines.write(JSON.writeValueAsString(row.apply(i)));
            lines.write('\n');
          }
          lines.flush();
        });
  }

  private void model(DurableFiles files, Path folder, ModelShape sizes) throws IOException {
    BytePairTraining tokenizer = new BytePairTraining();
    for (int i = 0; i < TOKENIZER_ROWS; i++) {
      tokenizer.read(world.text(seed, i));
      World.Answered answered = world.answered(seed, i);
      tokenizer.read("user\n" + answered.prompt());
      tokenizer.read("assistant\n" + answered.answer());
    }
    try (RandomStreams streams = new RandomStreams(seed);
        Decoder decoder = Decoder.initialised(shape(sizes), streams.get("init"))) {
      ModelFolder.save(
          files,
          folder,
          decoder.shape(),
          decoder.parameters(),
          new ModelFolder.Saving(ElementType.F32, ModelFolder.Saving.USUAL_SHARD_BYTES, null),
          inside -> tokenizer.write(files, inside, sizes.vocabulary(), SPECIAL, CHAT_TEMPLATE));
    }
  }

  private static DecoderShape shape(ModelShape sizes) {
    int vocabulary = sizes.vocabulary();
    return DecoderShape.qwen2(
        vocabulary,
        sizes.width(),
        sizes.layers(),
        sizes.heads(),
        sizes.keyValueHeads(),
        sizes.mlpWidth(),
        1024,
        List.of(vocabulary - 1, vocabulary - SPECIAL.size()));
  }
}
