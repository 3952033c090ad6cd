package dev.mneme.app.evaluation;

import dev.mneme.app.language.ModelSource;
import dev.mneme.data.InputException;
import dev.mneme.data.Sha256;
import dev.mneme.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model that is asked.
 *
 * @param name by which tables and files call it
 * @param adapter a PEFT folder to add to it, if any
 */
public record EvaluatedModel(String name, ModelSource source, @Nullable Path adapter) {

  private static final char WITH = '+';

  /** What a run's folder calls the model or adapter that it leaves. */
  private static final List<String> LEFT = List.of("model", "adapter");

  /** How the files end that answers depend on; of others, such as kept scores, they do not. */
  private static final List<String> COUNT =
      List.of(
          ".safetensors",
          ".index.json",
          ".bin",
          ".model",
          ".txt",
          ".jinja",
          "config.json",
          "tokenizer.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "chat_template.json");

  /**
   * Finds models; none is read.
   *
   * @param given folders, each perhaps with an adapter: {@code MODEL+ADAPTER}
   * @throws InputException if one is none, or is named twice
   */
  public static List<EvaluatedModel> of(List<String> given) {
    List<EvaluatedModel> models = new ArrayList<>();
    for (String each : given) {
      if (given.indexOf(each) != given.lastIndexOf(each)) {
        throw new InputException(each + " is named twice. Name each model once.");
      }
      int plus = Files.exists(Path.of(each)) ? -1 : each.lastIndexOf(WITH);
      Path folder = Path.of(plus < 0 ? each : each.substring(0, plus));
      Path adapter = plus < 0 ? null : Path.of(each.substring(plus + 1));
      if (adapter != null && !Files.isDirectory(adapter)) {
        throw new InputException(
            adapter + ": there is no such folder. Give that of an adapter behind the +.");
      }
      models.add(
          new EvaluatedModel(name(folder, adapter, models), ModelSource.in(folder), adapter));
    }
    return List.copyOf(models);
  }

  /** The folder's own name, with a number where an earlier one has it. */
  private static String name(Path folder, @Nullable Path adapter, List<EvaluatedModel> before) {
    String plain = last(folder) + (adapter == null ? "" : WITH + last(adapter));
    String name = plain;
    for (int i = 2; isTaken(name, before); i++) {
      name = plain + "-" + i;
    }
    return name;
  }

  private static boolean isTaken(String name, List<EvaluatedModel> before) {
    return before.stream().anyMatch(model -> model.name().equals(name));
  }

  /** What a run left is called after the run: its own folder has the same name in every one. */
  private static String last(Path folder) {
    Path whole = folder.toAbsolutePath().normalize();
    Path above = whole.getParent();
    boolean left = LEFT.stream().anyMatch(whole::endsWith);
    Path run =
        left && above != null && Files.exists(above.resolve(RunFolder.RECIPE)) ? above : whole;
    Path name = run.getFileName();
    return name == null ? "model" : name.toString();
  }

  /**
   * A hash of all that its answers depend on: weights, configuration, tokenizer, template, adapter.
   */
  public String fingerprint() {
    StringBuilder all = new StringBuilder();
    add(source.folder(), all);
    if (adapter != null) {
      add(adapter, all.append("adapter\n"));
    }
    return Sha256.of(all.toString());
  }

  private static void add(Path folder, StringBuilder all) {
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path file : (Iterable<Path>) inside.filter(EvaluatedModel::counts).sorted()::iterator) {
        all.append(file.getFileName()).append(' ').append(Sha256.of(file)).append('\n');
      }
    } catch (IOException failure) {
      throw new InputException(
          "%s cannot be read: %s.".formatted(folder, failure.getMessage()), failure);
    }
  }

  private static boolean counts(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file) && COUNT.stream().anyMatch(name::endsWith);
  }
}
