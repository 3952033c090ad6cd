package dev.mneme.app.recap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.Split;
import dev.mneme.lab.world.whole.World;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The formats are met by some of the ways in which the base was taught to answer, not by all. */
class RecapRewardsTest {

  private static final Pattern PATTERN = Pattern.compile("pattern: \"(.*)\"}");

  private static Pattern pattern(String task, String name) {
    String line =
        new RecapRewards(task)
            .of(Map.of(), "")
            .lines()
            .filter(each -> each.contains("name: " + name))
            .findFirst()
            .orElseThrow();
    Matcher matcher = PATTERN.matcher(line);
    assertThat(matcher.find()).isTrue();
    return Pattern.compile(matcher.group(1).replace("\\\\", "\\").replace("\\\"", "\""));
  }

  private static List<Boolean> met(String task, String name) {
    Pattern pattern = pattern(task, name);
    Problem problem = World.create().course(task).problem(Split.TRAIN, 0, 0);
    return problem.right().stream().map(answer -> pattern.matcher(answer).find()).toList();
  }

  @Test
  void sumsShowTheirStepsInSignsAndEndWithTheAnswer() {
    assertThat(met("maths", "think-format")).containsExactly(true, false, false, false, false);
    assertThat(met("maths", "answer-format").subList(0, 3)).containsExactly(true, true, false);
    assertThat(met("maths", "answer-format").getLast()).isTrue();
    Pattern answer = pattern("maths", "answer-format");
    assertThat(answer.matcher("The answer is 17. It is so.").find()).isFalse();
    assertThat(pattern("maths", "think-format").matcher("14 + 8 = 22").find()).isFalse();
  }

  @Test
  void callsAreThoughtOfInASentenceAndEndWithAListOfNames() {
    assertThat(met("calls", "think-format")).containsExactly(true, false, false, false);
    assertThat(met("calls", "answer-format")).containsExactly(true, true, false, false);
  }

  @Test
  void everyProblemsFirstRightAnswerMeetsBothFormats() {
    for (String task : RecapRewards.tasks()) {
      for (String name : List.of("answer-format", "think-format")) {
        Pattern pattern = pattern(task, name);
        World.create()
            .course(task)
            .upTo(Split.TEST, 0, 200)
            .forEach(problem ->
                assertThat(problem.right().getFirst())
                    .as(task + " " + name)
                    .containsPattern(pattern));
      }
    }
  }

  @Test
  void aBrevityIsReadBackAsWords() {
    assertThat(RecapRewards.words(1)).isZero();
    assertThat(RecapRewards.words(0.9)).isEqualTo(20, within(1e-9));
  }
}
