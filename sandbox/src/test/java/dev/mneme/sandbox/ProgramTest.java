package dev.mneme.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgramTest {

  private static final String PROMPT =
      "import math\n\ndef area(r):\n    \"\"\"Of a circle.\"\"\"\n";

  private static String source(String text, Fence fence) {
    return Program.of(text, null, null, fence).source();
  }

  @Test
  void aFencedBlockIsTheProgram() {
    assertThat(source("First:\n```python\na = 1\n```\nThen\n```py\na = 2\n```\n", Fence.LAST))
        .isEqualTo("a = 2\n");
    assertThat(source("First:\n```python\na = 1\n```\nThen\n```py\na = 2\n```\n", Fence.FIRST))
        .isEqualTo("a = 1\n");
  }

  @Test
  void blocksOfOtherLanguagesAreNone() {
    assertThat(source("```bash\npip\n```\nso\n```python\na = 1\n```\n```text\n1\n```", Fence.LAST))
        .isEqualTo("a = 1\n");
  }

  @Test
  void aBlockThatIsCutShortCounts() {
    assertThat(source("```python\na = 1\n", Fence.LAST)).isEqualTo("a = 1\n");
  }

  @Test
  void withoutABlockTheTextContinuesThePromptUpToTheNextThing() {
    assertThat(Program.of("    return math.pi * r\n\nprint(area(1))", PROMPT, "area", Fence.LAST))
        .isEqualTo(new Program(null, PROMPT + "    return math.pi * r\n\n"));
  }

  @Test
  void aProgramThatDefinesTheFunctionStandsAloneAfterThePrompt() {
    String code = "def area(r):\n  return math.pi * r * r\n";
    assertThat(Program.of("```\n" + code + "```", PROMPT, "area", Fence.LAST))
        .isEqualTo(new Program(PROMPT, code));
  }

  @Test
  void aPromptThatBeginsNothingIsNotContinued() {
    assertThat(Program.of("area = abs", "Write area.", "area", Fence.LAST))
        .isEqualTo(new Program("Write area.", "area = abs"));
  }
}
