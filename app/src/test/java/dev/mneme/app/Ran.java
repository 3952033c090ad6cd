package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.app.console.Terminal;
import java.io.StringWriter;

/** What a command wrote, and the code that it ended with. */
record Ran(int code, String out, String err) {

  /** Runs a command in this process. */
  static Ran of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal = Terminal.plain(out, err);
    int code = Main.run(terminal, Commands.all(terminal), arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  /** Both streams. */
  String all() {
    return out + err;
  }

  /** What one that succeeds writes to standard output. */
  static String well(String... arguments) {
    Ran ran = of(arguments);
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.OK);
    return ran.out();
  }
}
