package dev.mneme.run;

import dev.mneme.train.Event;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the figures of events to an MLflow server, under the names {@link TensorBoardSink} uses.
 *
 * <p>Sending happens on a thread of its own behind a bounded queue: a server that is slow or down
 * costs points on its charts and one warning, never time or the run. The event log has everything.
 *
 * <p>Speaks the REST API itself, as it needs four calls; the official Java client brings protobuf,
 * Apache HTTP and a second JSON library for them.
 *
 * <p>Source: MLflow REST API 2.0: experiments/get-by-name, experiments/create, runs/create,
 * runs/log-batch, runs/update.
 */
public final class MlflowSink implements Consumer<Event>, AutoCloseable {

  private static final int WAITING = 1000;
  private static final int METRICS_A_BATCH = 1000;
  private static final int PARAMETERS_A_BATCH = 100;
  private static final int LONGEST_PARAMETER = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final URI server;
  private final String experiment;
  private final String name;
  private final List<Map<String, Object>> parameters;
  private final Clock clock;
  private final Consumer<String> warnings;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final BlockingQueue<Map<String, Object>> waiting = new ArrayBlockingQueue<>(WAITING);
  private final AtomicBoolean warned = new AtomicBoolean();
  private final Thread sender;
  private volatile boolean finished;
  private volatile boolean closing;
  private @Nullable String run;

  /**
   * @param server such as {@code http://localhost:5000}
   * @param parameters what the run was asked for, by dotted name
   * @param warnings is told once, from another thread, if the server cannot be reached
   */
  public MlflowSink(
      URI server,
      String experiment,
      String name,
      Map<String, String> parameters,
      Clock clock,
      Consumer<String> warnings) {
    this.server = server;
    this.experiment = experiment;
    this.name = name;
    this.parameters = new ArrayList<>();
    new TreeMap<>(parameters)
        .forEach((key, value) ->
            this.parameters.add(
                Map.of(
                    "key",
                    allowed(key),
                    "value",
                    value.substring(0, Math.min(value.length(), LONGEST_PARAMETER)))));
    this.clock = clock;
    this.warnings = warnings;
    this.sender = Thread.ofPlatform().daemon().name("mlflow").start(this::send);
  }

  /** Returns at once. */
  @Override
  public void accept(Event event) {
    switch (event) {
      case Event.Stepped stepped -> metrics(stepped.step(), "step", stepped.values());
      case Event.Measured measured -> metrics(measured.step(), measured.probe(), measured.values());
      case Event.Decided decided -> metrics(decided.step(), decided.controller(), decided.values());
      case Event.Saved saved -> {}
      case Event.Finished done -> finished = true;
    }
  }

  /** Sends what is waiting and ends the run, for five seconds at most. */
  @Override
  public void close() {
    closing = true;
    try {
      if (!sender.join(PATIENCE)) {
        warn("it did not answer in time; the last figures were not sent");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    client.shutdownNow();
  }

  private void metrics(long step, String group, Map<String, Double> values) {
    new TreeMap<>(values)
        .forEach((key, value) -> {
          Map<String, Object> metric = new TreeMap<>();
          metric.put("key", allowed(group + "/" + key));
          metric.put("value", value);
          metric.put("timestamp", clock.millis());
          metric.put("step", step);
          if (!waiting.offer(metric)) {
            warn("it is slower than the run; some figures are left out there");
          }
        });
  }

  private void send() {
    List<Map<String, Object>> batch = new ArrayList<>();
    try {
      while (!closing || !waiting.isEmpty()) {
        Map<String, Object> first = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          waiting.drainTo(batch, METRICS_A_BATCH - 1);
          attempt(batch);
          batch.clear();
        }
      }
      end();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt(List<Map<String, Object>> metrics) throws InterruptedException {
    try {
      post("runs/log-batch", Map.of("run_id", run(), "metrics", metrics));
    } catch (IOException | IllegalArgumentException failure) {
      warn(reason(failure));
    }
  }

  private void end() throws InterruptedException {
    try {
      post(
          "runs/update",
          Map.of(
              "run_id", run(),
              "status", finished ? "FINISHED" : "KILLED",
              "end_time", clock.millis()));
    } catch (IOException | IllegalArgumentException failure) {
      warn(reason(failure));
    }
  }

  /** The run on the server, made at the first call that gets through. */
  private String run() throws IOException, InterruptedException {
    String known = run;
    if (known == null) {
      Map<String, Object> answer =
          post(
              "runs/create",
              Map.of(
                  "experiment_id", experimentId(),
                  "run_name", name,
                  "start_time", clock.millis()));
      known = text(answer, "run", "info", "run_id");
      run = known;
      for (int i = 0; i < parameters.size(); i += PARAMETERS_A_BATCH) {
        int end = Math.min(parameters.size(), i + PARAMETERS_A_BATCH);
        post("runs/log-batch", Map.of("run_id", known, "params", parameters.subList(i, end)));
      }
    }
    return known;
  }

  private String experimentId() throws IOException, InterruptedException {
    String query = URLEncoder.encode(experiment, StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        exchange(request("experiments/get-by-name?experiment_name=" + query).GET().build());
    if (answer.statusCode() == 200) {
      return text(Json.parse(answer.body()), "experiment", "experiment_id");
    }
    return text(post("experiments/create", Map.of("name", experiment)), "experiment_id");
  }

  private Map<String, Object> post(String call, Map<String, ?> body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        exchange(
            request(call)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.line(body)))
                .build());
    if (answer.statusCode() != 200) {
      throw new IOException("it answered " + answer.statusCode() + " to " + call);
    }
    return Json.parse(answer.body());
  }

  private HttpRequest.Builder request(String call) {
    String base = server.toString().replaceAll("/+$", "");
    return HttpRequest.newBuilder(URI.create(base + "/api/2.0/mlflow/" + call)).timeout(PATIENCE);
  }

  private HttpResponse<String> exchange(HttpRequest request)
      throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private void warn(String reason) {
    if (warned.compareAndSet(false, true)) {
      warnings.accept(
          "MLflow at %s: %s. The run goes on; its event log has every figure."
              .formatted(server, reason));
    }
  }

  private static String reason(Exception failure) {
    return failure instanceof ConnectException
        ? "it cannot be reached"
        : String.valueOf(failure.getMessage());
  }

  /** MLflow refuses a whole batch for one other character in a name. */
  private static String allowed(String name) {
    return name.replaceAll("[^A-Za-z0-9_\\-. :/]", "_");
  }

  private static String text(Map<String, Object> answer, String... keys) throws IOException {
    Object at = answer;
    for (String key : keys) {
      at = at instanceof Map<?, ?> map ? map.get(key) : null;
    }
    if (at instanceof String text) {
      return text;
    }
    throw new IOException("its answer has no " + String.join(".", keys));
  }
}
