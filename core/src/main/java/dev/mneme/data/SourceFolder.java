package dev.mneme.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder that someone else filled. Its files are asked for by plain name and must be regular
 * files inside it: neither a name nor a link leads elsewhere. The one exception is the layout of
 * the Hugging Face cache, where {@code snapshots/REVISION} holds links into {@code blobs}.
 */
public final class SourceFolder {

  private static final int LONGEST_NAME = 255;

  private final Path folder;
  private final Path real;

  private SourceFolder(Path folder, Path real) {
    this.folder = folder;
    this.real = real;
  }

  /** Opens a folder that must exist. */
  public static SourceFolder open(Path folder) {
    if (!Files.exists(folder)) {
      throw new InputException(
          folder + ": there is no such folder. Give the path of a model folder.");
    }
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + " is not a folder. Give the path of a model folder.");
    }
    try {
      return new SourceFolder(folder, folder.toRealPath());
    } catch (IOException failure) {
      throw unreadable(folder, failure);
    }
  }

  /** The folder as it was named. */
  public Path path() {
    return folder;
  }

  /** The file of that name; empty if there is none. */
  public Optional<Path> find(String name) {
    Path file = resolve(name);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      Path target = file.toRealPath();
      if (!target.startsWith(real) && !isBlob(target)) {
        throw new InputException(
            "%s is a link to something outside its folder, which is not followed. Copy the file there."
                .formatted(file));
      }
      if (!Files.isRegularFile(target)) {
        throw new InputException(file + " is not a file but a folder or a device.");
      }
      return Optional.of(file);
    } catch (IOException failure) {
      throw new InputException(
          "%s is a link that leads nowhere. Download the file again.".formatted(file), failure);
    }
  }

  /** The file of that name, which must exist. */
  public Path file(String name) {
    return find(name)
        .orElseThrow(() -> InputException.of("%s: there is no %s in this folder.", folder, name));
  }

  /** A file's text in UTF-8, if it exists and has no more bytes than allowed. */
  public Optional<String> text(String name, int mostBytes) {
    return find(name).map(file -> text(file, mostBytes));
  }

  private static String text(Path file, int mostBytes) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw InputException.of(
            "%s has more than the %,d bytes allowed. It is damaged or not what its name says.",
            file, mostBytes);
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException broken) {
      throw new InputException(
          file + " is not a text in UTF-8. It is damaged; download it again.", broken);
    } catch (IOException failure) {
      throw unreadable(file, failure);
    }
  }

  private Path resolve(String name) {
    boolean plain =
        !name.isEmpty()
            && name.length() <= LONGEST_NAME
            && !name.equals(".")
            && !name.equals("..")
            && name.chars()
                .noneMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c));
    try {
      if (plain) {
        return folder.resolve(name);
      }
    } catch (InvalidPathException unsuitable) {
      throw notPlain(name);
    }
    throw notPlain(name);
  }

  private InputException notPlain(String name) {
    return InputException.of(
        "%s: %s is not the plain name of a file in this folder; no other is read.",
        folder, SafetensorsHeader.quoted(name));
  }

  private boolean isBlob(Path target) {
    Path revisions = real.getParent();
    return revisions != null
        && revisions.endsWith("snapshots")
        && revisions.getParent() != null
        && target.startsWith(revisions.resolveSibling("blobs"));
  }

  private static InputException unreadable(Path path, IOException failure) {
    return new InputException(path + " could not be read: " + failure.getMessage(), failure);
  }
}
