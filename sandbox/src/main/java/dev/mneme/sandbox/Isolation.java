package dev.mneme.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the operating system adds around a process where it can: on Linux a network namespace of its
 * own, in which there is no network, and limits on core dumps, files and their size.
 *
 * <p>Each is tried once with a command that does nothing; what does not work here is left out.
 */
final class Isolation {

  /** Enough for the interpreter's library, which is unpacked at the start. */
  private static final String LIMITS = "prlimit --core=0 --fsize=67108864 --nofile=1024";

  private static final List<String> KNOWN =
      List.of(LIMITS, "unshare --user --map-current-user --net --ipc");

  private Isolation() {}

  /** The words to put before a command; empty where nothing works. */
  static List<String> words() {
    List<String> words = new ArrayList<>();
    for (String one : KNOWN) {
      List<String> more = List.of(one.split(" ", -1));
      List<String> tried = new ArrayList<>(words);
      tried.addAll(more);
      tried.add("true");
      if (works(tried)) {
        words.addAll(more);
      }
    }
    return words;
  }

  private static boolean works(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
