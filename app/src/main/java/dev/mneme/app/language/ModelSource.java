package dev.mneme.app.language;

import dev.mneme.data.InputException;
import dev.mneme.data.SourceFolder;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.Llama2c;
import dev.mneme.model.LoraAdapter;
import dev.mneme.model.ModelFolder;
import dev.mneme.model.PeftFolder;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A model where its owner keeps it: a Hugging Face folder, or a folder with one {@code .bin} of
 * llama2.c. Nothing of it is in memory until {@link #read}.
 *
 * @param llama2c the model's file, if it is one of llama2.c
 */
public record ModelSource(Path folder, @Nullable Path llama2c) {

  private static final String CONFIG = "config.json";
  private static final String TOKENIZER = "tokenizer.json";
  private static final String ADAPTER = "adapter_config.json";
  private static final String TOKENIZERS = "tok\\d+\\.bin|tokenizer\\.bin";

  /** A model's weights, which it owns. */
  public record Weights(DecoderShape shape, Parameters parameters) implements AutoCloseable {

    @Override
    public void close() {
      parameters.close();
    }
  }

  /**
   * The model in a folder.
   *
   * @throws InputException if there is none, or more than one
   */
  public static ModelSource in(Path folder) {
    SourceFolder source = SourceFolder.open(folder);
    if (source.find(CONFIG).isPresent()) {
      return new ModelSource(folder, null);
    }
    if (source.find(ADAPTER).isPresent()) {
      throw new InputException(
          "%s holds an adapter. Give the model it was made for, and this folder with --adapter."
              .formatted(folder));
    }
    List<Path> models = binaries(folder, false);
    if (models.isEmpty()) {
      throw new InputException(
          "%s holds no model: neither %s nor a llama2.c .bin. Give the path of a model folder."
              .formatted(folder, CONFIG));
    }
    if (models.size() > 1) {
      throw new InputException(
          "%s holds several .bin files, such as %s and %s. Give each model a folder of its own."
              .formatted(folder, models.get(0).getFileName(), models.get(1).getFileName()));
    }
    return new ModelSource(folder, models.getFirst());
  }

  /**
   * @param tokenizers those that hold a tokenizer, or else all others
   */
  private static List<Path> binaries(Path folder, boolean tokenizers) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".bin"))
          .filter(file -> file.getFileName().toString().matches(TOKENIZERS) == tokenizers)
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new InputException(folder + " could not be read: " + failure.getMessage(), failure);
    }
  }

  /** Its shape, once the headers of its files agree with it; no weight is read. */
  public DecoderShape shape() {
    if (llama2c != null) {
      return Llama2c.shape(llama2c);
    }
    try (ModelFolder model = ModelFolder.open(folder)) {
      return model.shape();
    }
  }

  /** In what its owner keeps the weights. */
  public ElementType stored() {
    return llama2c == null ? DecoderShape.read(folder.resolve(CONFIG)).declared() : ElementType.F32;
  }

  /**
   * Reads all weights.
   *
   * @param adapter a PEFT folder to add to them, if any
   */
  public Weights read(ElementType precision, @Nullable Path adapter) {
    Weights weights = llama2c == null ? readFolder(precision) : readFile(llama2c, precision);
    try {
      if (adapter != null) {
        merge(adapter, weights);
      }
      return weights;
    } catch (RuntimeException failure) {
      weights.close();
      throw failure;
    }
  }

  /**
   * Writes the tokenizer where it is not among the files that {@link ModelFolder#save} copies: one
   * of llama2.c becomes one that transformers loads.
   */
  public void exportTokenizer(Path inside) {
    boolean exists = Files.exists(folder.resolve(TOKENIZER));
    if (!exists && (llama2c != null || !binaries(folder, true).isEmpty())) {
      try (Tokenizer tokenizer = Tokenizer.of(folder)) {
        tokenizer.save(inside);
      }
    }
  }

  private Weights readFolder(ElementType precision) {
    try (ModelFolder model = ModelFolder.open(folder)) {
      return new Weights(model.shape(), model.loadFrozen(precision));
    }
  }

  private static Weights readFile(Path file, ElementType precision) {
    Llama2c.Imported imported = Llama2c.read(file);
    try (Parameters read = imported.parameters();
        Scope scope = Scope.open()) {
      Map<String, Tensor> converted = new LinkedHashMap<>();
      read.byName()
          .forEach((name, weight) ->
              converted.put(name, converted(file, name, weight.detach(), precision)));
      return new Weights(imported.shape(), Parameters.ownFrozen(converted));
    }
  }

  private static Tensor converted(Path file, String name, Tensor weight, ElementType precision) {
    Tensor converted = Tensors.to(weight, precision);
    if (Tensors.overflowed(weight, converted)) {
      throw new InputException(
          "%s: weight %s holds numbers too large for %s. Take another precision, such as BF16 or F32."
              .formatted(file, name, precision));
    }
    return converted;
  }

  private static void merge(Path adapter, Weights weights) {
    try (LoraAdapter lora = PeftFolder.read(adapter, weights.shape(), ElementType.F32)) {
      lora.merge(weights.parameters());
    }
  }
}
