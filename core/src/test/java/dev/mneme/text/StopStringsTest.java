package dev.mneme.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StopStringsTest {

  @Test
  void howeverTheTextIsCutItEndsBeforeTheFirstCompleteStop() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 5000; round++) {
      String text = word(random, 12);
      List<String> stops = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        stops.add(word(random, 3) + "a");
      }
      int end = endOf(text, stops);
      StopStrings strings = new StopStrings(stops);
      StringBuilder passed = new StringBuilder();
      for (int at = 0; at < text.length(); ) {
        int next = Math.min(text.length(), at + 1 + random.nextInt(3));
        passed.append(strings.add(text.substring(at, next)));
        at = next;
        assertThat(text).startsWith(passed);
      }
      passed.append(strings.finish());
      assertThat(passed.toString()).isEqualTo(end < 0 ? text : text.substring(0, end));
      assertThat(strings.stopped()).isEqualTo(end >= 0);
    }
  }

  @Test
  void onlyWhatCouldBeginAStopIsHeldBack() {
    StopStrings strings = new StopStrings(List.of("\nUser:"));
    assertThat(strings.add("Hello.\nUs")).isEqualTo("Hello.");
    assertThat(strings.add("ually")).isEqualTo("\nUsually");
    assertThat(strings.add("\nUser: x")).isEmpty();
    assertThat(strings.stopped()).isTrue();
    assertThat(strings.add("more")).isEmpty();
    assertThat(strings.finish()).isEmpty();
  }

  /**
   * Letter by letter: where the longest stop begins that ends at the first place where any does.
   */
  private static int endOf(String text, List<String> stops) {
    for (int read = 1; read <= text.length(); read++) {
      String seen = text.substring(0, read);
      int longest = stops.stream().filter(seen::endsWith).mapToInt(String::length).max().orElse(0);
      if (longest > 0) {
        return read - longest;
      }
    }
    return -1;
  }

  private static String word(SplittableRandom random, int longest) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      word.append((char) ('a' + random.nextInt(2)));
    }
    return word.toString();
  }
}
