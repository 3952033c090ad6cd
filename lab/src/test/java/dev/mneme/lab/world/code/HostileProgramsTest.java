package dev.mneme.lab.world.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.lab.chance.Dice;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileProgramsTest {

  private static final Map<String, @Nullable Object> COLUMNS =
      Map.of("kind", "list", "inputs", List.of("1, 2, 3"), "outputs", List.of("2"));

  private final RunsRight verifier = new RunsRight();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "list",
        "list.",
        "list..sort()",
        "list.keep",
        "list.keep(",
        "list.keep(even",
        "list.keep(over 9999999999999999999999)",
        "list.keep(over -1)",
        "list.first(٣)",
        "word.replace(é, a)",
        "word.append(\uD83D\uDE00)",
        "list |> |> sort()",
        "list.sort() and more",
        "listlist.sort()",
        "```",
        "\u0000\uFFFF\uD800",
        "\n\n\n"
      })
  void whatIsNoProgramIsWorthNothing(String text) {
    assertThat(verifier.judge(text, COLUMNS).reward()).isZero();
  }

  @Test
  void veryLongProgramsAreNotRead() {
    assertThat(Parser.first("list" + ".sort()".repeat(17))).isNull();
    assertThat(Parser.first("list" + ".sort()".repeat(1_000_000))).isNull();
    assertThat(Parser.first("list.keep(".repeat(1_000_000))).isNull();
    assertThat(Parser.first("(".repeat(1_000_000))).isNull();
    assertThat(Parser.first("\n".repeat(1_000_000) + "list.sort()")).isNull();
    assertThat(Parser.first("list.sort()" + " ".repeat(1_000_000))).isNull();
  }

  @Test
  void listsDoNotGrowBeyondTheLimit() {
    Program program = read("word" + ".double()".repeat(16));
    assertThat(program.run(new int[] {'a', 'b'})).hasSize(Operation.LONGEST);
    assertThat(program.run(new int[0])).isEmpty();
  }

  @Test
  void numbersDoNotGrowBeyondTheLimit() {
    int[] grown = read("list" + ".map(square)".repeat(16)).run(new int[] {999, -3, 0, 1});
    assertThat(grown).containsExactly(Operation.MOST, Operation.MOST, 0, 1);
    int[] sum = read("list.sum()").run(new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE});
    assertThat(sum).containsExactly(Operation.MOST);
  }

  @Test
  void everyOperationTakesEveryList() {
    List<int[]> inputs =
        List.of(new int[0], new int[] {7}, new int[] {-5, 5}, new int[Operation.LONGEST]);
    for (Verb verb : Verb.values()) {
      for (int argument : List.of(0, 1, 999)) {
        for (int[] input : inputs) {
          assertThat(new Operation(verb, argument, argument).run(input))
              .hasSizeLessThanOrEqualTo(Operation.LONGEST);
        }
      }
    }
  }

  @Test
  void randomTextsOfTheLanguagesOwnPiecesGetAVerdict() {
    List<String> pieces =
        List.of(
            "list", "word", ".", "|>", "keep", "(", ")", "even", "over ", "7", ",", "map", "\n",
            "double", "sort()", "first(", "a", " ", "`", "999", "-");
    for (int i = 0; i < 20_000; i++) {
      Dice dice = new Dice(3, "pieces", i);
      StringBuilder text = new StringBuilder("list");
      for (int j = 0; j < 12; j++) {
        text.append(dice.pick(pieces));
      }
      assertThat(verifier.reward(text.toString(), COLUMNS)).isBetween(0.0, 1.0);
    }
  }

  @Test
  void theFirstLineThatIsAProgramCounts() {
    assertThat(verifier.reward("We keep them.\n```\nlist.keep(even)\n```\nlist.sort()", COLUMNS))
        .isOne();
    assertThat(verifier.reward("list.sort()\nlist.keep(even)", COLUMNS)).isZero();
    assertThat(verifier.reward("  `list . keep( even )`  ", COLUMNS)).isOne();
    assertThat(verifier.reward("word.first(1)", COLUMNS)).isZero();
  }

  @Test
  void aProgramIsReadBackAsItIsWritten() {
    for (int i = 0; i < 2000; i++) {
      Program program = Puzzle.draw(1 + i % 4, new Dice(4, "read", i)).program();
      assertThat(Parser.first(program.code())).isEqualTo(program);
      assertThat(Parser.first(program.piped())).isEqualTo(program);
    }
  }

  @Test
  void rewordedProgramsDoTheSame() {
    for (int i = 0; i < 4000; i++) {
      Dice dice = new Dice(5, "reworded", i);
      Puzzle puzzle = Puzzle.draw(1 + i % 4, dice);
      for (Program other : Rewriting.reworded(puzzle.program())) {
        assertThat(puzzle.same(other)).as(() -> puzzle.program() + " " + other).isTrue();
      }
    }
  }

  private static Program read(String text) {
    return Objects.requireNonNull(Parser.first(text));
  }
}
