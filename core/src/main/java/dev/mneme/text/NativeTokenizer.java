package dev.mneme.text;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.mneme.data.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;

/**
 * A Hugging Face tokenizer in the library they are made for. The native code lies inside its jar
 * and is told to stay off the network.
 *
 * <p>Closing waits for calls under way; calls after that are an error of the caller.
 */
final class NativeTokenizer implements Tokenizer {

  private final TokenizerFolder origin;
  private final int vocabularySize;
  private final SpecialIds specialIds;
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
  private long handle;

  NativeTokenizer(TokenizerJson json, TokenizerFolder origin) {
    this.origin = origin;
    this.vocabularySize = json.vocabularySize();
    this.specialIds = origin.specialIds(json::id);
    requireNormalisable(json, origin.source());
    this.handle = create(json.text(), origin.source());
  }

  /** The library ends the process when an added token is nothing once it is normalised. */
  private static void requireNormalisable(TokenizerJson json, Path source) {
    String normaliser = json.normaliserAlone();
    if (normaliser == null) {
      return;
    }
    long handle = create(normaliser, source);
    try {
      for (String token : json.normalised()) {
        long encoding = TokenizersLibrary.LIB.encode(handle, wellFormed(token), false);
        boolean nothing = TokenizersLibrary.LIB.getTokenIds(encoding).length == 0;
        TokenizersLibrary.LIB.deleteEncoding(encoding);
        if (nothing) {
          throw new InputException(
              "%s cannot be used: its added token %s is nothing once it is normalised. Get it again, or save it anew with the tokenizers library."
                  .formatted(source, Json.quoted(token)));
        }
      }
    } catch (RuntimeException refused) {
      throw refused instanceof InputException
          ? refused
          : unusable(source, "it cannot normalise a token", refused);
    } finally {
      TokenizersLibrary.LIB.deleteTokenizer(handle);
    }
  }

  private static long create(String json, Path source) {
    try {
      System.setProperty("ai.djl.offline", "true");
      LibUtils.checkStatus();
    } catch (RuntimeException | LinkageError failure) {
      throw new InputException(
          "The native tokenizers library does not start on this machine: " + firstLine(failure),
          failure);
    }
    try {
      return TokenizersLibrary.LIB.createTokenizerFromString(json);
    } catch (RuntimeException refused) {
      throw new InputException(
          "%s cannot be used: %s. Get it again, or save it anew with the tokenizers library."
              .formatted(source, firstLine(refused)),
          refused);
    }
  }

  private static String firstLine(Throwable failure) {
    return Json.shortened(
        String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given"));
  }

  @Override
  public int[] encode(String text) {
    return encode(text, false);
  }

  @Override
  public int[] encodeDocument(String text) {
    return encode(text, true);
  }

  private int[] encode(String text, boolean document) {
    return encoded(wellFormed(text), document, NativeTokenizer::ids);
  }

  @Override
  public TokenSpans encodeWithSpans(String text) {
    String whole = wellFormed(text);
    return encoded(whole, false, encoding -> spans(whole, encoding));
  }

  private <T> T encoded(String text, boolean document, LongFunction<T> read) {
    return whileOpen(tokenizer -> {
      long encoding = encoding(tokenizer, text, document);
      try {
        return read.apply(encoding);
      } finally {
        TokenizersLibrary.LIB.deleteEncoding(encoding);
      }
    });
  }

  /**
   * Some flaws of a file show only with certain texts, such as an unknown token it does not have.
   */
  private long encoding(long tokenizer, String text, boolean document) {
    try {
      return TokenizersLibrary.LIB.encode(tokenizer, text, document);
    } catch (RuntimeException refused) {
      throw unusable(origin.source(), "it cannot encode a text", refused);
    }
  }

  private static InputException unusable(Path source, String why, RuntimeException cause) {
    return new InputException(
        "%s cannot be used: %s (%s). Get it again, or save it anew with the tokenizers library."
            .formatted(source, why, firstLine(cause)),
        cause);
  }

  private static int[] ids(long encoding) {
    return Arrays.stream(TokenizersLibrary.LIB.getTokenIds(encoding))
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  /** The library counts code points. */
  private TokenSpans spans(String text, long encoding) {
    int[] at = new int[text.codePointCount(0, text.length()) + 1];
    for (int i = 1; i < at.length; i++) {
      at[i] = text.offsetByCodePoints(at[i - 1], 1);
    }
    TokenSpans.Builder spans = new TokenSpans.Builder();
    int[] ids = ids(encoding);
    CharSpan[] found = TokenizersLibrary.LIB.getTokenCharSpans(encoding);
    for (int i = 0; i < ids.length; i++) {
      CharSpan span = found[i];
      if (span == null || span.getStart() > span.getEnd() || span.getEnd() >= at.length) {
        throw new InputException(
            "%s cannot be used: its tokens have no places in the text. Get it again, or save it anew with the tokenizers library."
                .formatted(origin.source()));
      }
      spans.add(ids[i], at[span.getStart()], at[span.getEnd()]);
    }
    return spans.build();
  }

  /** Half a surrogate pair is no character and has no bytes; it becomes U+FFFD. */
  private static String wellFormed(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (Character.isSurrogate(text.charAt(at))) {
        int[] points =
            text.codePoints()
                .map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
                .toArray();
        return new String(points, 0, points.length);
      }
    }
    return text;
  }

  @Override
  public String decode(int[] ids) {
    return decode(ids, true);
  }

  @Override
  public String decodeWithSpecial(int[] ids) {
    return decode(ids, false);
  }

  private String decode(int[] ids, boolean skipSpecial) {
    long[] known =
        Arrays.stream(ids).filter(id -> id >= 0 && id < vocabularySize).asLongStream().toArray();
    return whileOpen(tokenizer -> {
      try {
        return TokenizersLibrary.LIB.decode(tokenizer, known, skipSpecial);
      } catch (RuntimeException refused) {
        throw unusable(origin.source(), "it cannot decode its ids", refused);
      }
    });
  }

  private <T> T whileOpen(LongFunction<T> work) {
    use.readLock().lock();
    try {
      if (handle == 0) {
        throw new IllegalStateException("the tokenizer is closed");
      }
      return work.apply(handle);
    } finally {
      use.readLock().unlock();
    }
  }

  @Override
  public int vocabularySize() {
    return vocabularySize;
  }

  @Override
  public SpecialIds specialIds() {
    return specialIds;
  }

  @Override
  public void save(Path folder) {
    origin.copyTo(folder);
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (handle != 0) {
        TokenizersLibrary.LIB.deleteTokenizer(handle);
        handle = 0;
      }
    } finally {
      use.writeLock().unlock();
    }
  }
}
