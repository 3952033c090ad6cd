package dev.mneme.data;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The weights of a model folder, in one safetensors file or in shards with an index.
 *
 * <p>Opening checks everything that can be checked without reading a weight: the headers of all
 * files, that index and shards name the same tensors in the same places, and that no shard lies
 * outside the folder. Tensors read belong to the current {@link dev.mneme.tensor.Scope}.
 */
public final class WeightFiles implements AutoCloseable {

  private static final String ENDING = ".safetensors";
  private static final String INDEX = ".safetensors.index.json";

  private final List<Safetensors> files;
  private final Map<String, Safetensors> fileOf;
  private final Map<String, Safetensors.Entry> entries;

  private WeightFiles(List<Safetensors> files, Map<String, Safetensors> fileOf) {
    this.files = files;
    this.fileOf = fileOf;
    Map<String, Safetensors.Entry> all = new LinkedHashMap<>();
    fileOf.forEach((name, file) -> all.put(name, Objects.requireNonNull(file.entries().get(name))));
    this.entries = Collections.unmodifiableMap(all);
  }

  /**
   * Opens {@code model.safetensors}, or else the shards of {@code model.safetensors.index.json}.
   */
  public static WeightFiles open(Path folder) {
    return open(SourceFolder.open(folder), "model");
  }

  /**
   * Opens {@code STEM.safetensors}, or else the shards of {@code STEM.safetensors.index.json}.
   * Where both are there, the single file counts, as for transformers.
   */
  public static WeightFiles open(SourceFolder folder, String stem) {
    Optional<Path> single = folder.find(stem + ENDING);
    if (single.isPresent()) {
      Safetensors file = Safetensors.open(single.get());
      Map<String, Safetensors> fileOf = new LinkedHashMap<>();
      file.entries().keySet().forEach(name -> fileOf.put(name, file));
      return new WeightFiles(List.of(file), fileOf);
    }
    Optional<String> index = folder.text(stem + INDEX, WeightIndex.LONGEST);
    if (index.isPresent()) {
      String where = folder.path().resolve(stem + INDEX).toString();
      return openShards(folder, WeightIndex.parse(index.get(), where), where);
    }
    throw noWeights(folder, stem);
  }

  private static InputException noWeights(SourceFolder folder, String stem) {
    for (String pickle : pickles(stem)) {
      if (folder.find(pickle).isPresent()) {
        return InputException.of(
            "%s is a pickle, which can run any program when it is read, so it is not. Convert it with "
                + "safetensors: load it with torch.load(…, weights_only=True), save it with safetensors.torch.save_file "
                + "as %s.",
            folder.path().resolve(pickle), stem + ENDING);
      }
    }
    return InputException.of(
        "%s holds neither %s nor %s. Give the path of a model folder with its weights.",
        folder.path(), stem + ENDING, stem + INDEX);
  }

  private static List<String> pickles(String stem) {
    String name = stem.equals("model") ? "pytorch_model.bin" : stem + ".bin";
    return List.of(name, name + ".index.json");
  }

  private static WeightFiles openShards(SourceFolder folder, WeightIndex index, String where) {
    List<Safetensors> files = new ArrayList<>();
    try {
      Map<String, Safetensors> opened = new LinkedHashMap<>();
      long headers = 0;
      for (String shard : index.shards()) {
        Path path =
            folder
                .find(shard)
                .orElseThrow(() ->
                    InputException.of(
                        "%s: shard %s is missing. Download it.",
                        where, SafetensorsHeader.quoted(shard)));
        Safetensors file = Safetensors.open(path);
        files.add(file);
        headers += file.headerLength();
        if (headers > SafetensorsHeader.LONGEST) {
          throw InputException.of(
              "%s: the headers of its shards have more than the %,d bytes allowed. The files are damaged.",
              where, SafetensorsHeader.LONGEST);
        }
        opened.put(shard, file);
      }
      requireAgreement(index, opened, where);
      Map<String, Safetensors> fileOf = new LinkedHashMap<>();
      index
          .shardOf()
          .forEach((name, shard) -> fileOf.put(name, Objects.requireNonNull(opened.get(shard))));
      return new WeightFiles(files, fileOf);
    } catch (RuntimeException failure) {
      files.forEach(Safetensors::close);
      throw failure;
    }
  }

  /** Every tensor of the index is in the shard named, and no shard holds any other. */
  private static void requireAgreement(
      WeightIndex index, Map<String, Safetensors> opened, String where) {
    index
        .shardOf()
        .forEach((name, shard) -> {
          if (!Objects.requireNonNull(opened.get(shard)).entries().containsKey(name)) {
            throw InputException.of(
                "%s says that tensor %s is in %s, which does not hold it. Download the files of one version again.",
                where, SafetensorsHeader.quoted(name), SafetensorsHeader.quoted(shard));
          }
        });
    opened.forEach((shard, file) -> {
      for (String name : file.entries().keySet()) {
        String named = index.shardOf().get(name);
        if (!shard.equals(named)) {
          throw InputException.of(
              "%s holds tensor %s, which the index %s. Download the files of one version again.",
              file,
              SafetensorsHeader.quoted(name),
              named == null ? "does not name" : "places in " + SafetensorsHeader.quoted(named));
        }
      }
    });
  }

  /** What there is to read, by name; places are counted in the file that holds the tensor. */
  public Map<String, Safetensors.Entry> entries() {
    return entries;
  }

  /** A copy of one tensor in the given floating type. */
  public Tensor read(String name, ElementType type) {
    return fileOf(name).read(name, type);
  }

  /** A copy of one tensor as it is stored. */
  public Tensor read(String name) {
    return fileOf(name).read(name);
  }

  private Safetensors fileOf(String name) {
    Safetensors file = fileOf.get(name);
    if (file == null) {
      throw new IllegalArgumentException("no tensor is called " + name);
    }
    return file;
  }

  @Override
  public void close() {
    files.forEach(Safetensors::close);
  }

  /**
   * Writes {@code STEM.safetensors} into a folder, or, if that would be larger than {@code
   * shardBytes}, shards and their index. Shards are filled in the order of the map; a tensor larger
   * than a shard gets one of its own.
   *
   * @param folder one being written as a whole, see {@link DurableFiles#writeFolder}
   * @param precision the type that tensors of floating type are stored in
   */
  public static void write(
      DurableFiles files,
      Path folder,
      String stem,
      Map<String, Tensor> tensors,
      ElementType precision,
      long shardBytes) {
    if (!precision.isFloating() || shardBytes < 1) {
      throw new IllegalArgumentException(
          "cannot store weights as %s in shards of %d bytes".formatted(precision, shardBytes));
    }
    List<Map<String, Tensor>> shards = split(tensors, precision, shardBytes);
    Map<String, String> shardOf = new LinkedHashMap<>();
    for (int i = 0; i < shards.size(); i++) {
      String name =
          shards.size() == 1
              ? stem + ENDING
              : "%s-%05d-of-%05d%s".formatted(stem, i + 1, shards.size(), ENDING);
      Map<String, Tensor> shard = shards.get(i);
      shard.keySet().forEach(tensor -> shardOf.put(tensor, name));
      files.write(
          folder.resolve(name),
          channel ->
              Safetensors.write(
                  channel, shard, Map.of("format", "pt"), tensor -> stored(tensor, precision)));
    }
    if (shards.size() > 1) {
      long parameters = tensors.values().stream().mapToLong(tensor -> tensor.numel()).sum();
      long bytes = tensors.values().stream().mapToLong(tensor -> bytes(tensor, precision)).sum();
      files.write(folder.resolve(stem + INDEX), WeightIndex.encode(shardOf, parameters, bytes));
    }
  }

  private static List<Map<String, Tensor>> split(
      Map<String, Tensor> tensors, ElementType precision, long shardBytes) {
    List<Map<String, Tensor>> shards = new ArrayList<>(List.of(new LinkedHashMap<>()));
    long filled = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      long size = bytes(entry.getValue(), precision);
      if (filled > 0 && filled + size > shardBytes) {
        shards.add(new LinkedHashMap<>());
        filled = 0;
      }
      shards.getLast().put(entry.getKey(), entry.getValue());
      filled += size;
    }
    return shards;
  }

  private static long bytes(Tensor tensor, ElementType precision) {
    return tensor.numel() * stored(tensor, precision).bytes();
  }

  private static ElementType stored(Tensor tensor, ElementType precision) {
    ElementType own = Tensors.typeOf(tensor);
    return own.isFloating() ? precision : own;
  }
}
