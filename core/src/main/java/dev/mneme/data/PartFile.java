package dev.mneme.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The beginning of a file that is being downloaded. Bytes come from a thread of the HTTP client
 * while the downloading thread looks at the size, hence the locks; after {@link #close} late bytes
 * are refused by the channel.
 */
final class PartFile implements AutoCloseable {

  /** The server sends more than the file should have. */
  static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final FileChannel channel;
  private final Download.Source source;
  private final Download.Progress progress;
  private long size;

  private PartFile(FileChannel channel, Download.Source source, Download.Progress progress)
      throws IOException {
    this.channel = channel;
    this.source = source;
    this.progress = progress;
    this.size = channel.size();
  }

  /** Opens what is there already; a part that is too long is of another file and begins anew. */
  static PartFile open(Path path, Download.Source source, Download.Progress progress)
      throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    PartFile file = new PartFile(channel, source, progress);
    if (file.size > source.bytes()) {
      file.restart();
    }
    return file;
  }

  synchronized long size() {
    return size;
  }

  synchronized boolean isFull() {
    return size == source.bytes();
  }

  synchronized void restart() {
    try {
      channel.truncate(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    size = 0;
  }

  /**
   * Where the body of an answer goes: 206 continues the file, 200 is a server that does not know
   * ranges and begins it anew, anything else is not the file. After an answer that begins elsewhere
   * nothing is left to continue, so the next attempt asks for all of it.
   */
  BodySubscriber<Void> subscriber(ResponseInfo answer) {
    boolean continues =
        answer.statusCode() == 206
            && answer
                .headers()
                .firstValue("Content-Range")
                .orElse("")
                .startsWith("bytes " + size() + "-");
    boolean isAnew = answer.statusCode() == 200;
    if (isAnew || (answer.statusCode() == 206 && !continues)) {
      restart();
    }
    if (!isAnew && !continues) {
      return BodySubscribers.discarding();
    }
    return BodySubscribers.ofByteArrayConsumer(bytes -> bytes.ifPresent(this::append));
  }

  private synchronized void append(byte[] bytes) {
    if (size + bytes.length > source.bytes()) {
      throw new TooLong();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      while (buffer.hasRemaining()) {
        size += channel.write(buffer, size);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    progress.arrived(source, size);
  }

  /** Brings the bytes to the disk, so that the file's name is never given to missing content. */
  @Override
  public synchronized void close() throws IOException {
    channel.force(true);
    channel.close();
  }
}
