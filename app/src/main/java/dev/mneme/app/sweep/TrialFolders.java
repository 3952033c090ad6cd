package dev.mneme.app.sweep;

import dev.mneme.data.InputException;
import dev.mneme.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the trials of a sweep are: {@code GROUP/NAME} below its folder. A trial that is there
 * already is found by its recipe, whatever it was called when it was first declared.
 */
final class TrialFolders {

  private final Path sweep;
  private final Map<String, Path> byRecipe = new HashMap<>();
  private final Set<Path> taken = new HashSet<>();

  private TrialFolders(Path sweep) {
    this.sweep = sweep;
  }

  /** The folders of trials, in their order. */
  static List<Path> of(Path sweep, List<PlannedTrial> trials) {
    TrialFolders folders = new TrialFolders(sweep);
    folders.lookAround();
    List<Path> places = new ArrayList<>();
    trials.forEach(trial -> places.add(folders.place(trial)));
    return places;
  }

  private void lookAround() {
    for (Path group : inside(sweep)) {
      for (Path trial : inside(group)) {
        Path recipe = trial.resolve(RunFolder.RECIPE);
        if (Files.exists(recipe)) {
          byRecipe.putIfAbsent(read(recipe), trial);
          taken.add(trial);
        }
      }
    }
  }

  private Path place(PlannedTrial trial) {
    String recipe = trial.training().resolved();
    Path known = byRecipe.get(recipe);
    if (known != null) {
      return known;
    }
    Path group = sweep.resolve(trial.setting().group());
    String name = TrialName.of(trial.setting(), trial.seed());
    Path place = group.resolve(name);
    if (!taken.add(place)) {
      place = group.resolve(TrialName.hashed(name, recipe));
      taken.add(place);
    }
    return place;
  }

  private static List<Path> inside(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.filter(Files::isDirectory).sorted().toList();
    } catch (IOException failure) {
      throw unreadable(folder, failure);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw unreadable(file, failure);
    }
  }

  private static InputException unreadable(Path file, IOException failure) {
    return new InputException(
        "%s cannot be read: %s".formatted(file, failure.getMessage()), failure);
  }
}
