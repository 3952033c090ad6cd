package dev.mneme.data.records;

import dev.mneme.data.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shapes of rows that examples are made of. */
public enum Format {
  /** {@code text}: a text. */
  TEXT,
  /** {@code prompt}, {@code completion}: texts, or lists of messages; {@code tools} if any. */
  COMPLETION,
  /** {@code messages}: a list of messages; {@code tools} if any. */
  MESSAGES,
  /**
   * {@code chosen}, {@code rejected} and {@code prompt}: texts, or lists of messages; {@code tools}
   * if any. Without a prompt it is what both answers begin with.
   */
  PREFERENCE,
  /** {@code prompt}: a text or a list of messages; {@code answer} and others for the verifier. */
  QUESTION;

  /**
   * The example a row holds.
   *
   * @throws InputException naming file, line and column of what does not fit
   */
  public Example read(Row row, Columns columns) {
    Cells cells = new Cells(row, this, columns);
    return switch (this) {
      case TEXT -> new Example.PlainText(cells.text(columns.text(), "text"));
      case COMPLETION -> {
        Said prompt = cells.said(columns.prompt(), "prompt");
        Said completion = cells.said(columns.completion(), "completion");
        cells.requireAlike(prompt, completion);
        yield new Example.Completion(prompt, completion, cells.tools());
      }
      case MESSAGES ->
          new Example.Conversation(cells.chat(columns.messages(), "messages"), cells.tools());
      case PREFERENCE -> preference(cells, columns);
      case QUESTION -> {
        Said prompt = cells.said(columns.prompt(), "prompt");
        Map<String, @Nullable Object> others = new LinkedHashMap<>(row.columns());
        if (others.remove(columns.prompt()) instanceof String text) {
          others.putIfAbsent("prompt", text); // code that goes on from it is judged with it
        }
        if (others.containsKey(columns.tools())) {
          others.put("tools", others.remove(columns.tools()));
        }
        if (others.containsKey(columns.answer())) {
          others.put("answer", others.remove(columns.answer()));
        }
        yield new Example.Question(prompt, others, cells.tools());
      }
    };
  }

  /**
   * The format whose columns a row has: the most telling first.
   *
   * @throws InputException when none fits
   */
  public static Format of(Row row, Columns columns) {
    Map<String, @Nullable Object> there = row.columns();
    if (there.containsKey(columns.chosen()) && there.containsKey(columns.rejected())) {
      return PREFERENCE;
    }
    if (there.containsKey(columns.messages())) {
      return MESSAGES;
    }
    if (there.containsKey(columns.prompt())) {
      return there.containsKey(columns.completion()) ? COMPLETION : QUESTION;
    }
    if (there.containsKey(columns.text())) {
      return TEXT;
    }
    throw InputException.of(
        "%s: no known format has the columns %s. Say under `columns` which of them is the prompt,"
            + " completion, messages, chosen and rejected, or text.",
        row.place(), String.join(", ", there.keySet()));
  }

  private static Example preference(Cells cells, Columns columns) {
    Said chosen = cells.said(columns.chosen(), "chosen");
    Said rejected = cells.said(columns.rejected(), "rejected");
    cells.requireAlike(chosen, rejected);
    if (cells.has(columns.prompt())) {
      Said prompt = cells.said(columns.prompt(), "prompt");
      cells.requireAlike(prompt, chosen);
      return new Example.Preference(prompt, chosen, rejected, cells.tools());
    }
    if (chosen instanceof Said.Text(String better) && rejected instanceof Said.Text(String worse)) {
      int shared = sharedStart(better, worse);
      return new Example.Preference(
          new Said.Text(better.substring(0, shared)),
          new Said.Text(better.substring(shared)),
          new Said.Text(worse.substring(shared)),
          cells.tools());
    }
    List<Message> better = ((Said.Chat) chosen).messages();
    List<Message> worse = ((Said.Chat) rejected).messages();
    int shared = 0;
    while (shared < Math.min(better.size(), worse.size()) - 1
        && better.get(shared).equals(worse.get(shared))) {
      shared++;
    }
    if (shared == 0) {
      throw cells.wrong(
          columns.chosen(),
          "both answers must begin with the same message where there is no column \"%s\""
              .formatted(columns.prompt()));
    }
    return new Example.Preference(
        new Said.Chat(better.subList(0, shared)),
        new Said.Chat(better.subList(shared, better.size())),
        new Said.Chat(worse.subList(shared, worse.size())),
        cells.tools());
  }

  /** How long the shared start is; a space before the difference belongs to the answers. */
  private static int sharedStart(String a, String b) {
    int shared = 0;
    while (shared < Math.min(a.length(), b.length()) - 1 && a.charAt(shared) == b.charAt(shared)) {
      shared++;
    }
    boolean back =
        shared > 0
            && (a.charAt(shared - 1) == ' ' || Character.isHighSurrogate(a.charAt(shared - 1)));
    return back ? shared - 1 : shared;
  }
}
