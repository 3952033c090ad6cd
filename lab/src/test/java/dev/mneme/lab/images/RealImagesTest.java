package dev.mneme.lab.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.Download;
import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealImagesTest {

  @TempDir Path folder;

  @BeforeEach
  void writeSmallFiles() throws IOException {
    write("mnist", "train", 1, 2);
    write("mnist", "t10k", 2, 2);
    write("fashion-mnist", "train", 3, 2);
    write("fashion-mnist", "t10k", 4, 2);
  }

  @Test
  void aFolderOfTheUserIsReadWithoutAnyDownload() {
    ImageWorld world = load();
    assertThat(world.name()).isEqualTo("mnist");
    assertThat(world.pixels()).isEqualTo(4);
    assertThat(world.digitsTrain().labels()).containsExactly(1);
    assertThat(world.digitsTest().labels()).containsExactly(2);
    assertThat(world.garmentsTrain().labels()).containsExactly(3);
    assertThat(world.garmentsTest().labels()).containsExactly(4);
    assertThat(world.hashes())
        .containsOnlyKeys("digits.train", "digits.test", "garments.train", "garments.test")
        .containsEntry("garments.test", world.garmentsTest().sha256());
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  @Test
  void theFirstTenThousandDoWhereTheWholeSetIsMissing() throws IOException {
    write("fashion-mnist", "train-first10k", 5, 2);
    assertThat(load().garmentsTrain().labels()).containsExactly(3);
    Files.delete(folder.resolve("fashion-mnist/train-images-idx3-ubyte"));
    assertThat(load().garmentsTrain().labels()).containsExactly(5);
  }

  @Test
  void whetherAllFilesAreThereIsSaidWithoutReadingThem() throws IOException {
    RealImages.requireThere(folder);
    Path file = folder.resolve("fashion-mnist/train-images-idx3-ubyte");
    Files.writeString(file, "no image");
    RealImages.requireThere(folder);
    Files.delete(file);
    assertThatThrownBy(() -> RealImages.requireThere(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("train-images-idx3-ubyte.gz: there is no such file");
    write("fashion-mnist", "train-first10k", 5, 2);
    Files.deleteIfExists(folder.resolve("fashion-mnist/train-labels-idx1-ubyte"));
    RealImages.requireThere(folder);
  }

  @Test
  void onlyWhatTheCacheLacksIsDownloaded() throws IOException {
    long all = RealImages.toDownload(folder.resolve("cache"));
    assertThat(all).isBetween(42_000_000L, 43_000_000L);
    Path cached = folder.resolve("cache/mnist/t10k-labels-idx1-ubyte.gz");
    Files.createDirectories(cached.getParent());
    Files.writeString(cached, "whatever");
    assertThat(RealImages.toDownload(folder.resolve("cache"))).isEqualTo(all - 4_542);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(folder.resolve("fashion-mnist/train-images-idx3-ubyte"));
    assertThatThrownBy(this::load)
        .isInstanceOf(InputException.class)
        .hasMessage(
            "%s: there is no such file, packed or unpacked. The folders mnist and fashion-mnist"
                + " need the four original files each.",
            folder.resolve("fashion-mnist/train-images-idx3-ubyte.gz"));
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> RealImages.load(Optional.of(nowhere), nowhere, download()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(nowhere + ": there is no such folder.");
  }

  @Test
  void setsOfDifferentSizesMakeNoWorld() throws IOException {
    write("fashion-mnist", "t10k", 4, 3);
    assertThatThrownBy(this::load)
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("the test garments have 3 × 3 pixels and the training digits 2 ×");
  }

  @Test
  void theCacheFollowsTheXdgSpecification() {
    Path home = folder.resolve("home");
    Path caches = folder.resolve("caches").toAbsolutePath();
    assertThat(RealImages.userCache(Map.of(), home)).isEqualTo(home.resolve(".cache/mneme"));
    assertThat(RealImages.userCache(Map.of("XDG_CACHE_HOME", caches.toString()), home))
        .isEqualTo(caches.resolve("mneme"));
    assertThat(RealImages.userCache(Map.of("XDG_CACHE_HOME", "relative"), home))
        .isEqualTo(home.resolve(".cache/mneme"));
  }

  private ImageWorld load() {
    return RealImages.load(Optional.of(folder), folder.resolve("cache"), download());
  }

  private static Download download() {
    return new Download(Download.Limits.usual(), RealImages.ADVICE, (_, _) -> {});
  }

  private void write(String set, String part, int label, int side) throws IOException {
    Path place = Files.createDirectories(folder.resolve(set));
    ByteBuffer images = ByteBuffer.allocate(16 + side * side);
    Files.write(
        place.resolve(part + "-images-idx3-ubyte"),
        images.putInt(0x0803).putInt(1).putInt(side).putInt(side).array());
    Files.write(
        place.resolve(part + "-labels-idx1-ubyte"),
        ByteBuffer.allocate(9).putInt(0x0801).putInt(1).put((byte) label).array());
  }
}
