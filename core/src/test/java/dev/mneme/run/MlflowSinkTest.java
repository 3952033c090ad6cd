package dev.mneme.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mneme.train.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MlflowSinkTest {

  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1234), ZoneOffset.UTC);
  private static final String API = "/api/2.0/mlflow/";

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<Map<String, Object>> metrics = new CopyOnWriteArrayList<>();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private volatile int status = 200;
  private volatile boolean waits;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          byte[] answer = answer(exchange.getRequestURI().toString(), body);
          exchange.sendResponseHeaders(answer.length == 0 ? 404 : status, 0);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    gate.countDown();
    server.stop(0);
  }

  @Test
  void aRunIsMadeFilledAndEnded() {
    try (MlflowSink sink = sink()) {
      sink.accept(new Event.Stepped(1, Map.of("loss", 0.5, "λ", Double.NaN)));
      sink.accept(new Event.Measured(1, "drift", Map.of("kl", 0.25)));
      sink.accept(new Event.Finished(1));
    }
    assertThat(calls)
        .startsWith(
            "experiments/get-by-name?experiment_name=my+experiment ",
            "experiments/create {\"name\":\"my experiment\"}")
        .anyMatch(call -> call.contains("\"params\":[{") && call.contains("\"seed\""))
        .last()
        .asString()
        .startsWith("runs/update ")
        .contains("\"status\":\"FINISHED\"")
        .contains("\"run_id\":\"r1\"");
    assertThat(metrics)
        .containsExactly(
            Map.of("key", "step/loss", "value", 0.5, "timestamp", 1234L, "step", 1L),
            Map.of("key", "step/_", "value", Double.NaN, "timestamp", 1234L, "step", 1L),
            Map.of("key", "drift/kl", "value", 0.25, "timestamp", 1234L, "step", 1L));
    assertThat(warnings).isEmpty();
  }

  @Test
  void aRunThatDidNotFinishIsEndedAsKilled() {
    sink().close();
    assertThat(calls).last().asString().contains("\"status\":\"KILLED\"");
  }

  @Test
  void aServerThatIsDownGivesOneWarningAndNothingElse() {
    server.stop(0);
    try (MlflowSink sink = sink()) {
      for (int step = 0; step < 3000; step++) {
        sink.accept(new Event.Stepped(step, Map.of("loss", 0.5)));
      }
    }
    assertThat(warnings).singleElement().asString().contains("The run goes on");
  }

  @Test
  void aServerThatRefusesGivesOneWarning() {
    status = 500;
    try (MlflowSink sink = sink()) {
      sink.accept(new Event.Stepped(1, Map.of("loss", 0.5)));
    }
    assertThat(warnings).singleElement().asString().contains("it answered 500");
  }

  @Test
  void aServerThatDoesNotAnswerHoldsNothingUp() {
    waits = true;
    try (MlflowSink sink = sink()) {
      // More than fit the queue: a sink that waited for room would never get past this loop.
      for (int step = 0; step < 5000; step++) {
        sink.accept(new Event.Stepped(step, Map.of("loss", 0.5)));
      }
      assertThat(warnings).singleElement().asString().contains("slower than the run");
      waits = false;
      gate.countDown();
    }
    assertThat(warnings).hasSize(1);
  }

  private MlflowSink sink() {
    return new MlflowSink(
        URI.create(
            "http://%s:%d/"
                .formatted(server.getAddress().getHostString(), server.getAddress().getPort())),
        "my experiment",
        "one",
        Map.of("seed", "1"),
        CLOCK,
        warnings::add);
  }

  /** What an MLflow server that knows no experiment answers; empty for 404. */
  private byte[] answer(String path, String body) {
    if (waits) {
      try {
        gate.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
    String call = path.substring(API.length());
    calls.add(call + " " + body);
    if (call.startsWith("experiments/get-by-name")) {
      return new byte[0];
    }
    String answer =
        switch (call) {
          case "experiments/create" -> "{\"experiment_id\":\"7\"}";
          case "runs/create" -> "{\"run\":{\"info\":{\"run_id\":\"r1\"}}}";
          case "runs/log-batch" -> {
            if (Json.parse(body).get("metrics") instanceof List<?> sent) {
              sent.forEach(metric -> metrics.add(copy((Map<?, ?>) metric)));
            }
            yield "{}";
          }
          default -> "{}";
        };
    return answer.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> copy = new TreeMap<>();
    map.forEach((key, value) -> copy.put((String) key, value));
    return copy;
  }
}
