package dev.mneme.app.tuning;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.records.Shuffle;
import dev.mneme.data.records.Tokens;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.train.Replay;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Texts that the base writes by itself, at temperature 1: what stands in for old tasks whose data
 * are gone (pseudo-rehearsal, Robins 1995). Written when first asked for and kept in {@code
 * replay.jsonl} of the run folder, a line a text with its tokens; a run that goes on reads them
 * there. Each is learnt from behind its first token.
 */
final class OwnTexts implements Replay.Rows {

  static final String FILE = "replay.jsonl";

  private static final String STREAM = "replay";

  private final ReplayKeys keys;
  private final Learner learner;
  private final long seed;
  private final Path file;
  private final Shuffle order;
  private @Nullable List<Tokens> texts;

  /**
   * @param learner borrowed
   * @param run folder
   */
  OwnTexts(ReplayKeys keys, Learner learner, long seed, Path run) {
    this.keys = keys;
    this.learner = learner;
    this.seed = seed;
    this.file = run.resolve(FILE);
    this.order = new Shuffle(seed, keys.written());
  }

  /** Longest text, with the token that it begins with. */
  static int longest(ReplayKeys keys, int positions) {
    return Math.min(keys.tokens() + 1, positions);
  }

  @Override
  public Tokens at(long position) {
    List<Tokens> known = texts;
    if (known == null) {
      if (!Files.exists(file)) {
        write();
      }
      known = read();
      texts = known;
    }
    return known.get((int) order.row(position));
  }

  private void write() {
    BaseWriter base = new BaseWriter(learner, keys.tokens());
    StringBuilder lines = new StringBuilder();
    try (RandomStreams streams = new RandomStreams(seed)) {
      for (int[] own : base.write(keys.written(), streams.get(STREAM))) {
        int[] ids = IntStream.concat(IntStream.of(base.start()), IntStream.of(own)).toArray();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("tokens", ids);
        line.put("text", learner.tokenizer().decode(own));
        lines.append(JsonMapper.shared().writeValueAsString(line)).append('\n');
      }
    }
    new DurableFiles(Disk.real()).write(file, lines.toString());
  }

  private List<Tokens> read() {
    List<Tokens> read = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        JsonNode tokens = JsonMapper.shared().readTree(line).path("tokens");
        int[] ids = tokens.valueStream().mapToInt(each -> each.asInt(-1)).toArray();
        for (int id : ids) {
          require(id >= 0 && id < learner.shape().vocabulary());
        }
        require(ids.length > 1 && ids.length <= learner.shape().maxPositions());
        read.add(Tokens.of(ids));
      }
    } catch (MalformedInputException | JacksonException failure) {
      throw new InputException(damaged(), failure);
    } catch (IOException failure) {
      throw new InputException(
          "%s cannot be read: %s.".formatted(file, failure.getMessage()), failure);
    }
    require(read.size() == keys.written());
    return read;
  }

  private void require(boolean right) {
    if (!right) {
      throw new InputException(damaged());
    }
  }

  private String damaged() {
    return "%s is not what this run wrote there. Put it back, or delete it to have the base write it again."
        .formatted(file);
  }
}
