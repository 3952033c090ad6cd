package dev.mneme.app.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.app.console.Terminal;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What docs/reference/compare.md promises of options and laws. */
class LawKeysTest {

  private static final Path PAGE = Path.of("../docs/reference/compare.md");

  @Test
  void theDocumentedLawIsOne() throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("```yaml\n") + "```yaml\n".length();
    LawKeys law =
        LawKeys.FORMAT.parse("law.yaml", page.substring(start, page.indexOf("```", start)));
    assertThat(law.predictor()).isEqualTo(LawKeys.Predictor.FORWARD_KL_PER_TOKEN);
    assertThat(law.coefficients()).hasSize(3);
  }

  @Test
  void everyOptionIsDocumented() throws IOException {
    String page = Files.readString(PAGE);
    Terminal terminal = Terminal.plain(new StringWriter(), new StringWriter());
    List<OptionSpec> options = new CommandLine(new Compare(terminal)).getCommandSpec().options();
    assertThat(options).hasSizeGreaterThan(20);
    assertThat(options.stream().flatMap(option -> Arrays.stream(option.names())))
        .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
  }
}
