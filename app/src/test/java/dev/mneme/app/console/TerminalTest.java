package dev.mneme.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TerminalTest {

  @Test
  void nothingIsColouredOrLiveUnlessTheLauncherSaysItIsATerminal() {
    Terminal terminal = terminal(Map.of("TERM", "xterm"), Map.of());
    assertThat(terminal.colours()).isFalse();
    assertThat(terminal.live()).isFalse();
    assertThat(terminal.columns()).isEqualTo(80);
  }

  @Test
  void aTerminalGetsColoursAndLiveLines() {
    Terminal terminal = terminal(Map.of("TERM", "xterm"), onBoth("132"));
    assertThat(terminal.colours()).isTrue();
    assertThat(terminal.live()).isTrue();
    assertThat(terminal.columns()).isEqualTo(132);
  }

  @Test
  void noColorTakesColoursAwayAndNothingElse() {
    Terminal terminal = terminal(Map.of("NO_COLOR", "1"), onBoth("132"));
    assertThat(terminal.colours()).isFalse();
    assertThat(terminal.live()).isTrue();
  }

  @Test
  void anEmptyNoColorChangesNothing() {
    assertThat(terminal(Map.of("NO_COLOR", ""), onBoth("132")).colours()).isTrue();
  }

  @Test
  void aDumbTerminalGetsNeither() {
    Terminal terminal = terminal(Map.of("TERM", "dumb"), onBoth("132"));
    assertThat(terminal.colours()).isFalse();
    assertThat(terminal.live()).isFalse();
  }

  @Test
  void anUnknownWidthIsTheUsualOne() {
    assertThat(terminal(Map.of(), onBoth("")).columns()).isEqualTo(80);
    assertThat(terminal(Map.of(), onBoth("0")).columns()).isEqualTo(80);
    assertThat(terminal(Map.of(), onBoth("wide")).columns()).isEqualTo(80);
  }

  private static Map<String, String> onBoth(String columns) {
    return Map.of(
        "mneme.terminal.out", "true",
        "mneme.terminal.err", "true",
        "mneme.terminal.columns", columns);
  }

  private static Terminal terminal(Map<String, String> environment, Map<String, String> launcher) {
    Properties properties = new Properties();
    properties.putAll(launcher);
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return Terminal.of(nowhere, nowhere, environment, properties);
  }
}
