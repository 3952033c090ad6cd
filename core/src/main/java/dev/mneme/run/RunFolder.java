package dev.mneme.run;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.Uninterrupted;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import dev.mneme.train.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that a run leaves, in one folder that one process at a time may write:
 *
 * <pre>
 * recipe.yaml       what was asked for, with every default
 * provenance.json   what it was made of: data, models, code, libraries, machine
 * events.jsonl      what happened; depends on recipe, seed, data and code only
 * timings.jsonl     when and how fast it happened
 * checkpoints/      what to continue from
 * END               there if the run is to take no more steps
 * FINISHED          there once the run has come to its end
 * </pre>
 *
 * A folder holds a run from the moment {@code recipe.yaml} is there.
 */
public final class RunFolder implements Observer, AutoCloseable {

  public static final String RECIPE = "recipe.yaml";
  public static final String PROVENANCE = "provenance.json";
  public static final String EVENTS = "events.jsonl";
  public static final String TIMINGS = "timings.jsonl";
  public static final String CHECKPOINTS = "checkpoints";
  public static final String END = "END";
  public static final String FINISHED = "FINISHED";

  /** The fact that says how long the event log was when the checkpoint was saved. */
  public static final String EVENTS_LENGTH = "events.length";

  /** A start that was killed may have left these; anything else is someone's. */
  private static final Set<String> STARTED =
      Set.of(
          RunLock.NAME,
          PROVENANCE,
          PROVENANCE + DurableFiles.PARTIAL,
          RECIPE + DurableFiles.PARTIAL);

  /** What a run has written before its first step, with a start that was killed. */
  private static final Set<String> BEGUN =
      Stream.concat(STARTED.stream(), Stream.of(RECIPE, EVENTS, TIMINGS, CHECKPOINTS))
          .collect(Collectors.toUnmodifiableSet());

  private final Path folder;
  private final DurableFiles files;
  private final RunLock lock;
  private final EventLog events;
  private final TimingLog timings;
  private final CheckpointStore checkpoints;

  private RunFolder(
      Path folder, DurableFiles files, RunLock lock, int keep, Consumer<String> notes) {
    this.folder = folder;
    this.files = files;
    this.lock = lock;
    this.events = EventLog.open(files.disk(), folder.resolve(EVENTS));
    this.timings = TimingLog.open(files.disk(), folder.resolve(TIMINGS));
    this.checkpoints = new CheckpointStore(files.disk(), folder.resolve(CHECKPOINTS), keep, notes);
  }

  /**
   * Starts a run in a free folder, or opens the one that is there to continue it; {@link #restore}
   * then gives what to continue from.
   *
   * @param keep how many checkpoints to keep
   * @param notes is told in one line of what was found odd but does no harm
   * @throws InputException if the folder holds anything else, or a run that was begun with another
   *     recipe, other data or models, or another number of threads
   */
  public static RunFolder open(
      Disk disk,
      Path folder,
      String recipe,
      Provenance provenance,
      int keep,
      Consumer<String> notes) {
    DurableFiles files = new DurableFiles(disk);
    Path file = folder.resolve(RECIPE);
    if (!Files.exists(file)) {
      requireNothingElse(folder);
      files.makeFolder(folder);
    }
    return locked(
        folder,
        lock -> {
          if (isFree(folder)) {
            files.write(folder.resolve(PROVENANCE), provenance.toJson());
            files.write(file, recipe);
          } else {
            requireSame(folder, recipe);
            Beginning.of(folder).requireSame(provenance, notes);
            if (!Files.exists(folder.resolve(PROVENANCE))) {
              files.write(folder.resolve(PROVENANCE), provenance.toJson());
            }
          }
          return new RunFolder(folder, files, lock, keep, notes);
        });
  }

  /**
   * Whether a run may begin in a folder: it holds none, or one that has taken no step and kept
   * nothing, so that nothing is lost with it.
   */
  public static boolean isFree(Path folder) {
    if (!Files.exists(folder.resolve(RECIPE))) {
      return true;
    }
    Path events = folder.resolve(EVENTS);
    return Files.exists(folder.resolve(PROVENANCE))
        && others(folder, BEGUN).isEmpty()
        && others(folder.resolve(CHECKPOINTS), Set.of()).isEmpty()
        && (!Files.exists(events)
            || EventLog.read(events).stream().allMatch(event -> event.step() == 0));
  }

  /**
   * After how many steps the run in a folder goes on: those of its newest checkpoint, which is not
   * looked into.
   */
  public static long done(Path folder) {
    return others(folder.resolve(CHECKPOINTS), Set.of()).stream()
        .mapToLong(CheckpointStore::step)
        .max()
        .orElse(0);
  }

  /** With how many threads the run in a folder was begun, if it says so. */
  public static OptionalInt threads(Path folder) {
    return Beginning.of(folder).threads();
  }

  /**
   * Has the run in a folder take no more steps: whoever opens it next ends it with its newest
   * checkpoint.
   *
   * @throws InputException in one line, if another process has it, it was begun with another recipe
   *     or has done no step that it could end with
   */
  public static void endHere(Disk disk, Path folder, String recipe) {
    try (RunLock lock = RunLock.take(folder)) {
      requireSame(folder, recipe);
      requireStep(folder);
      new DurableFiles(disk).write(folder.resolve(END), done(folder) + "\n");
    }
  }

  private static void requireStep(Path folder) {
    if (done(folder) == 0) {
      throw InputException.of(
          "%s has no checkpoint of a step to end with. Resume it without --end, or set tuning.checkpoint-every.",
          folder);
    }
  }

  /** Where the run is. */
  public Path path() {
    return folder;
  }

  /** The log to tell what happens. */
  public EventLog events() {
    return events;
  }

  /** The log for everything that depends on the clock. */
  public TimingLog timings() {
    return timings;
  }

  /** The checkpoints, for reading one that is not the newest. */
  public CheckpointStore checkpoints() {
    return checkpoints;
  }

  /** Logs an event; {@link Event.Finished} also marks the run as finished. */
  @Override
  public void on(Event event) {
    Uninterrupted.run(() -> {
      events.accept(event);
      if (event instanceof Event.Saved || event instanceof Event.Measured) {
        events.flush();
      }
      if (event instanceof Event.Finished) {
        events.sync();
        timings.flush();
        files.write(folder.resolve(FINISHED), event.step() + "\n");
      }
    });
  }

  @Override
  public Snapshot back(long step) {
    // The tensors belong to a scope of this thread, so no other one can read them for it.
    boolean interrupted = Thread.interrupted();
    try {
      return checkpoints.load(step).snapshot();
    } catch (InputException cut) {
      if (!Thread.interrupted()) {
        throw cut;
      }
      interrupted = true;
      return checkpoints.load(step).snapshot();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Saves a checkpoint that remembers the event log as it is now. */
  @Override
  public String keep(Snapshot snapshot) {
    return keep(snapshot, Map.of());
  }

  @Override
  public void leave(Snapshot snapshot) {
    keep(snapshot, Map.of(CheckpointStore.CUT_OFF, true));
  }

  /** Saves a checkpoint with further facts, such as the state of controllers. */
  public String keep(Snapshot snapshot, Map<String, ?> facts) {
    Uninterrupted.run(() -> {
      events.sync();
      timings.flush();
      Map<String, Object> all = new LinkedHashMap<>(facts);
      all.put(EVENTS_LENGTH, events.length());
      all.put(CheckpointStore.NEEDS, snapshot.needs().stream().sorted().toList());
      checkpoints.save(snapshot.step(), snapshot.weights(), snapshot.state(), all);
    });
    return CheckpointStore.name(snapshot.step());
  }

  /**
   * The newest whole checkpoint, with the event log brought back to the moment after it was saved,
   * its {@link Event.Saved} included where the run was to be saved; empty, with an empty log, if
   * the run has to start from its beginning.
   */
  public Optional<Checkpoint> restore() {
    Optional<Checkpoint> latest = checkpoints.latest();
    if (latest.isEmpty()) {
      events.truncate(0);
      return latest;
    }
    Checkpoint checkpoint = latest.get();
    if (!(checkpoint.facts().get(EVENTS_LENGTH) instanceof Long length)) {
      throw new InputException(
          checkpoint.folder() + " does not say how long the event log was; it is not of this run.");
    }
    events.truncate(length);
    if (!checkpoint.facts().containsKey(CheckpointStore.CUT_OFF)) {
      on(new Event.Saved(checkpoint.step(), CheckpointStore.name(checkpoint.step())));
    }
    return latest;
  }

  /** Whether the run is to take no more steps. */
  public boolean endsHere() {
    return Files.exists(folder.resolve(END));
  }

  /** Whether the run has come to its end. */
  public boolean isFinished() {
    return Files.exists(folder.resolve(FINISHED));
  }

  /**
   * What a finished run ended with.
   *
   * @throws InputException if the checkpoint of its last step is missing or damaged
   */
  public Checkpoint end() {
    String step = read(folder.resolve(FINISHED)).strip();
    return checkpoints
        .latest()
        .filter(last -> step.equals(String.valueOf(last.step())))
        .orElseThrow(() ->
            InputException.of(
                "%s has done its last step, %s, but the checkpoint of that step is missing or damaged, so that what it ended with is lost. Train again in another folder.",
                folder, step));
  }

  @Override
  public void close() {
    Uninterrupted.run(() -> {
      try (lock;
          timings) {
        events.close();
      }
    });
  }

  private interface Opening {
    RunFolder open(RunLock lock);
  }

  private static RunFolder locked(Path folder, Opening opening) {
    RunLock lock = RunLock.take(folder);
    try {
      return opening.open(lock);
    } catch (RuntimeException failure) {
      lock.close();
      throw failure;
    }
  }

  private static void requireNothingElse(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new InputException(folder + " is a file. Choose a new or empty folder for the run.");
    }
    List<String> others = others(folder, STARTED);
    if (!others.isEmpty()) {
      throw new InputException(
          "%s holds other things (%s). Choose a new or empty folder for the run."
              .formatted(folder, others.getFirst()));
    }
  }

  private static List<String> others(Path folder, Set<String> ours) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> !ours.contains(name))
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new InputException(folder + " could not be read: " + failure.getMessage(), failure);
    }
  }

  private static void requireSame(Path folder, String recipe) {
    String own = read(folder.resolve(RECIPE));
    if (!own.equals(recipe)) {
      throw new InputException(
          "%s was made by another recipe; they differ first in line %d of %s. Resume with the recipe of the run, or choose another folder."
              .formatted(folder, firstDifference(own, recipe), RECIPE));
    }
  }

  private static int firstDifference(String one, String other) {
    List<String> left = one.lines().toList();
    List<String> right = other.lines().toList();
    int line = 0;
    while (line < left.size() && line < right.size() && left.get(line).equals(right.get(line))) {
      line++;
    }
    return line + 1;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new InputException(file + " could not be read: " + failure.getMessage(), failure);
    }
  }
}
