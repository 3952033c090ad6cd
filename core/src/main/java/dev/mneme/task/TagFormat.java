package dev.mneme.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * 1 if a text is made of given tags and nothing else, as {@code
 * <think>…</think><answer>…</answer>}: each opened and closed exactly once, in order, none within
 * another or empty, outside them white space only. Else 0 or, if graded, the mean of the parts.
 *
 * <p>Parts:
 *
 * <pre>
 *   once     share of the tags that are opened and closed exactly once, in that order
 *   filled   share of the tags that do so and hold more than white space
 *   order    1 if all are there once and follow each other, else 0
 *   outside  1 if all follow each other and nothing stands outside them, else 0
 * </pre>
 *
 * @param tags such as think, answer; distinct
 * @param graded whether parts of the form count
 */
public record TagFormat(List<String> tags, boolean graded) implements TextVerifier {

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.:-]{1,100}");

  public TagFormat {
    tags = List.copyOf(tags);
    if (tags.isEmpty() || tags.size() > 32 || tags.stream().distinct().count() != tags.size()) {
      throw new IllegalArgumentException("tags must be 1 to 32 different names, were " + tags);
    }
    for (String tag : tags) {
      if (!NAME.matcher(tag).matches()) {
        throw new IllegalArgumentException(
            "tags must be names without angle brackets, such as think, was \"%s\"".formatted(tag));
      }
    }
  }

  /** Where a tag's inside begins and ends; both -1 where it is not there exactly once. */
  private record Place(String tag, int begin, int end) {

    static Place of(String tag, String text) {
      String open = "<" + tag + ">";
      int begin = text.indexOf(open);
      int end = text.indexOf(close(tag));
      boolean once =
          begin >= 0
              && end >= begin + open.length()
              && text.indexOf(open, begin + 1) < 0
              && text.indexOf(close(tag), end + 1) < 0;
      return once ? new Place(tag, begin + open.length(), end) : new Place(tag, -1, -1);
    }

    private static String close(String tag) {
      return "</" + tag + ">";
    }

    boolean once() {
      return begin >= 0;
    }

    boolean filled(String text) {
      return once() && !text.substring(begin, end).isBlank();
    }

    /** Where its first bracket stands. */
    int from() {
      return begin - tag.length() - 2;
    }

    int to() {
      return end + tag.length() + 3;
    }
  }

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    List<Place> places = tags.stream().map(tag -> Place.of(tag, text)).toList();
    boolean follow = true;
    boolean clean = true;
    int end = 0;
    for (Place place : places) {
      follow &= place.once() && place.from() >= end;
      clean &= follow && text.substring(end, place.from()).isBlank();
      end = follow ? place.to() : end;
    }
    clean &= follow && text.substring(end).isBlank();
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("once", share(places.stream().filter(Place::once).count()));
    parts.put("filled", share(places.stream().filter(place -> place.filled(text)).count()));
    parts.put("order", follow ? 1.0 : 0.0);
    parts.put("outside", clean ? 1.0 : 0.0);
    double mean = parts.values().stream().mapToDouble(part -> part).average().orElse(0);
    return new Verdict(
        graded ? mean : Math.floor(mean), reason(text, places, follow, clean), parts);
  }

  private double share(long count) {
    return (double) count / tags.size();
  }

  private static String reason(String text, List<Place> places, boolean follow, boolean clean) {
    List<String> wrong = new ArrayList<>();
    for (Place place : places) {
      if (!place.once()) {
        wrong.add("<%s>…</%s> is not there exactly once".formatted(place.tag(), place.tag()));
      } else if (!place.filled(text)) {
        wrong.add("<%s> is empty".formatted(place.tag()));
      }
    }
    if (wrong.isEmpty() && !follow) {
      wrong.add("its tags do not follow each other in order");
    } else if (wrong.isEmpty() && !clean) {
      wrong.add("something stands outside its tags");
    }
    return wrong.isEmpty() ? "it keeps the form" : wrong.getFirst();
  }
}
