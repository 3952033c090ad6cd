package dev.mneme.text;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Which regular expressions of a tokenizer are let through. The native engine gives up on patterns
 * that try too many ways, and giving up ends the process; so a group that is repeated must have one
 * length, an alternative may repeat without end at most twice, and what it leaves open beside that
 * may not have more than a thousand ways. It also calls itself for every open bracket, and a stack
 * that overflows in it ends the process. Published patterns pass.
 */
final class PatternRules {

  private static final int LONGEST = 4096;
  private static final int MOST_REPEATS = 2;
  private static final int LARGEST_COUNT = 100;
  private static final int MOST_BRACKETS = 200;
  private static final long MOST_WAYS = 1000;

  /** What is known of a group so far. */
  private static final class Group {
    private boolean varies;
    private int repeats;
    private int most;
    private long ways = 1;
    private long waysOfAll;

    void endAlternative() {
      most = Math.max(most, repeats);
      repeats = 0;
      waysOfAll += ways;
      ways = 1;
    }
  }

  private final String pattern;
  private final Deque<Group> groups = new ArrayDeque<>();
  private int at;

  private PatternRules(String pattern) {
    this.pattern = pattern;
    groups.push(new Group());
  }

  /** Why a pattern is refused, or null. */
  static @Nullable String refuse(String pattern) {
    if (pattern.length() > LONGEST) {
      return "is longer than " + LONGEST + " characters";
    }
    if (pattern.chars().filter(c -> c == '(' || c == '[').count() > MOST_BRACKETS) {
      return "has more than " + MOST_BRACKETS + " brackets";
    }
    return new PatternRules(pattern).check();
  }

  private @Nullable String check() {
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      @Nullable Group closed = null;
      switch (c) {
        case '\\' -> {
          if (at + 1 < pattern.length() && "123456789kgXR".indexOf(pattern.charAt(at + 1)) >= 0) {
            return "refers to its own groups";
          }
          escape();
        }
        case '[' -> characters();
        case '(' -> {
          open();
          continue;
        }
        case ')' -> {
          if (groups.size() == 1) {
            return "has a bracket too many";
          }
          closed = groups.pop();
          closed.endAlternative();
          at++;
        }
        case '|' -> {
          here().endAlternative();
          here().varies = true;
          at++;
          continue;
        }
        default -> at++;
      }
      String wrong = quantified(closed);
      if (wrong != null) {
        return wrong;
      }
    }
    here().endAlternative();
    return here().most > MOST_REPEATS ? tooMany() : null;
  }

  private Group here() {
    return groups.element();
  }

  private static String tooMany() {
    return "repeats more than " + MOST_REPEATS + " things without end in a row";
  }

  private void escape() {
    at += 2;
    if (at < pattern.length()
        && pattern.charAt(at) == '{'
        && "pPx".indexOf(pattern.charAt(at - 1)) >= 0) {
      int end = pattern.indexOf('}', at);
      at = end < 0 ? pattern.length() : end + 1;
    }
  }

  private void characters() {
    int depth = 0;
    do {
      char c = pattern.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '[') {
        depth++;
      } else if (c == ']') {
        depth--;
      }
      at++;
    } while (depth > 0 && at < pattern.length());
  }

  /** The question mark of {@code (?:} and its kin is no quantifier. */
  private void open() {
    groups.push(new Group());
    at++;
    if (at < pattern.length() && pattern.charAt(at) == '?') {
      at++;
    }
  }

  private @Nullable String quantified(@Nullable Group closed) {
    boolean endless = false;
    boolean repeated = false;
    boolean varies = closed != null && closed.varies;
    long ways = closed == null ? 1 : closed.waysOfAll;
    for (; at < pattern.length(); at++) {
      char c = pattern.charAt(at);
      if (c == '{' && at + 1 < pattern.length() && Character.isDigit(pattern.charAt(at + 1))) {
        int end = pattern.indexOf('}', at);
        String count = pattern.substring(at + 1, end < 0 ? pattern.length() : end);
        if (!count.matches("[0-9]{1,3}(,[0-9]{0,3})?") || largest(count) > LARGEST_COUNT) {
          return "counts further than " + LARGEST_COUNT;
        }
        endless |= count.endsWith(",");
        ways = count.contains(",") ? Math.min(2 * MOST_WAYS, ways * (1 + largest(count))) : ways;
        varies |= count.contains(",");
        repeated = true;
        at = end < 0 ? pattern.length() : end;
      } else if (c == '*' || (c == '+' && !repeated)) {
        endless = true;
        varies = true;
        repeated = true;
      } else if (c == '?' || c == '+') {
        varies = true;
        ways += 1;
      } else {
        break;
      }
    }
    if (closed != null && repeated && closed.varies) {
      return "repeats a group that can be of several lengths";
    }
    Group group = here();
    group.ways *= ways;
    if (group.ways > MOST_WAYS) {
      return "can match in more than %,d ways without repeating anything".formatted(MOST_WAYS);
    }
    group.varies |= varies;
    group.repeats += (endless ? 1 : 0) + (closed == null ? 0 : closed.most);
    return group.repeats > MOST_REPEATS ? tooMany() : null;
  }

  private static int largest(String count) {
    int largest = 0;
    for (String number : count.split(",", -1)) {
      largest = Math.max(largest, number.isEmpty() ? 0 : Integer.parseInt(number));
    }
    return largest;
  }
}
