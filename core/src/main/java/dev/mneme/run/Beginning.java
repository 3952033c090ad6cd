package dev.mneme.run;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a run was begun with, as its {@code provenance.json} tells. Data, models and threads have to
 * be the same for the run to end as it would have; of other code, libraries and machines one is
 * told.
 *
 * <p>Runs that were begun earlier do not name their models, nor always all of their data; of these
 * only what they name is compared.
 *
 * @param told empty where the file is missing
 */
record Beginning(Path folder, Map<String, Object> told) {

  /** Of the machine, what may change the last bits. */
  private static final List<String> ROUNDING = List.of("processor", "device");

  /** Reads that of the run in a folder. */
  static Beginning of(Path folder) {
    Path file = folder.resolve(RunFolder.PROVENANCE);
    if (!Files.exists(file)) {
      return new Beginning(folder, Map.of());
    }
    try {
      return new Beginning(folder, Json.parse(Files.readString(file)));
    } catch (IOException | IllegalArgumentException broken) {
      throw new InputException(
          "%s cannot be read: %s. Put it back, or delete it to go on without it."
              .formatted(file, broken.getMessage()),
          broken);
    }
  }

  /** How many threads computed. */
  OptionalInt threads() {
    String number = texts(Provenance.MACHINE).getOrDefault(Provenance.THREADS, "");
    return number.matches("[1-9]\\d{0,3}")
        ? OptionalInt.of(Integer.parseInt(number))
        : OptionalInt.empty();
  }

  /**
   * Requires what decides the bits of the run.
   *
   * @param notes is told in one line of what may change the last of them
   * @throws InputException naming what is not as it was
   */
  void requireSame(Provenance now, Consumer<String> notes) {
    requireSame(texts(Provenance.DATA), now.data());
    requireSame(texts(Provenance.MODELS), now.models());
    if (Files.exists(folder.resolve(RunFolder.FINISHED))) {
      return;
    }
    requireThreads(now.machine().getOrDefault(Provenance.THREADS, ""));
    List<String> others = new ArrayList<>();
    compare(texts(Provenance.CODE), now.code(), others);
    compare(texts(Provenance.LIBRARIES), now.libraries(), others);
    Map<String, String> machine = texts(Provenance.MACHINE);
    machine.keySet().retainAll(ROUNDING);
    compare(machine, now.machine(), others);
    if (!others.isEmpty()) {
      notes.accept(
          "%s goes on with other code or another machine than it was begun with, so that its last bits may differ: %s."
              .formatted(folder, String.join(", ", others)));
    }
  }

  private boolean namesAll() {
    return told.containsKey(Provenance.MODELS);
  }

  private void requireSame(Map<String, String> before, Map<String, String> now) {
    before.forEach((name, hash) -> {
      if (!hash.equals(now.get(name))) {
        throw new InputException(
            "%s is not what the run in %s was begun with. Put back what it was, or delete %s to go on with what it is now."
                .formatted(name, folder, folder.resolve(RunFolder.PROVENANCE)));
      }
    });
    now.keySet().stream()
        .filter(name -> namesAll() && !before.containsKey(name))
        .findFirst()
        .ifPresent(name -> {
          throw new InputException(
              "%s was not there when the run in %s was begun. Take it away, or delete %s to go on with it."
                  .formatted(name, folder, folder.resolve(RunFolder.PROVENANCE)));
        });
  }

  private void requireThreads(String now) {
    OptionalInt before = threads();
    if (namesAll() && before.isPresent() && !now.equals(before.getAsInt() + "")) {
      throw InputException.of(
          "%s was begun with --threads %d and would end with other bits on %s. Give --threads %d, or choose another folder.",
          folder, before.getAsInt(), now, before.getAsInt());
    }
  }

  private static void compare(
      Map<String, String> before, Map<String, String> now, List<String> others) {
    before.forEach((name, value) -> {
      String is = now.getOrDefault(name, "unknown");
      if (!value.equals(is)) {
        others.add("%s %s, was %s".formatted(name, is, value));
      }
    });
  }

  private Map<String, String> texts(String part) {
    Map<String, String> texts = new TreeMap<>();
    if (told.get(part) instanceof Map<?, ?> map) {
      map.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
    }
    return texts;
  }
}
