package dev.mneme.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Brings files of known size and SHA-256 into a cache folder.
 *
 * <p>A file is there whole and checked, or not at all: bytes arrive in {@code NAME.part}, which a
 * later attempt or a later process continues, and the name is given by an atomic move after the
 * check. {@code NAME.lock} keeps two processes from writing the same file.
 */
public final class Download {

  /** A file to be had somewhere. */
  public record Source(URI uri, long bytes, String sha256) {}

  /**
   * When to give up.
   *
   * @param connect for making the connection
   * @param stall without a byte arriving
   * @param attempts in all
   * @param pause before the second attempt; doubled before each further one
   */
  public record Limits(Duration connect, Duration stall, int attempts, Duration pause) {

    /** What suits an ordinary line: 10 s, 30 s, 4 attempts, 1 s. */
    public static Limits usual() {
      return new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), 4, Duration.ofSeconds(1));
    }
  }

  /** Is told how far a file has come; called from a thread of the HTTP client. */
  @FunctionalInterface
  public interface Progress {
    void arrived(Source source, long bytes);
  }

  private final Limits limits;
  private final String otherwise;
  private final Progress progress;

  /** {@code otherwise} ends each message: what the user can do without this download. */
  public Download(Limits limits, String otherwise, Progress progress) {
    this.limits = limits;
    this.otherwise = otherwise;
    this.progress = progress;
  }

  /**
   * Makes sure that the file is in its place, whole and with the right hash.
   *
   * @throws InputException when it cannot be had
   */
  public void fetch(Source source, Path target) {
    try {
      if (isThere(source, target)) {
        return;
      }
      Files.createDirectories(target.toAbsolutePath().getParent());
      try (FileChannel file = open(beside(target, ".lock"));
          FileLock lock = file.lock()) {
        if (!lock.isValid() || isThere(source, target)) {
          return; // another process brought it while we waited
        }
        HttpClient client = client();
        try {
          fetchInAttempts(client, source, target);
        } finally {
          client.shutdownNow();
        }
      }
    } catch (IOException e) {
      throw new InputException(target + ": cannot be written: " + e + ". " + otherwise, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException(source.uri() + ": the download was interrupted.", e);
    }
  }

  private void fetchInAttempts(HttpClient client, Source source, Path target)
      throws IOException, InterruptedException {
    Duration pause = limits.pause();
    for (int attempt = 1; ; attempt++) {
      try {
        Path part = beside(target, ".part");
        boolean fromTheStart = receive(client, source, part);
        check(source, part, fromTheStart);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (Failure failure) {
        if (failure.isFinal || attempt == limits.attempts()) {
          throw new InputException(failure.getMessage() + " " + otherwise, failure);
        }
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2);
    }
  }

  /** Fills the part; true when no byte of it was there before. */
  private boolean receive(HttpClient client, Source source, Path part)
      throws IOException, InterruptedException, Failure {
    try (PartFile file = PartFile.open(part, source, progress)) {
      if (file.isFull()) {
        return false;
      }
      HttpRequest.Builder request = HttpRequest.newBuilder(source.uri());
      boolean fromTheStart = file.size() == 0;
      if (!fromTheStart) {
        request.header("Range", "bytes=" + file.size() + "-");
      }
      HttpResponse<Void> answer =
          await(source, file, client.sendAsync(request.build(), file::subscriber));
      int status = answer.statusCode();
      if (status == 416) {
        file.restart();
        throw new Failure(false, source.uri() + " refuses to continue the file at our offset.");
      }
      if (status != 200 && status != 206) {
        boolean mayPass = status == 408 || status == 429 || status >= 500;
        throw new Failure(!mayPass, source.uri() + " answered with HTTP status " + status + ".");
      }
      if (!file.isFull()) {
        throw new Failure(false, source.uri() + " ended the file too early.");
      }
      return fromTheStart;
    }
  }

  private HttpResponse<Void> await(
      Source source, PartFile file, CompletableFuture<HttpResponse<Void>> answer)
      throws InterruptedException, Failure {
    long before = -1;
    try {
      while (true) {
        try {
          return answer.get(limits.stall().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (file.size() == before) {
            throw new Failure(
                false,
                source.uri() + " sent nothing for " + limits.stall().toMillis() / 1000.0 + " s.");
          }
          before = file.size();
        }
      }
    } catch (ExecutionException e) {
      throw failure(source, e.getCause() == null ? e : e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private static Failure failure(Source source, Throwable cause) {
    String host = source.uri().getHost();
    return switch (cause) {
      case PartFile.TooLong _ ->
          new Failure(
              true,
              String.format(
                  Locale.ROOT,
                  "%s sends another file: more than the %,d bytes expected.",
                  source.uri(),
                  source.bytes()));
      case ConnectException _, HttpConnectTimeoutException _ ->
          new Failure(false, host + " could not be reached.");
      case UncheckedIOException e ->
          new Failure(true, "what " + host + " sent cannot be written: " + e.getCause() + ".");
      default -> new Failure(false, "the connection to " + host + " broke: " + cause + ".");
    };
  }

  /** A part that an earlier attempt began may be of an older file, so it gets another try. */
  private static void check(Source source, Path part, boolean fromTheStart)
      throws IOException, Failure {
    String found = Sha256.of(part);
    if (!found.equals(source.sha256())) {
      Files.delete(part);
      throw new Failure(
          fromTheStart,
          "%s gave a file with SHA-256 %s where %s is expected: it was changed or damaged."
              .formatted(source.uri(), found, source.sha256()));
    }
  }

  private static boolean isThere(Source source, Path target) throws IOException {
    return Files.isRegularFile(target)
        && Files.size(target) == source.bytes()
        && Sha256.of(target).equals(source.sha256());
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static Path beside(Path target, String ending) {
    return target.resolveSibling(target.getFileName() + ending);
  }

  private HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .connectTimeout(limits.connect())
        .build();
  }

  /** Why an attempt failed, and whether another one is pointless. */
  private static final class Failure extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean isFinal;

    Failure(boolean isFinal, String message) {
      super(message);
      this.isFinal = isFinal;
    }
  }
}
