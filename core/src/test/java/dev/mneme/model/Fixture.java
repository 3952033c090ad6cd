package dev.mneme.model;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** The folders that transformers and PEFT wrote for the tests. */
final class Fixture {

  private Fixture() {}

  static Path folder(String name) {
    URL config = Fixture.class.getResource("folders/" + name);
    try {
      return Path.of(Objects.requireNonNull(config, name).toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
