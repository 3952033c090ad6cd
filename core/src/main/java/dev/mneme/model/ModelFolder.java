package dev.mneme.model;

import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.Safetensors;
import dev.mneme.data.SourceFolder;
import dev.mneme.data.WeightFiles;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A decoder in a Hugging Face folder: {@code config.json} and its weights in safetensors files.
 *
 * <p>Opening reads the config and the headers and requires every weight the config asks for, in its
 * shape, and no other; only then does {@link #load} take memory, about once the size of the
 * weights.
 */
public final class ModelFolder implements AutoCloseable {

  private static final String CONFIG = "config.json";
  private static final int LONGEST_CONFIG = 1 << 20;
  private static final String EMBEDDINGS = "model.embed_tokens.weight";
  private static final String HEAD = "lm_head.weight";

  /** A table that old checkpoints of Llama carry and that follows from the config. */
  private static final String ROTARY_TABLE = ".self_attn.rotary_emb.inv_freq";

  /** What a folder holds beside config and weights, and a changed model keeps. */
  private static final List<String> COMPANIONS =
      List.of(
          "generation_config.json",
          "tokenizer.json",
          "tokenizer.model",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "vocab.txt",
          "merges.txt",
          "chat_template.jinja",
          "chat_template.json",
          "LICENSE",
          "LICENSE.txt",
          "NOTICE");

  private final Path folder;
  private final DecoderShape shape;
  private final WeightFiles weights;

  private ModelFolder(Path folder, DecoderShape shape, WeightFiles weights) {
    this.folder = folder;
    this.shape = shape;
    this.weights = weights;
  }

  /** Opens and checks a folder; closing it does not touch what was loaded. */
  public static ModelFolder open(Path folder) {
    SourceFolder source = SourceFolder.open(folder);
    String config =
        source
            .text(CONFIG, LONGEST_CONFIG)
            .orElseThrow(() ->
                InputException.of(
                    "%s: there is no config.json in this folder. Give the path of a model folder.",
                    folder));
    DecoderShape shape = DecoderShape.parse(config, folder.resolve(CONFIG).toString());
    WeightFiles weights = WeightFiles.open(source, "model");
    try {
      Map<String, Safetensors.Entry> found = new LinkedHashMap<>(weights.entries());
      found.keySet().removeIf(name -> name.endsWith(ROTARY_TABLE));
      Map<String, List<Long>> expected = new LinkedHashMap<>(shape.weights());
      if (shape.tied() && found.containsKey(HEAD)) {
        expected.put(HEAD, List.of((long) shape.vocabulary(), (long) shape.width()));
      }
      ExpectedWeights.require(
          folder.toString(), expected, found, "Use the config.json that belongs to these weights.");
      return new ModelFolder(folder, shape, weights);
    } catch (RuntimeException failure) {
      weights.close();
      throw failure;
    }
  }

  /** The folder as it was named. */
  public Path path() {
    return folder;
  }

  public DecoderShape shape() {
    return shape;
  }

  /** All weights in one floating type, ready to be trained. The caller closes them. */
  public Parameters load(ElementType precision) {
    try (Scope scope = Scope.open()) {
      return Parameters.own(read(precision));
    }
  }

  /** All weights in one floating type, which never receive gradients. The caller closes them. */
  public Parameters loadFrozen(ElementType precision) {
    try (Scope scope = Scope.open()) {
      return Parameters.ownFrozen(read(precision));
    }
  }

  private Map<String, Tensor> read(ElementType precision) {
    Map<String, Tensor> read = new LinkedHashMap<>();
    shape.weights().keySet().forEach(name -> read.put(name, weights.read(name, precision)));
    if (shape.tied() && weights.entries().containsKey(HEAD)) {
      requireTied(Objects.requireNonNull(read.get(EMBEDDINGS)));
    }
    return read;
  }

  /** Some writers store tied embeddings twice; then both must be the same. */
  private void requireTied(Tensor embeddings) {
    try (Scope scope = Scope.open()) {
      if (!weights.read(HEAD, Tensors.typeOf(embeddings)).equal(embeddings)) {
        throw InputException.of(
            "%s: config.json ties the embeddings, but lm_head.weight differs from model.embed_tokens.weight. "
                + "Set \"tie_word_embeddings\" to false in config.json if both are meant.",
            folder);
      }
    }
  }

  @Override
  public void close() {
    weights.close();
  }

  /**
   * How a model is saved.
   *
   * @param precision of the weights in the file
   * @param shardBytes above which the weights are split into several files
   * @param companions the folder whose tokenizer, generation config and licence are copied, if any
   */
  public record Saving(ElementType precision, long shardBytes, @Nullable Path companions) {

    /** Where transformers splits. */
    public static final long USUAL_SHARD_BYTES = 50_000_000_000L;
  }

  /**
   * Writes a folder that transformers loads, whole or not at all. Tied embeddings are stored once.
   *
   * @throws InputException if the folder exists and is not empty, or cannot be written
   */
  public static void save(
      DurableFiles files, Path folder, DecoderShape shape, Parameters parameters, Saving saving) {
    save(files, folder, shape, parameters, saving, inside -> {});
  }

  /**
   * The same.
   *
   * @param more writes what else the folder shall hold, such as a tokenizer
   */
  public static void save(
      DurableFiles files,
      Path folder,
      DecoderShape shape,
      Parameters parameters,
      Saving saving,
      DurableFiles.Content<Path> more) {
    requireShape(shape, parameters);
    requireFree(folder);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    shape.weights().keySet().forEach(name -> weights.put(name, parameters.get(name)));
    String config = shape.withDeclared(saving.precision()).toConfigJson();
    files.writeFolder(
        folder,
        inside -> {
          files.write(inside.resolve(CONFIG), config);
          if (saving.companions() != null) {
            copyCompanions(files, SourceFolder.open(saving.companions()), inside);
          }
          more.writeTo(inside);
          WeightFiles.write(
              files, inside, "model", weights, saving.precision(), saving.shardBytes());
        });
  }

  private static void requireShape(DecoderShape shape, Parameters parameters) {
    Map<String, List<Long>> found = new LinkedHashMap<>();
    parameters
        .byName()
        .forEach((name, weight) ->
            found.put(name, Arrays.stream(Tensors.shapeOf(weight)).boxed().toList()));
    if (!found.equals(shape.weights())) {
      throw new IllegalArgumentException("the parameters are not those of the shape");
    }
  }

  /**
   * An empty folder is as good as none; anything else is not ours to replace.
   *
   * @throws InputException if there is something at that place
   */
  public static void requireFree(Path folder) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> children =
        Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            ? Files.list(folder)
            : Stream.of(folder)) {
      if (children.findAny().isPresent()) {
        throw new InputException(folder + " already exists. Choose another place or remove it.");
      }
    } catch (IOException failure) {
      throw new InputException(folder + " could not be read: " + failure.getMessage(), failure);
    }
  }

  private static void copyCompanions(DurableFiles files, SourceFolder source, Path target) {
    for (String name : COMPANIONS) {
      Optional<Path> file = source.find(name);
      if (file.isPresent()) {
        files.write(target.resolve(name), channel -> copy(file.get(), channel));
      }
    }
  }

  private static void copy(Path file, WritableByteChannel target) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    try (FileChannel in = FileChannel.open(file)) {
      while (in.read(buffer.clear()) >= 0) {
        target.write(buffer.flip());
      }
    }
  }
}
