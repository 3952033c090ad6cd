package dev.mneme.task.maths;

import dev.mneme.task.maths.Term.Call;
import dev.mneme.task.maths.Term.Group;
import dev.mneme.task.maths.Term.Matrix;
import dev.mneme.task.maths.Term.Num;
import dev.mneme.task.maths.Term.Relation;
import dev.mneme.task.maths.Term.Sym;
import dev.mneme.task.maths.Term.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a whole answer: a list of items, each perhaps with words or a unit behind it. What is no
 * mathematics is a {@link Word}.
 */
final class LatexReader {

  private static final String WRAPPERS = "\\boxed|\\fbox|\\text|\\mathrm|\\mbox|\\textbf|\\mathbf";

  private LatexReader() {}

  static Answer read(String answer) {
    String source = tidy(answer);
    if (source.length() <= Limits.ANSWER) {
      try {
        return items(source, Tokens.of(source));
      } catch (UnreadableException e) {
        // It is compared as words.
      }
    }
    return new Answer(source, new Word(Answer.letters(source)), Optional.empty());
  }

  private static Answer items(String source, List<Token> tokens) {
    List<List<Token>> parts = split(tokens);
    List<Term> items = new ArrayList<>();
    Optional<Unit> unit = Optional.empty();
    for (List<Token> part : parts) {
      int end = withoutWords(part);
      if (end < part.size() && part.get(end).isWords()) {
        unit = end == part.size() - 1 ? Unit.of(part.get(end).text()) : Optional.empty();
      }
      Term item = new TermReader(part.subList(0, end)).whole();
      if (Term.has(item, Op.PLUS_MINUS) || Term.has(item, Op.MINUS_PLUS)) {
        items.add(choose(item, true));
        items.add(choose(item, false));
      } else {
        items.add(item);
      }
      if (items.size() > Limits.MEMBERS) {
        throw new UnreadableException("more than " + Limits.MEMBERS + " items");
      }
    }
    return items.size() == 1
        ? new Answer(source, items.getFirst(), unit)
        : new Answer(source, new Group(' ', ' ', List.copyOf(items)), Optional.empty());
  }

  /** At commas and semicolons outside of all brackets. */
  private static List<List<Token>> split(List<Token> tokens) {
    List<List<Token>> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.is('(') || token.is('[') || token.is('{') || token.is('⟦')) {
        depth++;
      } else if (token.is(')') || token.is(']') || token.is('}') || token.is('⟧')) {
        depth--;
      } else if (token.is("begin")) {
        depth += 2;
      } else if (token.is("end")) {
        depth -= 2;
      } else if (depth == 0 && (token.is(',') || token.is(';'))) {
        if (i > from) {
          parts.add(tokens.subList(from, i));
        }
        from = i + 1;
      }
    }
    if (from < tokens.size()) {
      parts.add(tokens.subList(from, tokens.size()));
    }
    if (parts.isEmpty()) {
      throw new UnreadableException("nothing");
    }
    return parts;
  }

  /** Where the words and units at the end begin; an item of words alone has none at its end. */
  private static int withoutWords(List<Token> item) {
    int end = item.size();
    while (end > 0) {
      if (item.get(end - 1).isWords()) {
        end--;
      } else if (end >= 3
          && item.get(end - 1).kind() == Token.Kind.NUMBER
          && item.get(end - 2).is('^')
          && item.get(end - 3).isWords()) {
        end -= 3;
      } else if (end >= 5
          && item.get(end - 1).is('}')
          && item.get(end - 3).is('{')
          && item.get(end - 4).is('^')
          && item.get(end - 5).isWords()) {
        end -= 5;
      } else if (end >= 3 && item.get(end - 2).is('/') && item.get(end - 1).isWords()) {
        end -= 2;
      } else {
        break;
      }
    }
    if (end == 0) {
      return item.size();
    }
    if (end < item.size() && item.get(end - 1).is('/')) {
      end--;
    }
    return end;
  }

  private static Term choose(Term term, boolean upper) {
    return switch (term) {
      case Call(Op op, List<Term> args) when op == Op.PLUS_MINUS || op == Op.MINUS_PLUS -> {
        List<Term> chosen = args.stream().map(arg -> choose(arg, upper)).toList();
        Term last =
            (op == Op.PLUS_MINUS) == upper ? chosen.getLast() : Term.negated(chosen.getLast());
        yield chosen.size() == 1 ? last : Term.call(Op.PLUS, chosen.getFirst(), last);
      }
      case Call(Op op, List<Term> args) ->
          new Call(op, args.stream().map(arg -> choose(arg, upper)).toList());
      case Group(char open, char close, List<Term> parts) ->
          new Group(open, close, parts.stream().map(part -> choose(part, upper)).toList());
      case Relation(List<Term> sides, String signs) ->
          new Relation(sides.stream().map(side -> choose(side, upper)).toList(), signs);
      case Matrix matrix -> matrix;
      case Num number -> number;
      case Sym symbol -> symbol;
      case Word word -> word;
    };
  }

  /** Without what surrounds an answer and is none of it. */
  static String tidy(String answer) {
    String text = answer.strip().replace("\\!", "").replace("{,}", ",").replace("**", "");
    for (int i = 0; i < 4; i++) {
      String before = text;
      text = unwrapped(text.strip());
      while (text.endsWith(".")
          || text.endsWith(",")
          || text.endsWith(";")
          || text.endsWith("\\")) {
        text = text.substring(0, text.length() - 1).strip();
      }
      if (text.equals(before)) {
        break;
      }
    }
    return text;
  }

  private static String unwrapped(String text) {
    for (String[] pair :
        new String[][] {{"$$", "$$"}, {"$", "$"}, {"\\(", "\\)"}, {"\\[", "\\]"}}) {
      if (text.length() > pair[0].length() + pair[1].length()
          && text.startsWith(pair[0])
          && text.endsWith(pair[1])
          && !text.endsWith("\\" + pair[1])) {
        return text.substring(pair[0].length(), text.length() - pair[1].length());
      }
    }
    int brace = text.indexOf('{');
    if (brace > 0
        && text.startsWith("\\")
        && WRAPPERS.contains(text.substring(0, brace).strip())
        && brace > 4
        && FinalAnswer.closing(text, brace) == text.length() - 1) {
      return text.substring(brace + 1, text.length() - 1);
    }
    return text;
  }
}
