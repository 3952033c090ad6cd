package dev.mneme.task.instructions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page for users names what the registry has. */
class ReferencePageTest {

  private static final Pattern LINE =
      Pattern.compile("^\\| `([a-z_]+:[a-z_]+)` \\|([^|]*)\\|", Pattern.MULTILINE);
  private static final Pattern KEY = Pattern.compile("`([a-z_]+)`");

  @Test
  void thePageHasEveryInstructionWithItsKwargs() throws IOException {
    Path page = Path.of("../docs/reference/verifiers-instructions.md");
    Matcher line = LINE.matcher(Files.readString(page));
    List<String> ids = new ArrayList<>();
    while (line.find()) {
      ids.add(line.group(1));
      List<String> keys = KEY.matcher(line.group(2)).results().map(m -> m.group(1)).toList();
      assertThat(keys).as(line.group(1)).isEqualTo(Instructions.kwargs(line.group(1)));
    }
    assertThat(ids).containsExactlyElementsOf(Instructions.ids());
  }
}
