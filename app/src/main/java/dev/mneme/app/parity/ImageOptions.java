package dev.mneme.app.parity;

import dev.mneme.app.console.Terminal;
import dev.mneme.data.Download;
import dev.mneme.lab.images.DrawnImages;
import dev.mneme.lab.images.ImageWorld;
import dev.mneme.lab.images.RealImages;
import dev.mneme.lab.parity.ParityRecipe;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where images come from: a folder of the user, the cache, a download, or the project's own pen.
 */
public final class ImageOptions {

  private static final long DRAWING = 1;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder with mnist/ and fashion-mnist/; else they are downloaded once")
  private @Nullable Path data;

  /** How many images are drawn; 0 for all real ones. */
  private record Wanted(int examples, int baseExamples, int testImages) {}

  private final Map<Wanted, ImageWorld> loaded = new HashMap<>();

  /** The images a recipe asks for, which trials side by side share. */
  synchronized ImageWorld load(ParityRecipe recipe, Terminal terminal) {
    Wanted wanted =
        recipe.world().equals("drawn")
            ? new Wanted(
                recipe.tuning().examples(), recipe.base().examples(), recipe.probing().testImages())
            : new Wanted(0, 0, 0);
    return loaded.computeIfAbsent(wanted, unknown -> read(recipe, terminal));
  }

  private ImageWorld read(ParityRecipe recipe, Terminal terminal) {
    if (recipe.world().equals("drawn")) {
      int test = recipe.probing().testImages();
      return DrawnImages.draw(
          DRAWING, recipe.tuning().examples(), recipe.base().examples(), test, test);
    }
    return real(terminal);
  }

  /** Whether a folder of the user is named. */
  public boolean given() {
    return data != null;
  }

  /** All real images, from the folder named with {@code --data}, the cache or a download. */
  public ImageWorld real(Terminal terminal) {
    Path cache = cache();
    Download.Progress progress = (source, bytes) -> show(source, bytes, terminal);
    return RealImages.load(
        Optional.ofNullable(data),
        cache,
        new Download(Download.Limits.usual(), RealImages.ADVICE, progress));
  }

  /**
   * Where the images of a recipe will come from, in a few words; none is read.
   *
   * @throws dev.mneme.data.InputException if the folder named with {@code --data} lacks a file
   */
  String source(ParityRecipe recipe) {
    if (recipe.world().equals("drawn")) {
      return "drawn images";
    }
    if (data != null) {
      RealImages.requireThere(data);
      return "images in " + data;
    }
    long bytes = RealImages.toDownload(cache());
    return bytes == 0
        ? "images in the cache"
        : "images of which %d MB have to be downloaded".formatted(Math.ceilDiv(bytes, 1_000_000));
  }

  private static Path cache() {
    return RealImages.userCache(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  private static void show(Download.Source source, long bytes, Terminal terminal) {
    if (terminal.live()) {
      String name = Path.of(source.uri().getPath()).getFileName().toString();
      String end = bytes == source.bytes() ? "\n" : "";
      terminal.err().printf("\rdownloading %s: %d %%%s", name, 100 * bytes / source.bytes(), end);
      terminal.err().flush();
    }
  }
}
