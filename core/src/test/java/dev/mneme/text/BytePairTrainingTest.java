package dev.mneme.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BytePairTrainingTest {

  @TempDir Path folder;

  private static BytePairTraining of(String... texts) {
    BytePairTraining training = new BytePairTraining();
    for (String text : texts) {
      training.read(text);
    }
    return training;
  }

  private Tokenizer written(BytePairTraining training, int size, List<String> special) {
    training.write(new DurableFiles(Disk.real()), folder, size, special, "");
    return Tokenizer.of(folder);
  }

  @Test
  void theCommonestPairsAreMergedFirst() {
    BytePairTraining training = of("ab ab", "ab", " ab");
    try (Tokenizer tokenizer = written(training, 256 + 2 + 1, List.of("<end>"))) {
      assertThat(tokenizer.encode("ab")).containsExactly(256);
      assertThat(tokenizer.encode(" ab")).containsExactly(257);
      assertThat(tokenizer.encode("ba")).containsExactly('b', 'a');
      assertThat(tokenizer.encode("<end>")).containsExactly(258);
    }
  }

  @Test
  void anyTextComesBackAsItWas() {
    String text = "Two  words,\n\t“ключ” 😀 and 1234 \u0000 it's\u00ad é";
    try (Tokenizer tokenizer = written(of("some words"), 262, List.of("<end>"))) {
      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }
  }

  @Test
  void digitsAreNeverJoined() {
    try (Tokenizer tokenizer = written(of("12 12 12 12 a b"), 260, List.of("<end>"))) {
      assertThat(tokenizer.encode("12")).containsExactly('1', '2');
      assertThat(tokenizer.encode("a 12")).hasSize(3);
    }
  }

  @Test
  void tooFewPairsAreToldOf() {
    assertThatThrownBy(() -> written(of("ab"), 300, List.of("<end>")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("43");
  }
}
