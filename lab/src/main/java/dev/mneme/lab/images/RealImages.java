package dev.mneme.lab.images;

import dev.mneme.data.Download;
import dev.mneme.data.ImageSet;
import dev.mneme.data.InputException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * MNIST and Fashion-MNIST: from a folder of the user, or the originals, downloaded once into the
 * user's cache and checked by their SHA-256.
 *
 * <p>Hashes: MNIST as in the files themselves; Fashion-MNIST as published with TensorFlow Datasets.
 */
public final class RealImages {

  /** How a message about a failed download ends. */
  public static final String ADVICE =
      "Download it yourself and pass --data DIR, a folder with mnist/ and fashion-mnist/ and the"
          + " four original .gz files in each, or use the drawn images.";

  private static final String IMAGES = "images-idx3-ubyte.gz";
  private static final String LABELS = "labels-idx1-ubyte.gz";
  private static final String FIRST_10K = "train-first10k";

  private static final Host MNIST =
      new Host("mnist", URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"));

  /** This host has no https; the hashes below say what is genuine. */
  private static final Host FASHION =
      new Host(
          "fashion-mnist",
          URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"));

  private static final List<Original> ORIGINALS =
      List.of(
          new Original(
              MNIST,
              "train-" + IMAGES,
              9_912_422,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
          new Original(
              MNIST,
              "train-" + LABELS,
              28_881,
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
          new Original(
              MNIST,
              "t10k-" + IMAGES,
              1_648_877,
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
          new Original(
              MNIST,
              "t10k-" + LABELS,
              4_542,
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
          new Original(
              FASHION,
              "train-" + IMAGES,
              26_421_880,
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
          new Original(
              FASHION,
              "train-" + LABELS,
              29_515,
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
          new Original(
              FASHION,
              "t10k-" + IMAGES,
              4_422_102,
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
          new Original(
              FASHION,
              "t10k-" + LABELS,
              5_148,
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"));

  private record Host(String folder, URI uri) {}

  private record Original(Host host, String name, long bytes, String sha256) {

    Download.Source source() {
      return new Download.Source(host.uri().resolve(name), bytes, sha256);
    }
  }

  private RealImages() {}

  /**
   * Loads the world {@code "mnist"}.
   *
   * @param dataDir the user's folder with {@code mnist/} and {@code fashion-mnist/}; nothing is
   *     downloaded when it is given. Files may be unpacked, without {@code .gz}, and {@code
   *     train-first10k-*} does where the whole training set is missing.
   * @param cacheDir where downloads go otherwise, see {@link #userCache}
   * @throws InputException when a file is missing, damaged or cannot be had
   */
  public static ImageWorld load(Optional<Path> dataDir, Path cacheDir, Download download) {
    if (dataDir.isPresent()) {
      return read(dataDir.get());
    }
    for (Original original : ORIGINALS) {
      download.fetch(
          original.source(), cacheDir.resolve(original.host().folder()).resolve(original.name()));
    }
    return read(cacheDir);
  }

  /**
   * Requires that {@link #load} would find its files in a folder of the user; reads none.
   *
   * @throws InputException that names the first one missing
   */
  public static void requireThere(Path dataDir) {
    requireFolder(dataDir);
    for (Path folder :
        List.of(dataDir.resolve(MNIST.folder()), dataDir.resolve(FASHION.folder()))) {
      for (String part :
          List.of(folder.endsWith(FASHION.folder()) ? training(folder) : "train", "t10k")) {
        require(folder, part + "-" + IMAGES);
        require(folder, part + "-" + LABELS);
      }
    }
  }

  /** Bytes that {@link #load} would download, because they are not in the cache. */
  public static long toDownload(Path cacheDir) {
    return ORIGINALS.stream()
        .filter(file -> !Files.exists(cacheDir.resolve(file.host().folder()).resolve(file.name())))
        .mapToLong(Original::bytes)
        .sum();
  }

  /**
   * The user's cache: {@code $XDG_CACHE_HOME/mneme}, else {@code .cache/mneme} in the home folder.
   *
   * @param environment as from {@link System#getenv()}
   */
  public static Path userCache(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault("XDG_CACHE_HOME", "");
    // a relative path there is invalid by the XDG Base Directory Specification
    Path caches = Path.of(named).isAbsolute() ? Path.of(named) : home.resolve(".cache");
    return caches.resolve("mneme");
  }

  private static ImageWorld read(Path folder) {
    requireFolder(folder);
    Path digits = folder.resolve(MNIST.folder());
    Path garments = folder.resolve(FASHION.folder());
    return new ImageWorld(
        "mnist",
        set(digits, "train"),
        set(digits, "t10k"),
        set(garments, training(garments)),
        set(garments, "t10k"));
  }

  private static void requireFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InputException(
          folder + ": there is no such folder. Pass one with mnist/ and fashion-mnist/ in it.");
    }
  }

  /** The whole training set where it is there, or else where its beginning is not. */
  private static String training(Path garments) {
    boolean isWhole = find(garments, "train-" + IMAGES).isPresent();
    return isWhole || find(garments, FIRST_10K + "-" + IMAGES).isEmpty() ? "train" : FIRST_10K;
  }

  private static ImageSet set(Path folder, String part) {
    return ImageSet.read(
        require(folder, part + "-" + IMAGES), require(folder, part + "-" + LABELS));
  }

  private static Path require(Path folder, String name) {
    return find(folder, name)
        .orElseThrow(() ->
            new InputException(
                folder.resolve(name)
                    + ": there is no such file, packed or unpacked. The folders mnist and"
                    + " fashion-mnist need the four original files each."));
  }

  private static Optional<Path> find(Path folder, String name) {
    Path packed = folder.resolve(name);
    if (Files.exists(packed)) {
      return Optional.of(packed);
    }
    Path plain = folder.resolve(name.substring(0, name.length() - ".gz".length()));
    return Files.exists(plain) ? Optional.of(plain) : Optional.empty();
  }
}
