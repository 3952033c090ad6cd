package dev.mneme.bench;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.model.Lora;
import dev.mneme.model.LoraAdapter;
import dev.mneme.model.LoraTargets;
import dev.mneme.model.ModelFolder;
import dev.mneme.model.PeftFolder;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Writes a model folder again, in one file, in shards and in bfloat16, and adapters of random
 * numbers for it, beside it and merged; {@code peers/load_folders.py} then loads all of it with
 * transformers and PEFT.
 */
public final class SavedFolders {

  private SavedFolders() {}

  /** Arguments: the folder of a model, and one to be made. */
  public static void main(String[] arguments) {
    Path source = Path.of(arguments[0]);
    Path target = Path.of(arguments[1]);
    DurableFiles files = new DurableFiles(Disk.real());
    files.makeFolder(target);
    try (Scope scope = Scope.open();
        RandomStreams random = new RandomStreams(1);
        ModelFolder folder = ModelFolder.open(source);
        Parameters base = folder.loadFrozen(ElementType.F32)) {
      long bytes = 4 * base.count();
      save(files, target.resolve("whole"), folder, base, ElementType.F32, Long.MAX_VALUE);
      save(files, target.resolve("sharded"), folder, base, ElementType.F32, bytes / 3);
      save(files, target.resolve("bf16"), folder, base, ElementType.BF16, Long.MAX_VALUE);
      for (boolean stabilised : new boolean[] {false, true}) {
        Lora plain = new Lora(4, 6, stabilised, new LoraTargets.AllLinear(), Map.of(), Map.of());
        String name = stabilised ? "adapter-stabilised" : "adapter";
        Map<String, Tensor> weights = new LinkedHashMap<>();
        plain
            .weights(folder.shape())
            .forEach((key, sizes) ->
                weights.put(key, random.get(name).normal(0, 0.1, sizes.get(0), sizes.get(1))));
        try (LoraAdapter adapter = LoraAdapter.of(plain, folder.shape(), Parameters.own(weights))) {
          PeftFolder.write(
              files, target.resolve(name), adapter, source.toString(), ElementType.F32);
          try (LoraAdapter.Merged merged = adapter.mergeForNow(base)) {
            Path there = target.resolve(name + "-merged");
            save(files, there, folder, base, ElementType.F32, Long.MAX_VALUE);
          }
        }
      }
    }
  }

  private static void save(
      DurableFiles files,
      Path target,
      ModelFolder source,
      Parameters weights,
      ElementType precision,
      long shardBytes) {
    ModelFolder.Saving saving = new ModelFolder.Saving(precision, shardBytes, source.path());
    ModelFolder.save(files, target, source.shape(), weights, saving);
  }
}
