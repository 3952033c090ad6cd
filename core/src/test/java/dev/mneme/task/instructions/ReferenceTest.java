package dev.mneme.task.instructions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.task.instructions.InstructionFollowing.Reward;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Verdicts and classes of code points against IFEval's reference implementation in Python. */
class ReferenceTest {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  /** One per line: strict and loose here, the instruction, kwargs, the response as JSON. */
  private static final String EXCEPTIONS = "exceptions.tsv";

  /**
   * Modifier letters that Java's version of Unicode has in lower case and the fixture's not yet.
   */
  private static final List<String> LOWER_CASE_SINCE =
      List.of("10fc", "a7f2", "a7f3", "a7f4", "ab69");

  @Test
  void verdictsAreTheReferencesButForTheArguedExceptions() throws IOException {
    JsonNode fixture = fixture("verdicts.json.gz");
    Set<String> different = new TreeSet<>();
    for (JsonNode row : fixture.get("cases")) {
      String text = fixture.get("responses").get(row.get(2).asInt()).asString();
      boolean strict = isFollowed(Strictness.STRICT, row, text);
      boolean loose = isFollowed(Strictness.LOOSE, row, text);
      if (strict != row.get(3).asBoolean() || loose != row.get(4).asBoolean()) {
        different.add(
            "%s\t%s\t%s\t%s\t%s"
                .formatted(
                    strict,
                    loose,
                    row.get(0).asString(),
                    row.get(1),
                    MAPPER.writeValueAsString(text)));
      }
    }
    assertThat(fixture.get("cases").size()).isGreaterThan(8_000);
    assertThat(different).isEqualTo(argued());
  }

  @Test
  void everyInstructionIsComparedWhereItIsFollowedAndWhereItIsNot() throws IOException {
    Set<String> seen = new HashSet<>();
    for (JsonNode row : fixture("verdicts.json.gz").get("cases")) {
      seen.add(row.get(0).asString() + " strict " + row.get(3).asBoolean());
      seen.add(row.get(0).asString() + " loose " + row.get(4).asBoolean());
    }
    for (String id : Instructions.ids()) {
      assertThat(seen)
          .contains(
              id + " strict true", id + " strict false", id + " loose true", id + " loose false");
    }
  }

  @Test
  void codePointsAreClassedAsInPython() throws IOException {
    JsonNode fixture = fixture("code-points.json.gz");
    assertThat(differing(fixture, "space", PythonText::isSpace)).isEmpty();
    assertThat(differing(fixture, "word", PythonText::isWord)).isEmpty();
    assertThat(differing(fixture, "digit", PythonText::isDigit)).isEmpty();
    assertThat(differing(fixture, "upper", c -> PythonText.isUpper(Character.toString(c))))
        .isEmpty();
    assertThat(differing(fixture, "lower", c -> PythonText.isLower(Character.toString(c))))
        .isEqualTo(LOWER_CASE_SINCE);
  }

  @Test
  void caseIsIgnoredAsInPython() throws IOException {
    List<String> different = new ArrayList<>();
    for (JsonNode pair : fixture("code-points.json.gz").get("folds")) {
      int a = pair.get(0).asInt();
      int b = pair.get(1).asInt();
      if ((PythonText.fold(a) == PythonText.fold(b)) != pair.get(2).asBoolean()) {
        different.add("%04x %04x %s".formatted(a, b, pair.get(2)));
      }
    }
    assertThat(different).isEmpty();
  }

  private static boolean isFollowed(Strictness strictness, JsonNode row, String text) {
    Map<String, Object> kwargs = MAPPER.convertValue(row.get(1), new TypeReference<>() {});
    return new InstructionFollowing(strictness, Reward.ALL)
            .reward(
                text,
                Map.of(
                    "instruction_id_list",
                    List.of(row.get(0).asString()),
                    "kwargs",
                    List.of(kwargs)))
        == 1;
  }

  private static List<String> differing(JsonNode fixture, String name, IntPredicate here) {
    List<String> different = new ArrayList<>();
    boolean[] there = members(fixture.get(name));
    boolean[] known = members(fixture.get("known"));
    for (int c = 0; c < there.length; c++) {
      if (known[c] && there[c] != here.test(c)) {
        different.add("%04x".formatted(c));
      }
    }
    return different;
  }

  private static boolean[] members(JsonNode ranges) {
    boolean[] members = new boolean[Character.MAX_CODE_POINT + 1];
    for (JsonNode range : ranges) {
      for (int c = range.get(0).asInt(); c <= range.get(1).asInt(); c++) {
        members[c] = true;
      }
    }
    return members;
  }

  private static Set<String> argued() throws IOException {
    Set<String> argued = new TreeSet<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource(EXCEPTIONS), StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).forEach(argued::add);
    }
    return argued;
  }

  private static JsonNode fixture(String name) throws IOException {
    try (InputStream file = new GZIPInputStream(resource(name))) {
      return MAPPER.readTree(file);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(ReferenceTest.class.getResourceAsStream(name), name);
  }
}
