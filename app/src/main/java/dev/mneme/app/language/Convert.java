package dev.mneme.app.language;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Terminal;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.model.ModelFolder;
import dev.mneme.tensor.ElementType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mneme convert}: a model from one folder to another that transformers loads. */
@Command(
    name = "convert",
    description = {
      "Write a model as a Hugging Face folder, whole or not at all.",
      "From llama2.c, with an adapter merged into it, in another precision, or in shards of another size."
    },
    footer = {
      "",
      "Examples:",
      "  mneme convert models/stories stories-hf                        from llama2.c, with its tokenizer",
      "  mneme convert models/qwen tuned --adapter runs/tuned           merge an adapter for good",
      "  mneme convert models/qwen small --precision bf16 --shard-size 2GB"
    })
public final class Convert implements Callable<Integer> {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)([KMGT]I?B|B)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "B", 1L,
          "KB", 1_000L,
          "MB", 1_000_000L,
          "GB", 1_000_000_000L,
          "TB", 1_000_000_000_000L,
          "KIB", 1L << 10,
          "MIB", 1L << 20,
          "GIB", 1L << 30,
          "TIB", 1L << 40);

  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description = "a Hugging Face model folder, or a folder with a llama2.c .bin")
  private Path sourceFolder = Path.of("");

  @Parameters(index = "1", paramLabel = "TARGET", description = "a new or empty folder")
  private Path target = Path.of("");

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      description = "f32, bf16 or f16 (default: as in the source)")
  private @Nullable Precision precision;

  @Option(
      names = "--shard-size",
      paramLabel = "SIZE",
      description = "split weights larger than this, such as 2GB or 500MiB (default: 50GB)")
  private @Nullable String shardSize;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "merge this PEFT adapter into the weights, in f32")
  private @Nullable Path adapter;

  private final Terminal terminal;

  public Convert(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    long shardBytes =
        shardSize == null ? ModelFolder.Saving.USUAL_SHARD_BYTES : shardBytes(shardSize);
    Path folder = target.toAbsolutePath().normalize();
    ModelFolder.requireFree(target);
    ModelSource source = ModelSource.in(sourceFolder);
    ElementType stored = precision != null ? precision.type() : source.stored();
    try (ModelSource.Weights weights =
        source.read(adapter == null ? stored : ElementType.F32, adapter)) {
      ModelFolder.Saving saving = new ModelFolder.Saving(stored, shardBytes, sourceFolder);
      DurableFiles files = new DurableFiles(Disk.real());
      ModelFolder.save(
          files,
          folder,
          weights.shape(),
          weights.parameters(),
          saving,
          inside -> source.exportTokenizer(inside));
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "Wrote %s (%,d numbers in %s)%nTry: mneme generate %s \"Once upon a time\"%n",
              target,
              weights.parameters().count(),
              stored.name().toLowerCase(Locale.ROOT),
              target);
    }
    return ExitCode.OK;
  }

  private static long shardBytes(String size) {
    Matcher matcher = SIZE.matcher(size.toUpperCase(Locale.ROOT));
    Long unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
    long bytes =
        unit == null
            ? 0
            : new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
    if (bytes < 1) {
      throw new InputException(
          "--shard-size must be a size such as 2GB or 500MiB, was \"%s\".".formatted(size));
    }
    return bytes;
  }
}
