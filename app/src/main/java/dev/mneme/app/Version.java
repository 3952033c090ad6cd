package dev.mneme.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine;

/** What this build is made of, for {@code --version} and for traces. */
final class Version implements CommandLine.IVersionProvider {

  @Override
  public String[] getVersion() {
    return describe().split("\n");
  }

  /** Mneme's version on the first line, what it runs on on the second. */
  static String describe() {
    Properties built = new Properties();
    try (InputStream resource =
        Objects.requireNonNull(
            Version.class.getResourceAsStream("version.properties"),
            "version.properties is missing from the jar")) {
      built.load(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "mneme %s%nlibtorch %s, Java %s, %s %s"
        .formatted(
            built.getProperty("version"),
            built.getProperty("libtorch"),
            Runtime.version(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"))
        .replace(System.lineSeparator(), "\n");
  }
}
