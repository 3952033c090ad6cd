package dev.mneme.run;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which code is running: the version of the library and, where its classes lie in a checkout, the
 * git commit and whether tracked files differ from it.
 */
final class CodeVersion {

  private CodeVersion() {}

  static Map<String, String> of(Class<?> type) {
    Map<String, String> code = new TreeMap<>();
    @Nullable String version = type.getPackage().getImplementationVersion();
    code.put("version", version == null ? "development" : version);
    checkoutOf(type).ifPresent(checkout -> addCommit(code, checkout));
    return code;
  }

  /** The git checkout around a class's code, if it is one of this project. */
  private static Optional<Path> checkoutOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      for (Path at = Path.of(source.getLocation().toURI()); at != null; at = at.getParent()) {
        if (Files.exists(at.resolve(".git"))) {
          return Files.isDirectory(at.resolve("core/src/main/java/dev/mneme"))
              ? Optional.of(at)
              : Optional.empty();
        }
      }
    } catch (URISyntaxException | IllegalArgumentException notAFile) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static void addCommit(Map<String, String> code, Path checkout) {
    git(checkout, "rev-parse", "HEAD").ifPresent(commit -> code.put("commit", commit));
    git(checkout, "status", "--porcelain", "--untracked-files=no")
        .ifPresent(changes -> code.put("changed", String.valueOf(!changes.isEmpty())));
  }

  /** What git says; empty where there is no git or it fails. */
  private static Optional<String> git(Path checkout, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add("git");
    builder.command().addAll(List.of(arguments));
    builder.directory(checkout.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = builder.start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? Optional.of(said) : Optional.empty();
    } catch (IOException noGit) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
