package dev.mneme.app.console;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import java.util.Properties;

/**
 * Where a command writes and what may be written there.
 *
 * @param out results
 * @param err progress, warnings, errors
 * @param colours whether {@code out} may carry colours
 * @param live whether a line on {@code err} may rewrite itself
 * @param columns how wide a line may be, in characters
 */
public record Terminal(
    PrintWriter out, PrintWriter err, boolean colours, boolean live, int columns) {

  private static final int NARROWEST = 40;
  private static final int USUAL = 80;

  public Terminal {
    columns = columns <= 0 ? USUAL : Math.max(NARROWEST, columns);
  }

  /** The terminal of this process. */
  public static Terminal ofSystem() {
    return of(writer(System.out), writer(System.err), System.getenv(), System.getProperties());
  }

  /** Neither colours nor live lines: a file, a pipe, a test. */
  public static Terminal plain(Writer out, Writer err) {
    return new Terminal(
        new PrintWriter(out, true), new PrintWriter(err, true), false, false, USUAL);
  }

  /**
   * What the environment and the launcher say. The launcher knows which streams are terminals; Java
   * by itself cannot tell for standard error.
   */
  static Terminal of(
      PrintWriter out, PrintWriter err, Map<String, String> environment, Properties launcher) {
    boolean able = !"dumb".equals(environment.get("TERM"));
    boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(
        out,
        err,
        able && wanted && Boolean.parseBoolean(launcher.getProperty("mneme.terminal.out")),
        able && Boolean.parseBoolean(launcher.getProperty("mneme.terminal.err")),
        columns(launcher.getProperty("mneme.terminal.columns", "")));
  }

  private static int columns(String said) {
    return said.matches("[0-9]{1,4}") ? Integer.parseInt(said) : USUAL;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
  }
}
