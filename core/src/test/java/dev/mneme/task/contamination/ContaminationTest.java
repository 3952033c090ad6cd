package dev.mneme.task.contamination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.task.benchmark.Item;
import dev.mneme.task.contamination.Contamination.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContaminationTest {

  @TempDir Path folder;

  @Test
  void whatIsFoundIsWhatComparingAllRunsOfWordsFinds() throws IOException {
    Random random = new Random(5);
    List<String> texts = texts(random, 200, 30);
    List<String> data = texts(random, 400, 60);
    for (int n : List.of(1, 2, 3, 4)) {
      Contamination contamination = contamination(n, texts);
      contamination.read(rows(data));
      Set<String> runs =
          data.stream().flatMap(text -> runs(text, n).stream()).collect(Collectors.toSet());
      Map<String, Long> sharers =
          texts.stream()
              .flatMap(text -> new HashSet<>(runs(text, n)).stream())
              .collect(Collectors.groupingBy(run -> run, Collectors.counting()));
      List<Found> findings = contamination.findings();
      for (int i = 0; i < texts.size(); i++) {
        Set<String> own = new HashSet<>(runs(texts.get(i), n));
        own.removeIf(run -> sharers.getOrDefault(run, 0L) > Contamination.COMMON);
        assertThat(findings.get(i).ngrams())
            .as("%d-grams of %s", n, texts.get(i))
            .isEqualTo(own.size());
        own.retainAll(runs);
        assertThat(findings.get(i).found())
            .as("%d-grams of %s", n, texts.get(i))
            .isEqualTo(own.size());
      }
    }
  }

  @Test
  void caseAndPunctuationDoNotHideAnItemAndItsPlaceIsTold() throws IOException {
    Contamination contamination =
        contamination(5, List.of("The quick-brown fox; jumps over the lazy dog"));
    Path text =
        Files.writeString(folder.resolve("a.txt"), "One line.\nTHE QUICK, BROWN\nfox (jumps)!");
    contamination.read(text);
    assertThat(contamination.findings())
        .containsExactly(new Found("task", "0", 5, 1, text + ":3", "the quick brown fox jumps"));
  }

  @Test
  void aShortItemIsLookedForAsAWholeAndATinyOneNotAtAll() throws IOException {
    Contamination contamination =
        contamination(13, List.of("one two three four five six seven eight", "one two three four"));
    contamination.read(rows(List.of("zero one two three four five six seven eight nine")));
    assertThat(contamination.findings()).extracting(Found::ngrams).containsExactly(1, 0);
    assertThat(contamination.findings()).extracting(Found::found).containsExactly(1, 0);
  }

  @Test
  void runsOfWordsDoNotGoOnFromOneTextToTheNext() throws IOException {
    Contamination contamination = contamination(4, List.of("a b c d"));
    contamination.read(rows(List.of("a b", "c d")));
    assertThat(contamination.findings().getFirst().found()).isZero();
  }

  @Test
  void whatManyItemsShareIsTheirFrameAndNotCounted() throws IOException {
    List<String> texts =
        IntStream.range(0, 20).mapToObj(i -> "answer the following question number" + i).toList();
    Contamination contamination = contamination(4, texts);
    contamination.read(
        rows(List.of("answer the following question", "the following question number7")));
    assertThat(contamination.findings().stream().filter(each -> each.found() > 0))
        .extracting(Found::id)
        .containsExactly("7");
  }

  @Test
  void theQuestionIsLookedForWithItsRightAnswerAlone() throws IOException {
    Item.Choice choice =
        new Item.Choice(
            "x",
            "",
            List.of(
                new Item.Option("who wrote it", " the wrong one", ""),
                new Item.Option("who wrote it", " the right one", "")),
            List.of(false, true));
    Contamination contamination = new Contamination(6);
    contamination.add("task", List.of(choice));
    contamination.read(rows(List.of("who wrote it the wrong one")));
    assertThat(contamination.findings().getFirst().found()).isZero();
    contamination.read(rows(List.of("so who wrote it: the right one")));
    assertThat(contamination.findings().getFirst().found()).isEqualTo(1);
  }

  @Test
  void anIdeographIsAWord() throws IOException {
    Contamination contamination = contamination(4, List.of("天地玄黄宇宙"));
    contamination.read(rows(List.of("言地玄黄宇是")));
    assertThat(contamination.findings().getFirst())
        .extracting(Found::found, Found::words)
        .containsExactly(1, "地 玄 黄 宇");
  }

  private static Contamination contamination(int n, List<String> texts) {
    Contamination contamination = new Contamination(n);
    List<Item> items = new ArrayList<>();
    for (String text : texts) {
      items.add(new Item.Prompt("" + items.size(), "", "", text, List.of(), 1, Map.of()));
    }
    contamination.add("task", items);
    return contamination;
  }

  private static List<String> texts(Random random, int count, int longest) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(
          IntStream.rangeClosed(0, 8 + random.nextInt(longest))
              .mapToObj(word -> "w" + (int) Math.abs(random.nextGaussian() * 40))
              .collect(Collectors.joining(" ")));
    }
    return texts;
  }

  private static List<String> runs(String text, int n) {
    List<String> words = List.of(text.split(" ", -1));
    return IntStream.rangeClosed(0, words.size() - n)
        .mapToObj(i -> String.join(" ", words.subList(i, i + n)))
        .toList();
  }

  private Path rows(List<String> texts) throws IOException {
    return Files.write(
        folder.resolve("rows.jsonl"),
        texts.stream().map(text -> "{\"text\": \"" + text + "\"}").toList());
  }
}
