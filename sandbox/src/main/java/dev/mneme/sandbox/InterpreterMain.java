package dev.mneme.sandbox;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import org.graalvm.polyglot.Engine;
import org.jspecify.annotations.Nullable;

/**
 * The child process: interpreters one after the other, all on one engine, so that the code of the
 * standard library is read once. The next is made ready while nobody waits for it.
 */
final class InterpreterMain {

  /** Engines keep something of every program; a new process does not. */
  private static final int INTERPRETERS = 200;

  /** Of the heap's size at its peak: beyond, memory may have run out inside library code. */
  private static final double WORN = 0.8;

  private final Role role;
  private final Limits limits;
  private final DataInputStream in =
      new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
  private final DataOutputStream out =
      new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));

  private InterpreterMain(Role role, Limits limits) {
    this.role = role;
    this.limits = limits;
  }

  /** Arguments: the role, then the limits in the order of {@link Limits}, time in milliseconds. */
  public static void main(String[] arguments) {
    Limits limits =
        new Limits(
            Duration.ofMillis(Long.parseLong(arguments[1])),
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]));
    try {
      new InterpreterMain(Role.valueOf(arguments[0]), limits).serve();
    } catch (IOException e) {
      // Whoever asked is gone.
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }

  private void serve() throws IOException {
    try (Engine engine =
        Engine.newBuilder("python")
            .option("engine.WarnInterpreterOnly", "false")
            .logHandler(OutputStream.nullOutputStream())
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .build()) {
      for (int i = 0; i < INTERPRETERS && !worn(); i++) {
        try (Interpreter interpreter =
            new Interpreter(engine, role, limits, asked -> ask(asked[0].asString()))) {
          new Frame(Frame.Kind.READY, "").write(out);
          if (!serve(interpreter)) {
            return;
          }
        }
      }
    }
  }

  /** True when another interpreter is wanted. */
  private boolean serve(Interpreter interpreter) throws IOException {
    Frame frame;
    while ((frame = next()) != null && frame.kind() == Frame.Kind.REQUEST) {
      Frame answer = interpreter.handle(frame.text(), role == Role.JUDGE);
      answer.write(out);
      if (interpreter.stuck()) {
        return false;
      }
    }
    return frame != null;
  }

  /** Called by the judge's driver in the interpreter's thread, while nobody else reads. */
  private String ask(String request) {
    try {
      new Frame(Frame.Kind.ASK, request).write(out);
      Frame answer = next();
      if (answer != null && answer.kind() == Frame.Kind.ANSWER) {
        return answer.text();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().halt(0);
    return "";
  }

  private @Nullable Frame next() throws IOException {
    return Frame.read(in, Frame.longest(limits));
  }

  private static boolean worn() {
    double highest = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP && pool.getName().contains("Tenured")) {
        MemoryUsage peak = pool.getPeakUsage();
        highest = Math.max(highest, (double) peak.getUsed() / peak.getMax());
      }
    }
    return highest > WORN;
  }
}
