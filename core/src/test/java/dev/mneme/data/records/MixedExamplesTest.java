package dev.mneme.data.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixedExamplesTest {

  private static final Set<Format> TEXTS = EnumSet.of(Format.TEXT, Format.COMPLETION);

  @TempDir private Path folder;

  @Test
  void rowsAsideAreTheLastOfEachFileAndNeverAtAPosition() throws IOException {
    List<MixedExamples.Source> sources = List.of(source("a", 10, 1), source("b", 20, 1));
    try (MixedExamples examples = new MixedExamples(sources, 0.2, TEXTS, 3)) {
      assertThat(texts(examples.aside(100)))
          .containsExactly("a8", "a9", "b16", "b17", "b18", "b19");
      assertThat(texts(examples.aside(3))).containsExactly("a8", "b16", "b18");
      Set<String> learnt = new TreeSet<>(texts(examples.at(0, 10_000)));
      assertThat(learnt).hasSize(24).doesNotContain("a8", "a9", "b16", "b19");
    }
  }

  @Test
  void sourcesComeInTheirRatioWithTheirWeight() throws IOException {
    List<MixedExamples.Source> sources = List.of(source("a", 10, 3), source("b", 20, 1));
    try (MixedExamples examples = new MixedExamples(sources, 0.2, TEXTS, 3)) {
      List<MixedExamples.Drawn> drawn = examples.at(0, 10_000);
      assertThat(texts(drawn)).filteredOn(text -> text.startsWith("a")).hasSize(7_500);
      assertThat(drawn).allMatch(each -> each.weight() == 0.5);
      assertThat(texts(examples.at(77, 5))).isEqualTo(texts(drawn.subList(77, 82)));
    }
  }

  @Test
  void anInterruptedThreadStillReadsAndStaysInterrupted() throws IOException {
    List<MixedExamples.Source> sources = List.of(source("a", 10, 1));
    try (MixedExamples examples = new MixedExamples(sources, 0.2, TEXTS, 3)) {
      List<String> learnt = texts(examples.at(0, 8));
      List<String> aside = texts(examples.aside(2));
      Thread.currentThread().interrupt();
      assertThat(texts(examples.at(0, 8))).isEqualTo(learnt);
      assertThat(texts(examples.of(0, 0, 8))).isEqualTo(learnt);
      assertThat(texts(examples.aside(2))).isEqualTo(aside);
      assertThat(Thread.interrupted()).as("the interruption is passed on").isTrue();
    }
  }

  @Test
  void aSourceAloneHasTheRowsThatTheMixtureHasOfItInTheirOrder() throws IOException {
    List<MixedExamples.Source> sources = List.of(source("a", 10, 3), source("b", 20, 1));
    try (MixedExamples examples = new MixedExamples(sources, 0.2, TEXTS, 3)) {
      for (int source = 0; source < 2; source++) {
        String name = source == 0 ? "a" : "b";
        List<String> mixed =
            texts(examples.at(0, 10_000)).stream().filter(text -> text.startsWith(name)).toList();
        assertThat(texts(examples.of(source, 5, 60))).isEqualTo(mixed.subList(5, 65));
      }
    }
  }

  @Test
  void rowsThatCannotBeLearntHereAreRefusedWithTheirPlace() throws IOException {
    Path file =
        Files.writeString(folder.resolve("q.jsonl"), "{\"prompt\": \"a\", \"answer\": \"b\"}\n");
    List<MixedExamples.Source> sources =
        List.of(new MixedExamples.Source(file, null, Columns.USUAL, 1, 1));
    assertThatThrownBy(() -> new MixedExamples(sources, 0, TEXTS, 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("q.jsonl:1")
        .hasMessageContaining("learns from completion or text");
  }

  private MixedExamples.Source source(String name, int rows, double ratio) throws IOException {
    String lines =
        IntStream.range(0, rows)
            .mapToObj(row -> "{\"text\": \"%s%d\"}\n".formatted(name, row))
            .collect(Collectors.joining());
    Path file = Files.writeString(folder.resolve(name + ".jsonl"), lines);
    return new MixedExamples.Source(file, null, Columns.USUAL, ratio, 0.5);
  }

  private static List<String> texts(List<MixedExamples.Drawn> drawn) {
    return drawn.stream().map(each -> ((Example.PlainText) each.example()).text()).toList();
  }
}
