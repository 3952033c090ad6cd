package dev.mneme.app.parity;

import dev.mneme.app.console.Terminal;
import dev.mneme.data.Disk;
import dev.mneme.data.InputException;
import dev.mneme.run.MlflowSink;
import dev.mneme.run.TensorBoardSink;
import dev.mneme.train.Event;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where else the figures of a run go, beside its event log. */
final class Loggers {

  @Option(
      names = "--tensorboard",
      paramLabel = "DIR",
      description = "also write event files for TensorBoard into this folder")
  private @Nullable Path tensorBoard;

  @Option(
      names = "--mlflow",
      paramLabel = "URL",
      description = "also send figures to this MLflow server, such as http://localhost:5000")
  private @Nullable URI mlflow;

  /** Opens the loggers that were asked for. */
  Session open(String run, Map<String, String> parameters, Terminal terminal) {
    List<Closing> sinks = new ArrayList<>();
    if (tensorBoard != null) {
      sinks.add(new TensorBoardFromFirstEvent(tensorBoard));
    }
    if (mlflow != null) {
      if (!List.of("http", "https").contains(String.valueOf(mlflow.getScheme()))) {
        throw new InputException("--mlflow needs an http or https address, was " + mlflow + ".");
      }
      MlflowSink sink =
          new MlflowSink(
              mlflow, "mneme", run, parameters, Clock.systemUTC(), terminal.err()::println);
      sinks.add(new MlflowHearing(sink));
    }
    return new Session(sinks);
  }

  /** The open loggers of one run. Owns them. */
  record Session(List<Closing> sinks) implements AutoCloseable {

    void hear(Event event) {
      sinks.forEach(sink -> sink.accept(event));
    }

    @Override
    public void close() {
      sinks.forEach(Closing::close);
    }
  }

  /** Something that hears events until it is closed. */
  interface Closing extends Consumer<Event>, AutoCloseable {

    @Override
    void close();
  }

  private record MlflowHearing(MlflowSink sink) implements Closing {
    @Override
    public void accept(Event event) {
      sink.accept(event);
    }

    @Override
    public void close() {
      sink.close();
    }
  }

  /** A resumed run starts at a step that is known only from its first event. */
  private static final class TensorBoardFromFirstEvent implements Closing {
    private final Path folder;
    private @Nullable TensorBoardSink sink;

    TensorBoardFromFirstEvent(Path folder) {
      this.folder = folder;
    }

    @Override
    public void accept(Event event) {
      TensorBoardSink open = sink;
      if (open == null) {
        open = new TensorBoardSink(Disk.real(), folder, event.step(), Clock.systemUTC());
        sink = open;
      }
      open.accept(event);
    }

    @Override
    public void close() {
      TensorBoardSink open = sink;
      if (open != null) {
        open.close();
      }
    }
  }
}
