package dev.mneme.run;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.Safetensors;
import dev.mneme.tensor.Device;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * The checkpoints of a run: folders {@code step-000123} with {@code weights.safetensors}, {@code
 * state.safetensors}, {@code state.json} and a marker {@code COMPLETE}, written last, that holds
 * the size and SHA-256 of the others.
 *
 * <p>A checkpoint is there whole or not at all, whenever the process or the machine dies. One whose
 * files do not match its marker is damaged: it is noted and passed over.
 *
 * <p>Used by the one process that holds the lock of the run.
 */
public final class CheckpointStore {

  /** The fact that lists the steps of other checkpoints which one that is kept may go back to. */
  public static final String NEEDS = "needs";

  /**
   * The fact that the run was cut off there: an uninterrupted one would have kept nothing, so that
   * the checkpoint goes with the next one.
   */
  static final String CUT_OFF = "cut-off";

  private static final Pattern NAME = Pattern.compile("step-(\\d{6,18})");
  private static final String NEW = ".new";
  private static final String REPLACED = ".replaced";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String STATE = "state.safetensors";
  private static final String FACTS = "state.json";

  private final DurableFiles files;
  private final Path folder;
  private final int keep;
  private final Consumer<String> notes;

  /**
   * Opens the checkpoints below a folder, made if missing, and removes what a killed save left.
   *
   * @param keep how many of the newest checkpoints to keep, at least 1, beside those they need
   * @param notes is told in one line of each damaged checkpoint passed over
   */
  public CheckpointStore(Disk disk, Path folder, int keep, Consumer<String> notes) {
    if (keep < 1) {
      throw new IllegalArgumentException("at least one checkpoint must be kept, not " + keep);
    }
    this.files = new DurableFiles(disk);
    this.folder = folder;
    this.keep = keep;
    this.notes = notes;
    files.makeFolder(folder);
    clean();
  }

  /** The name of the checkpoint of a step, such as {@code step-000123}. */
  public static String name(long step) {
    return "step-%06d".formatted(step);
  }

  /** The step of a checkpoint by its name; 0 if that is no checkpoint's. */
  static long step(String name) {
    Matcher match = NAME.matcher(name);
    return match.matches() ? Long.parseLong(match.group(1)) : 0;
  }

  /**
   * Writes a checkpoint, replacing one of the same step. Afterwards the older ones go that are
   * neither among those to keep nor needed by one of these, and those of later steps too: the run
   * goes on from this one. Returns once the checkpoint would survive a loss of power.
   */
  public void save(
      long step, Map<String, Tensor> weights, Map<String, Tensor> state, Map<String, ?> facts) {
    byte[] page = Json.page(facts).getBytes(StandardCharsets.UTF_8);
    Path target = folder.resolve(name(step));
    boolean replaces = Files.exists(target);
    Path written = replaces ? folder.resolve(name(step) + NEW) : target;
    files.writeFolder(written, inside -> fill(inside, step, weights, state, page));
    if (replaces) {
      Path old = folder.resolve(name(step) + REPLACED);
      files.move(target, old);
      files.move(written, target);
      tidy(old);
    }
    removeOthers(step);
  }

  private void fill(
      Path inside,
      long step,
      Map<String, Tensor> weights,
      Map<String, Tensor> state,
      byte[] facts) {
    CompleteMarker marker = new CompleteMarker(files, inside);
    marker.write(WEIGHTS, channel -> Safetensors.write(channel, weights, Map.of("format", "pt")));
    marker.write(STATE, channel -> Safetensors.write(channel, state, Map.of()));
    marker.write(FACTS, channel -> channel.write(ByteBuffer.wrap(facts)));
    marker.seal(step);
  }

  /** The newest checkpoint that is whole; empty if there is none. */
  public Optional<Checkpoint> latest() {
    clean();
    List<Long> steps = steps().reversed();
    for (long step : steps) {
      Path candidate = folder.resolve(name(step));
      Optional<String> damage = CompleteMarker.damage(candidate, step);
      if (damage.isEmpty()) {
        if (step == steps.getFirst()) {
          removeOthers(step); // where the process ended before it came to that
        }
        return Optional.of(read(step, candidate));
      }
      notes.accept(candidate + " is damaged (" + damage.get() + "); an older one is used.");
    }
    return Optional.empty();
  }

  /** The checkpoint of a step. */
  public Checkpoint load(long step) {
    Path wanted = folder.resolve(name(step));
    if (!Files.exists(wanted)) {
      throw new InputException(
          "%s does not exist; there are checkpoints of the steps %s.".formatted(wanted, steps()));
    }
    CompleteMarker.damage(wanted, step)
        .ifPresent(damage -> {
          throw new InputException(
              "%s is damaged: %s. Use another of the steps %s.".formatted(wanted, damage, steps()));
        });
    return read(step, wanted);
  }

  /** The steps of which there is a checkpoint, oldest first. */
  public List<Long> steps() {
    return names().stream()
        .map(NAME::matcher)
        .filter(Matcher::matches)
        .map(match -> Long.valueOf(match.group(1)))
        .sorted()
        .toList();
  }

  /** On the processor: a device may have no room for weights and moments twice. */
  private static Checkpoint read(long step, Path folder) {
    Path facts = folder.resolve(FACTS);
    try {
      return new Checkpoint(
          step,
          folder,
          Device.PROCESSOR.call(() -> Safetensors.load(folder.resolve(WEIGHTS))),
          Device.PROCESSOR.call(() -> Safetensors.load(folder.resolve(STATE))),
          Json.parse(Files.readString(facts)));
    } catch (IOException | IllegalArgumentException broken) {
      throw new InputException(facts + " could not be read: " + broken.getMessage(), broken);
    }
  }

  /** Brings back what a killed save moved away and removes what it left unfinished. */
  private void clean() {
    for (String name : names()) {
      Path path = folder.resolve(name);
      if (name.endsWith(REPLACED)) {
        Path target = folder.resolve(name.substring(0, name.length() - REPLACED.length()));
        if (Files.exists(target)) {
          tidy(path);
        } else {
          files.move(path, target);
        }
      } else if (name.endsWith(NEW) || name.endsWith(DurableFiles.PARTIAL) || isUnfinished(path)) {
        tidy(path);
      }
    }
  }

  private static boolean isUnfinished(Path path) {
    return NAME.matcher(path.getFileName().toString()).matches()
        && !Files.exists(path.resolve(CompleteMarker.NAME));
  }

  private void removeOthers(long saved) {
    List<Long> steps = steps();
    List<Long> until =
        steps.stream().filter(step -> step == saved || (step < saved && !isCutOff(step))).toList();
    List<Long> kept = until.subList(Math.max(0, until.size() - keep), until.size());
    Set<Long> needed =
        kept.stream().flatMap(step -> needs(step).stream()).collect(Collectors.toSet());
    for (long step : steps) {
      if (!kept.contains(step) && !(step < saved && needed.contains(step))) {
        tidy(folder.resolve(name(step)));
      }
    }
  }

  /** Of a damaged checkpoint, from which no run goes on, nothing is known. */
  private List<Long> needs(long step) {
    return facts(step).get(NEEDS) instanceof List<?> list
        ? list.stream().filter(Long.class::isInstance).map(Long.class::cast).toList()
        : List.of();
  }

  private boolean isCutOff(long step) {
    return facts(step).containsKey(CUT_OFF);
  }

  private Map<String, Object> facts(long step) {
    try {
      return Json.parse(Files.readString(folder.resolve(name(step)).resolve(FACTS)));
    } catch (IOException | IllegalArgumentException damaged) {
      return Map.of();
    }
  }

  /** What cannot be removed does no harm: it is only noted. */
  private void tidy(Path path) {
    try {
      files.delete(path);
    } catch (InputException failure) {
      notes.accept(path + " could not be removed and takes up space: " + failure.getMessage());
    }
  }

  private List<String> names() {
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    } catch (IOException failure) {
      throw new InputException(folder + " could not be read: " + failure.getMessage(), failure);
    }
  }
}
