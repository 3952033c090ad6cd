package dev.mneme.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

  private static final Duration AMPLE = Duration.ofSeconds(20);
  private static final byte[] FILE = "0123456789".repeat(2_000).getBytes(US_ASCII);
  private static final String ADVICE = "Download it yourself and pass --data DIR.";
  private static final HttpHandler WHOLE = exchange -> answer(exchange, 200, FILE, FILE.length);
  private static final HttpHandler CUT = exchange -> answer(exchange, 200, FILE, 5_000);

  @TempDir Path folder;
  private HttpServer server;
  private ExecutorService threads;
  private Path target;
  private Path part;
  private Download.Source source;
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final List<HttpHandler> script = new CopyOnWriteArrayList<>();
  private final AtomicLong arrived = new AtomicLong();

  @BeforeEach
  void start() throws IOException {
    threads = Executors.newVirtualThreadPerTaskExecutor();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::play);
    server.start();
    target = folder.resolve("cache").resolve("file.gz");
    part = target.resolveSibling("file.gz.part");
    source = source(server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aFileArrivesWholeAndIsNotFetchedTwice() throws IOException {
    serve(WHOLE);
    fetch();
    fetch();
    assertArrived();
    assertThat(ranges).containsExactly("all");
    assertThat(arrived).hasValue(FILE.length);
  }

  @Test
  void aDamagedFileInTheCacheIsReplaced() throws IOException {
    Files.createDirectories(target.getParent());
    Files.write(target, new byte[FILE.length]);
    serve(WHOLE);
    fetch();
    assertArrived();
  }

  @Test
  void aCutConnectionIsTriedAgain() throws IOException {
    serve(CUT, CUT, DownloadTest::rest);
    fetch();
    assertArrived();
    assertThat(ranges).hasSize(3);
  }

  @Test
  void anEarlierPartIsContinued() throws IOException {
    leavePart(Arrays.copyOf(FILE, 1_234));
    serve(DownloadTest::rest);
    fetch();
    assertArrived();
    assertThat(ranges).containsExactly("bytes=1234-");
  }

  @Test
  void aServerWithoutRangesBeginsAnew() throws IOException {
    leavePart(Arrays.copyOf(FILE, 1_234));
    serve(WHOLE);
    fetch();
    assertArrived();
    assertThat(ranges).containsExactly("bytes=1234-");
  }

  @Test
  void aPartOfAnotherFileIsThrownAway() throws IOException {
    leavePart(new byte[1_234]);
    serve(DownloadTest::rest, WHOLE);
    fetch();
    assertArrived();
    assertThat(ranges).containsExactly("bytes=1234-", "all");
  }

  @Test
  void aRefusedOrMisplacedRangeBeginsAnew() throws IOException {
    leavePart(Arrays.copyOf(FILE, 1_234));
    serve(exchange -> answer(exchange, 416, new byte[0], 0), WHOLE);
    fetch();
    assertArrived();
    assertThat(ranges).containsExactly("bytes=1234-", "all");

    Files.delete(target);
    leavePart(Arrays.copyOf(FILE, 1_234));
    ranges.clear();
    serve(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 99-19999/20000");
          answer(exchange, 206, Arrays.copyOfRange(FILE, 99, FILE.length), FILE.length - 99);
        },
        WHOLE);
    fetch();
    assertArrived();
    assertThat(ranges).containsExactly("bytes=1234-", "all");
  }

  @Test
  void aWrongHashIsRefusedAndNothingIsLeft() {
    serve(exchange -> answer(exchange, 200, new byte[FILE.length], FILE.length));
    assertThatThrownBy(this::fetch)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("SHA-256 ")
        .hasMessageContaining(" where " + source.sha256() + " is expected")
        .hasMessageEndingWith(ADVICE);
    assertThat(target).doesNotExist();
    assertThat(part).doesNotExist();
    assertThat(ranges).hasSize(1);
  }

  @Test
  void moreThanTheExpectedBytesAreNotWritten() throws IOException {
    byte[] endless = new byte[1 << 20];
    serve(exchange -> answer(exchange, 200, endless, endless.length));
    assertThatThrownBy(this::fetch)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("sends another file: more than the 20,000 bytes expected.");
    assertThat(Files.size(part)).isLessThanOrEqualTo(FILE.length);
    assertThat(ranges).hasSize(1);
  }

  @Test
  void aMissingFileIsNotAskedForAgainButABusyServerIs() throws IOException {
    serve(exchange -> answer(exchange, 404, new byte[0], 0));
    assertThatThrownBy(this::fetch)
        .isInstanceOf(InputException.class)
        .hasMessage(source.uri() + " answered with HTTP status 404. " + ADVICE);
    assertThat(ranges).hasSize(1);

    serve(exchange -> answer(exchange, 503, new byte[0], 0), WHOLE);
    fetch();
    assertArrived();
    assertThat(ranges).hasSize(3);
  }

  @Test
  void attemptsEnd() {
    serve(CUT);
    assertThatThrownBy(this::fetch)
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("the connection to 127.0.0.1 broke: ")
        .hasMessageEndingWith(ADVICE);
    assertThat(ranges).hasSize(3);
    assertThat(target).doesNotExist();
  }

  @Test
  void aSilentServerIsGivenUp() {
    CountDownLatch end = new CountDownLatch(1);
    serve(exchange -> {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
    });
    Duration stall = Duration.ofMillis(100);
    assertThatThrownBy(() -> fetch(new Download.Limits(AMPLE, stall, 1, stall)))
        .isInstanceOf(InputException.class)
        .hasMessage(source.uri() + " sent nothing for 0.1 s. " + ADVICE);
    end.countDown();
  }

  @Test
  void withoutANetworkTheMessageSaysWhatToDo() {
    int port = server.getAddress().getPort();
    server.stop(0);
    source = source(port);
    assertThatThrownBy(this::fetch)
        .isInstanceOf(InputException.class)
        .hasMessage("127.0.0.1 could not be reached. " + ADVICE);
  }

  /** Answers with each handler in turn; the last one stays. */
  private void serve(HttpHandler... handlers) {
    script.clear();
    script.addAll(List.of(handlers));
  }

  private void play(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(Objects.requireNonNullElse(range, "all"));
    (script.size() > 1 ? script.removeFirst() : script.getFirst()).handle(exchange);
  }

  private void fetch() {
    fetch(new Download.Limits(AMPLE, AMPLE, 3, Duration.ofMillis(1)));
  }

  private void fetch(Download.Limits limits) {
    new Download(limits, ADVICE, (_, bytes) -> arrived.set(bytes)).fetch(source, target);
  }

  private void leavePart(byte[] bytes) throws IOException {
    Files.createDirectories(part.getParent());
    Files.write(part, bytes);
  }

  private void assertArrived() throws IOException {
    assertThat(Files.readAllBytes(target)).isEqualTo(FILE);
    assertThat(part).doesNotExist();
  }

  private static Download.Source source(int port) {
    return new Download.Source(
        URI.create("http://127.0.0.1:" + port + "/file.gz"),
        FILE.length,
        "370e71541036b862ee4e7b985e292366250c586b00bc0f2eb98f880677bafc3c");
  }

  private static void rest(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    exchange
        .getResponseHeaders()
        .putAll(Map.of("Content-Range", List.of("bytes " + from + "-19999/20000")));
    byte[] rest = Arrays.copyOfRange(FILE, from, FILE.length);
    answer(exchange, range == null ? 200 : 206, rest, rest.length);
  }

  /** Announces the whole body and sends so much of it. */
  private static void answer(HttpExchange exchange, int status, byte[] body, int sent)
      throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body, 0, sent);
    exchange.getResponseBody().flush();
    exchange.close();
  }
}
