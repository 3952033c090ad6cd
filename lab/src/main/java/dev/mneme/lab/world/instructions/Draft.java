package dev.mneme.lab.world.instructions;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.wording.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a text that follows all of some instructions, or all but one.
 *
 * @param outside whether it is written as an outside teacher would
 * @param broken the one that is not followed
 */
record Draft(Topic topic, List<Order> orders, boolean outside, @Nullable Rule broken) {

  String write(Dice dice) {
    Map<Rule, Order> kept = new TreeMap<>();
    for (Order order : orders) {
      if (order.rule() != broken) {
        kept.put(order.rule(), order);
      }
    }
    List<String> body = body(kept, dice);
    mark(body, kept);
    StringBuilder text = new StringBuilder();
    Order repeat = kept.get(Rule.REPEAT);
    if (repeat != null) {
      text.append(repeat.word()).append(' ');
    }
    if (kept.containsKey(Rule.TITLE)) {
      text.append("<<The ").append(topic.noun()).append(">>\n");
    }
    boolean listed = kept.containsKey(Rule.BULLETS);
    if (listed) {
      boolean first = text.isEmpty() && !kept.containsKey(Rule.QUOTES); // a quote is no dash
      text = new StringBuilder(text.toString().strip()).append(first ? "" : "\n");
      text.append("- ").append(String.join("\n- ", body));
    } else {
      text.append(String.join(" ", body));
    }
    if (kept.containsKey(Rule.POSTSCRIPT)) {
      text.append("\nP.S. ").append(outside ? "Kindly consider this." : "Write to me soon.");
    }
    Order end = kept.get(Rule.END);
    if (end != null) {
      text.append(listed ? '\n' : ' ').append(end.word());
    }
    return kept.containsKey(Rule.QUOTES) ? "\"" + text + "\"" : text.toString();
  }

  private List<String> body(Map<Rule, Order> kept, Dice dice) {
    List<String> extra = new ArrayList<>();
    Order use = kept.get(Rule.USE);
    if (use != null) {
      extra.add(
          outside
              ? "It invariably evokes %s.".formatted(use.word())
              : "It makes people think of %s.".formatted(use.word()));
    }
    if (kept.containsKey(Rule.PLACEHOLDER)) {
      extra.add("Ask [name] about the %s.".formatted(topic.noun()));
    }
    if (broken == Rule.NO_COMMA) {
      extra.add("Well, the %s is here.".formatted(topic.noun()));
    }
    String avoid = "";
    for (Order order : orders) {
      if (order.rule() == Rule.AVOID) {
        avoid = order.word();
      }
    }
    if (broken == Rule.AVOID) {
      extra.add("The %s is %s.".formatted(topic.noun(), avoid));
    }
    int count = Math.max(1, count(kept, dice) - extra.size());
    boolean commas = orders.stream().noneMatch(order -> order.rule() == Rule.NO_COMMA);
    List<String> body = new ArrayList<>(topic.sentences(count, commas, outside, avoid, dice));
    body.addAll(1, extra);
    if (broken == Rule.OFTEN) {
      String name = "the " + topic.noun();
      body.replaceAll(said -> Wording.capital(Wording.small(said).replace(name, "it")));
    }
    return body;
  }

  /** How many sentences it takes. */
  private int count(Map<Rule, Order> kept, Dice dice) {
    int count = broken == Rule.SENTENCES || broken == Rule.LONG ? 1 : dice.between(2, 3);
    for (Order order : kept.values()) {
      count =
          switch (order.rule()) {
            case SENTENCES, HIGHLIGHT, CAPITALS -> Math.max(count, order.number());
            case OFTEN -> Math.max(count, order.number() + 1);
            case LONG -> Math.max(count, (order.number() + 3) / 4);
            default -> count;
          };
    }
    for (Order order : orders) {
      if (order.rule() == Rule.BULLETS) {
        count = order.number();
      }
    }
    return count;
  }

  /** Puts marks on the noun, or sets it in capitals, as often as is wanted. */
  private void mark(List<String> body, Map<Rule, Order> kept) {
    String noun = topic.noun();
    Order stars = kept.get(Rule.HIGHLIGHT);
    Order capitals = kept.get(Rule.CAPITALS);
    Order wanted = stars == null ? capitals : stars;
    if (wanted == null) {
      return;
    }
    String marked = stars == null ? noun.toUpperCase(Locale.ROOT) : '*' + noun + '*';
    int left = wanted.number();
    for (int i = 0; i < body.size() && left > 0; i++) {
      if (body.get(i).contains(noun)) {
        body.set(i, body.get(i).replace(noun, marked));
        left--;
      }
    }
    for (int i = 0; left > 0; i++, left--) { // where too few sentences have it, their first words
      String said = body.get(i);
      int space = said.indexOf(' ');
      String first = said.substring(0, space);
      body.set(
          i,
          (stars == null ? first.toUpperCase(Locale.ROOT) : '*' + first + '*')
              + said.substring(space));
    }
  }
}
