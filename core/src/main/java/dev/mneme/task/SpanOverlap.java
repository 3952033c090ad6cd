package dev.mneme.task;

import dev.mneme.data.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * How much what a text points at covers what it should: with S what its spans cover together and W
 * what the right ones do,
 *
 * <pre>
 *   iou = |S ∩ W| / |S ∪ W|     precision = |S ∩ W| / |S|     recall = |S ∩ W| / |W| </pre>
 *
 * The reward is {@code iou}; for one span or box each it is the usual intersection over union.
 *
 * <p>A span is {@code [start, end]}: of characters, seconds or what the data means, the end not in
 * it. A box is {@code [left, top, right, bottom]}; the right ones say which are looked for. Read is
 * the inside of the last {@code <answer>…</answer>}, else what follows the last thought; spans that
 * end before they start are left out, and of more than {@value #MOST} the rest. Where the right
 * spans cover nothing, all are 1 if those of the text cover nothing either, else 0.
 *
 * <p>Parts: {@code iou}, {@code precision}, {@code recall}.
 *
 * @param column the right span or a list of them, as numbers or as a text
 */
public record SpanOverlap(String column) implements TextVerifier {

  /** Spans looked at. */
  static final int MOST = 64;

  private static final String NUMBER = "\\s{0,9}(-?\\d{1,15}(?:\\.\\d{1,15})?)\\s{0,9}";
  private static final Pattern SPAN =
      Pattern.compile("\\[" + NUMBER + "," + NUMBER + "(?:," + NUMBER + "," + NUMBER + ")?\\]");
  private static final String OPEN = "<answer>";

  /** A box; for a span from 0 to 1 in the other direction. */
  private record Box(double left, double top, double right, double bottom) {

    boolean covers(double x, double y) {
      return left <= x && x < right && top <= y && y < bottom;
    }
  }

  private record Areas(double said, double wanted, double both) {}

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    String right = String.valueOf(Expected.value(columns, column));
    boolean flat = boxes(right, false).isEmpty();
    List<Box> wanted = boxes(right, flat);
    if (wanted.isEmpty()) {
      throw new InputException(
          "the column \"%s\" holds no [start, end] and no [left, top, right, bottom]."
              .formatted(column));
    }
    List<Box> said = boxes(answer(text), flat);
    Areas areas = areas(said, wanted);
    double either = areas.said() + areas.wanted() - areas.both();
    double iou = share(areas.both(), either);
    return new Verdict(
        iou,
        String.format(
            Locale.ROOT,
            "%,d %s cover %.3f of what they and the right ones cover",
            said.size(),
            flat ? "spans" : "boxes",
            iou),
        Map.of(
            "iou", iou,
            "precision",
                areas.said() == 0 && areas.wanted() > 0 ? 0 : share(areas.both(), areas.said()),
            "recall",
                areas.wanted() == 0 && areas.said() > 0 ? 0 : share(areas.both(), areas.wanted())));
  }

  private static double share(double part, double whole) {
    return whole == 0 ? 1 : Math.clamp(part / whole, 0, 1);
  }

  private static String answer(String text) {
    String after = Thought.answerOf(text);
    int open = after.lastIndexOf(OPEN);
    int close = after.indexOf("</answer>", Math.max(open, 0));
    return open < 0 || close < 0 ? after : after.substring(open + OPEN.length(), close);
  }

  private static List<Box> boxes(String text, boolean flat) {
    List<Box> boxes = new ArrayList<>();
    Matcher matcher = SPAN.matcher(text);
    while (boxes.size() < MOST && matcher.find()) {
      if (flat == (matcher.group(3) == null)) {
        Box box =
            flat
                ? new Box(number(matcher, 1), 0, number(matcher, 2), 1)
                : new Box(
                    number(matcher, 1), number(matcher, 2), number(matcher, 3), number(matcher, 4));
        if (box.left() <= box.right() && box.top() <= box.bottom()) {
          boxes.add(box);
        }
      }
    }
    return boxes;
  }

  private static double number(Matcher matcher, int group) {
    return Double.parseDouble(matcher.group(group));
  }

  /** The edges of all boxes cut the plane into cells that each box covers whole or not at all. */
  private static Areas areas(List<Box> said, List<Box> wanted) {
    List<Box> all = new ArrayList<>(said);
    all.addAll(wanted);
    double[] xs = edges(all.stream().flatMapToDouble(b -> DoubleStream.of(b.left(), b.right())));
    double[] ys = edges(all.stream().flatMapToDouble(b -> DoubleStream.of(b.top(), b.bottom())));
    double inSaid = 0;
    double inWanted = 0;
    double inBoth = 0;
    for (int i = 0; i + 1 < xs.length; i++) {
      for (int j = 0; j + 1 < ys.length; j++) {
        double x = xs[i];
        double y = ys[j];
        double area = (xs[i + 1] - x) * (ys[j + 1] - y);
        boolean isSaid = said.stream().anyMatch(box -> box.covers(x, y));
        boolean isWanted = wanted.stream().anyMatch(box -> box.covers(x, y));
        inSaid += isSaid ? area : 0;
        inWanted += isWanted ? area : 0;
        inBoth += isSaid && isWanted ? area : 0;
      }
    }
    return new Areas(inSaid, inWanted, inBoth);
  }

  private static double[] edges(DoubleStream all) {
    return all.distinct().sorted().toArray();
  }
}
