package dev.mneme.lab.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequencesTest {

  private final Sequences task = new Sequences();

  @Test
  void everyStartAndStepIsAskedOnce() {
    Set<String> prompts = new HashSet<>();
    for (int place = 0; place < task.size(); place++) {
      prompts.add(Sequences.decode(task.prompt(place)));
    }
    assertThat(prompts).hasSize(90).contains("1,2,3:", "0,9,8:", "7,4,1:");
  }

  @Test
  void theAnswerGoesOnWithTheSequenceAndEnds() {
    int place = place("8,9,0:");
    assertThat(Sequences.decode(task.answer(place))).isEqualTo("1,2,3.");
    assertThat(task.reward(place, task.answer(place))).isEqualTo(1);
  }

  @Test
  void eachRightNumberIsWorthAThird() {
    int place = place("1,2,3:");
    assertThat(task.reward(place, ended("4,5,7"))).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(task.reward(place, ended("4,0,0"))).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(task.reward(place, ended("0,0,0"))).isZero();
  }

  @Test
  void whateverIsNotThreeDigitsAndAnEndIsWorthNothing() {
    int place = place("1,2,3:");
    assertThat(task.reward(place, Sequences.encode("4,5,6"))).isZero();
    assertThat(task.reward(place, Sequences.encode("4,5,6,"))).isZero();
    assertThat(task.reward(place, ended("4,5"))).isZero();
    assertThat(task.reward(place, ended("4:5,6"))).isZero();
    assertThat(task.reward(place, ended("4,5,:"))).isZero();
    assertThat(task.reward(place, new int[] {Sequences.END})).isZero();
  }

  private static int[] ended(String text) {
    int[] characters = Sequences.encode(text);
    int[] tokens = Arrays.copyOf(characters, characters.length + 1);
    tokens[characters.length] = Sequences.END;
    return tokens;
  }

  private int place(String prompt) {
    for (int place = 0; place < task.size(); place++) {
      if (Sequences.decode(task.prompt(place)).equals(prompt)) {
        return place;
      }
    }
    throw new AssertionError("no prompt " + prompt);
  }
}
