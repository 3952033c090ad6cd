package dev.mneme.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Throws away what is printed and refuses more than so many bytes of it. */
final class CountedOutput extends OutputStream {

  private final long most;
  private final AtomicLong written = new AtomicLong();

  CountedOutput(long most) {
    this.most = most;
  }

  boolean flooded() {
    return written.get() > most;
  }

  @Override
  public void write(int b) throws IOException {
    count(1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    count(length);
  }

  private void count(int bytes) throws IOException {
    if (written.addAndGet(bytes) > most) {
      throw new IOException("too much output");
    }
  }
}
