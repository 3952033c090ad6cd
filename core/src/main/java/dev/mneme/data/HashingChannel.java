package dev.mneme.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A channel that passes bytes on, counting and hashing them with SHA-256. */
public final class HashingChannel implements WritableByteChannel {

  private final WritableByteChannel target;
  private final MessageDigest digest = Sha256.digest();
  private long count;

  public HashingChannel(WritableByteChannel target) {
    this.target = target;
  }

  /** The hash of all bytes so far in lower-case hex; the next byte starts a new one. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** How many bytes went through. */
  public long count() {
    return count;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    ByteBuffer seen = bytes.duplicate();
    int written = target.write(bytes);
    digest.update(seen.limit(seen.position() + written));
    count += written;
    return written;
  }

  @Override
  public boolean isOpen() {
    return target.isOpen();
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}
