package dev.mneme.task.instructions;

import com.cybozu.labs.langdetect.Detector;
import com.cybozu.labs.langdetect.DetectorFactory;
import com.cybozu.labs.langdetect.LangDetectException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The language of a text by its letters, pairs and triples of letters (Nakatani's
 * language-detection, which the reference's langdetect is a port of). At most 10,000 characters
 * count, addresses of pages and mails left out; they are looked for in the first 20,000.
 *
 * <p>The method draws at random. The reference draws anew each time, so that short texts, and texts
 * in capital letters, of which only each word's first letter counts, may get another verdict in the
 * next run; here the seed is fixed, and a text has one language.
 */
final class Language {

  /** Nothing in the text tells its language. */
  static final String UNTOLD = "no language";

  private static final long SEED = 0;
  private static final int LONGEST = 20_000;

  private static final List<String> CODES =
      List.of(
          "af", "ar", "bg", "bn", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gu",
          "he", "hi", "hr", "hu", "id", "it", "ja", "kn", "ko", "lt", "lv", "mk", "ml", "mr", "ne",
          "nl", "no", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "so", "sq", "sv", "sw", "ta", "te",
          "th", "tl", "tr", "uk", "ur", "vi", "zh-cn", "zh-tw");

  private Language() {}

  static List<String> codes() {
    return CODES;
  }

  /** A code, {@code "unknown"} where several are equally near, or {@link #UNTOLD}. */
  static String of(String text) {
    Detector detector = Profiles.detector();
    detector.append(text.length() <= LONGEST ? text : text.substring(0, LONGEST));
    try {
      return detector.detect();
    } catch (LangDetectException noLetters) { // the one reason there is once profiles are loaded
      return UNTOLD;
    }
  }

  /** Read once, when a language is first asked for: 4 MB of text. */
  private static final class Profiles {

    static {
      try {
        List<String> profiles = new ArrayList<>();
        for (String code : CODES) {
          profiles.add(profile(code));
        }
        DetectorFactory.loadProfile(profiles);
        DetectorFactory.setSeed(SEED);
      } catch (LangDetectException broken) {
        throw new IllegalStateException("the language profiles cannot be read", broken);
      }
    }

    static Detector detector() {
      try {
        return DetectorFactory.create();
      } catch (LangDetectException unloaded) {
        throw new IllegalStateException("the language profiles are not loaded", unloaded);
      }
    }

    private static String profile(String code) {
      try (InputStream file = Detector.class.getResourceAsStream("/profiles/" + code)) {
        if (file == null) {
          throw new IllegalStateException("the language profile " + code + " is missing");
        }
        return new String(file.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
