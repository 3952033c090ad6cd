package dev.mneme.app.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.app.TinyBase;
import dev.mneme.app.language.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a model's folder make it another model. */
class EvaluatedModelTest {

  @TempDir private Path folder;

  @BeforeEach
  void makeAModel() throws IOException {
    TinyBase.write(folder);
  }

  private String fingerprint() {
    return new EvaluatedModel("model", ModelSource.in(folder), null).fingerprint();
  }

  @Test
  void whatStandsBesideItWithoutBeingReadChangesNothing() throws IOException {
    String before = fingerprint();
    for (String name : List.of("scores.json", "provenance.json", "README.md", "curve.csv")) {
      Files.writeString(folder.resolve(name), "{}");
    }
    assertThat(fingerprint()).isEqualTo(before);
  }

  @Test
  void everyFileThatALoaderMayReadChangesIt() throws IOException {
    Set<String> seen = new HashSet<>(Set.of(fingerprint()));
    for (String name :
        List.of(
            "generation_config.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "chat_template.jinja",
            "chat_template.json",
            "tokenizer.model",
            "model-00002-of-00002.safetensors",
            "model.safetensors.index.json",
            "tokenizer.json")) {
      Files.writeString(folder.resolve(name), "{\"changed\": \"%s\"}".formatted(name));
      assertThat(seen.add(fingerprint())).as(name).isTrue();
    }
  }
}
