package dev.mneme.task.maths;

import dev.mneme.task.maths.Term.Group;
import dev.mneme.task.maths.Term.Matrix;
import dev.mneme.task.maths.Term.Num;
import dev.mneme.task.maths.Term.Relation;
import dev.mneme.task.maths.Term.Sym;
import dev.mneme.task.maths.Term.Word;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hipparchus.fraction.BigFraction;

/**
 * Reads one item by recursive descent of bounded depth, loosest first: relation, union, sum,
 * product, sign, power, what stands behind (factorial, per cent, degrees, index), atom.
 */
final class TermReader {

  private static final String RELATIONS = "=<>≤≥≠∈";
  private static final Set<String> FUNCTION_LETTERS = Set.of("f", "g", "h", "F", "G", "P", "Q");

  private final List<Token> tokens;
  private int at;
  private int depth;

  /** How many bars of absolute values are open: inside, a bar closes. */
  private int bars;

  TermReader(List<Token> tokens) {
    this.tokens = tokens;
  }

  Term whole() {
    Term term = relation();
    if (at < tokens.size()) {
      throw new UnreadableException("something behind the end");
    }
    return term;
  }

  private Term relation() {
    deeper();
    List<Term> sides = new ArrayList<>(List.of(sets()));
    StringBuilder signs = new StringBuilder();
    while (at < tokens.size() && isRelation(tokens.get(at))) {
      char sign = tokens.get(at++).text().charAt(0);
      if ((sign == '<' || sign == '>') && accept('=')) {
        sign = sign == '<' ? '≤' : '≥';
      }
      signs.append(sign);
      sides.add(sets());
    }
    depth--;
    return sides.size() == 1
        ? sides.getFirst()
        : new Relation(List.copyOf(sides), signs.toString());
  }

  private static boolean isRelation(Token token) {
    return token.kind() == Token.Kind.SIGN && RELATIONS.indexOf(token.text().charAt(0)) >= 0;
  }

  private Term sets() {
    Term left = sum();
    while (true) {
      if (accept('∪') || acceptSetLetter()) {
        left = Term.call(Op.UNION, left, sum());
      } else if (accept('∩')) {
        left = Term.call(Op.INTERSECTION, left, sum());
      } else if (accept('∖')) {
        left = Term.call(Op.WITHOUT, left, sum());
      } else {
        return left;
      }
    }
  }

  /** A union typed as the letter U between brackets. */
  private boolean acceptSetLetter() {
    if (at > 0
        && at + 1 < tokens.size()
        && tokens.get(at).kind() == Token.Kind.LETTER
        && tokens.get(at).text().equals("U")
        && (tokens.get(at + 1).is('(') || tokens.get(at + 1).is('['))) {
      at++;
      return true;
    }
    return false;
  }

  private Term sum() {
    deeper();
    List<Term> terms = new ArrayList<>();
    Term left = peek('±') || peek('∓') ? leadingChoice() : product();
    while (true) {
      if (accept('+')) {
        terms.add(left);
        left = product();
      } else if (accept('-')) {
        terms.add(left);
        left = Term.negated(product());
      } else if (peek('±') || peek('∓')) {
        terms.add(left);
        Op op = next().is('±') ? Op.PLUS_MINUS : Op.MINUS_PLUS;
        left = Term.call(op, sumOf(terms), product());
        terms.clear();
      } else {
        terms.add(left);
        depth--;
        return sumOf(terms);
      }
    }
  }

  private Term leadingChoice() {
    return Term.call(next().is('±') ? Op.PLUS_MINUS : Op.MINUS_PLUS, product());
  }

  private static Term sumOf(List<Term> terms) {
    return terms.size() == 1 ? terms.getFirst() : new Term.Call(Op.PLUS, List.copyOf(terms));
  }

  private Term product() {
    Term left = sign();
    while (at < tokens.size()) {
      if (accept('*')) {
        left = Term.call(Op.TIMES, left, sign());
      } else if (accept('/') || accept(':')) {
        left = Term.call(Op.DIVIDE, left, sign());
      } else if (acceptName("bmod") || acceptName("mod")) {
        left = Term.call(Op.MOD, left, sign());
      } else if (startsAtom(tokens.get(at))) {
        Term right = power();
        left =
            mixed(left, right) ? Term.call(Op.PLUS, left, right) : Term.call(Op.TIMES, left, right);
        if (left instanceof Term.Call(Op op, List<Term> args)
            && op == Op.TIMES
            && args.getFirst() instanceof Term.Call(Op first, List<Term> minus)
            && first == Op.TIMES
            && minus.getFirst().equals(Term.number(-1))
            && mixed(minus.getLast(), right)) {
          left = Term.negated(Term.call(Op.PLUS, minus.getLast(), right));
        }
      } else {
        return left;
      }
    }
    return left;
  }

  /** Whether {@code 2 1/2} is meant, a whole number and a fraction of whole numbers behind it. */
  private boolean mixed(Term whole, Term part) {
    return whole instanceof Num(BigFraction value, boolean decimal)
        && !decimal
        && value.getDenominator().equals(BigInteger.ONE)
        && value.signum() >= 0
        && part instanceof Term.Call(Op op, List<Term> args)
        && op == Op.DIVIDE
        && args.stream().allMatch(arg -> arg instanceof Num(BigFraction n, boolean d) && !d);
  }

  private Term sign() {
    deeper();
    Term term;
    if (accept('-')) {
      term = signed(sign());
    } else if (accept('+')) {
      term = sign();
    } else {
      term = power();
    }
    depth--;
    return term;
  }

  /** The sign of a number stays apart from it here, so that -2 1/2 is read as a whole. */
  private static Term signed(Term term) {
    return Term.call(Op.TIMES, Term.number(-1), term);
  }

  private Term power() {
    deeper();
    Term base = behind();
    while (accept('^')) {
      if (accept('°') || (peek('{') && peekAt(1, '°') && peekAt(2, '}'))) {
        if (peek('{')) {
          at += 3;
        }
        base = Term.call(Op.DEGREES, base);
      } else {
        base = Term.call(Op.POWER, base, exponent());
      }
    }
    base = behind(base);
    depth--;
    return base;
  }

  /** One token without braces; signs and powers of their own are allowed as people type them. */
  private Term exponent() {
    if (accept('-')) {
      return signed(exponent());
    }
    Term exponent = argument();
    return accept('^') ? Term.call(Op.POWER, exponent, exponent()) : exponent;
  }

  private Term behind() {
    Token first = next();
    if (first.kind() == Token.Kind.NUMBER
        && !first.text().contains(".")
        && at + 2 < tokens.size()
        && tokens.get(at).kind() == Token.Kind.NUMBER
        && tokens.get(at).spaced()
        && peekAt(1, '/')
        && tokens.get(at + 2).kind() == Token.Kind.NUMBER) {
      Num whole = number(first.text());
      Num over = number(tokens.get(at).text());
      Num under = number(tokens.get(at + 2).text());
      at += 3;
      return Term.call(Op.PLUS, whole, Term.call(Op.DIVIDE, over, under));
    }
    return behind(atom(first));
  }

  private Term behind(Term atom) {
    Term term = atom;
    while (at < tokens.size()) {
      if (accept('!')) {
        term = Term.call(Op.FACTORIAL, term);
      } else if (accept('%')) {
        term = Term.call(Op.PERCENT, term);
      } else if (accept('°')) {
        term = Term.call(Op.DEGREES, term);
      } else if (term instanceof Num && peek('_')) {
        at++;
        term = Term.call(Op.BASE, term, argument());
      } else {
        break;
      }
    }
    return term;
  }

  private Term atom(Token token) {
    return switch (token.kind()) {
      case NUMBER -> number(token.text());
      case LETTER -> letter(token.text());
      case NAME -> named(token.text());
      case WORD, UNIT -> words(token.text());
      case SIGN -> bracketed(token.text().charAt(0));
    };
  }

  private Term words(String text) {
    if (tokens.size() == 1 && text.length() == 1) {
      return new Sym(text);
    }
    if (text.length() == 1 && Character.isLetter(text.charAt(0))) {
      return letter(text);
    }
    if (tokens.size() == 1) {
      return new Word(Answer.letters(text));
    }
    throw new UnreadableException("the word " + text);
  }

  private Term letter(String name) {
    StringBuilder full = new StringBuilder(name);
    while (accept('\'')) {
      full.append('\'');
    }
    if (accept('_')) {
      full.append('_').append(raw());
    }
    if (FUNCTION_LETTERS.contains(name) && peek('(') && callOfSymbol()) {
      full.append('(').append(tokens.get(at + 1).text()).append(')');
      at += 3;
    }
    return new Sym(full.toString());
  }

  /** Whether f(x) follows. */
  private boolean callOfSymbol() {
    return at + 2 < tokens.size()
        && tokens.get(at + 1).kind() != Token.Kind.SIGN
        && tokens.get(at + 2).is(')');
  }

  /** An index: one token, or the tokens between braces. */
  private String raw() {
    if (!accept('{')) {
      return next().text();
    }
    StringBuilder inside = new StringBuilder();
    while (!accept('}')) {
      inside.append(next().text());
    }
    return inside.toString();
  }

  private Term named(String name) {
    return switch (name) {
      case "frac" -> {
        Term over = argument();
        yield Term.call(Op.DIVIDE, over, argument());
      }
      case "binom", "dbinom", "tbinom" -> {
        Term upper = argument();
        yield Term.call(Op.BINOMIAL, upper, argument());
      }
      case "sqrt" -> {
        Term index = Term.number(2);
        if (accept('[')) {
          index = sum();
          expect(']');
        }
        yield Term.call(Op.ROOT, index, argument());
      }
      case "overline", "bar", "vec", "hat", "overrightarrow" -> new Sym(name + "(" + raw() + ")");
      case "mathbb", "mathcal" -> new Sym(name + " " + raw());
      case "begin" -> matrix();
      case "boxed", "fbox" -> argument();
      default -> {
        Optional<Op> function = Op.function(name);
        if (function.isPresent()) {
          yield function(name, function.get());
        }
        if (name.length() > 12) {
          throw new UnreadableException("the command " + name);
        }
        yield letter(name);
      }
    };
  }

  private Term function(String name, Op op) {
    Term power = null;
    Term base = name.equals("lg") ? Term.number(10) : null;
    for (int i = 0; i < 2; i++) {
      if (accept('^')) {
        power = exponent();
      } else if (accept('_')) {
        base = index();
      }
    }
    Op applied = op;
    if (power != null && Exact.of(power).filter(BigFraction.MINUS_ONE::equals).isPresent()) {
      applied = op.inverse();
      power = null;
    }
    List<Term> args;
    if (peek('(') || op == Op.GCD || op == Op.LCM || op == Op.MAX || op == Op.MIN) {
      Term inside = behindFunction();
      args = inside instanceof Group group ? group.items() : List.of(inside);
    } else {
      args = List.of(argumentOfFunction());
    }
    boolean many = op == Op.GCD || op == Op.LCM || op == Op.MAX || op == Op.MIN;
    if (!many && args.size() != 1) {
      throw new UnreadableException(name + " of several things");
    }
    Term value;
    if (applied == Op.LOG) {
      value =
          base == null
              ? Term.call(Op.LN, args.getFirst())
              : Term.call(Op.LOG, base, args.getFirst());
    } else {
      value = new Term.Call(applied, args);
    }
    return power == null ? value : Term.call(Op.POWER, value, power);
  }

  /** {@code \log_28} is the logarithm of 8 to the base 2. */
  private Term index() {
    boolean last = at + 1 >= tokens.size() || !startsAtom(tokens.get(at + 1));
    if (last && at < tokens.size() && tokens.get(at).kind() == Token.Kind.NUMBER) {
      String digits = tokens.get(at).text();
      if (digits.length() > 1 && isDigits(digits)) {
        tokens.set(at, new Token(Token.Kind.NUMBER, digits.substring(1), false));
        return number(digits.substring(0, 1));
      }
    }
    return argument();
  }

  private Term behindFunction() {
    Token open = next();
    return atom(open);
  }

  /** As many factors as follow without a sign of their own, up to the next function. */
  private Term argumentOfFunction() {
    Term term = peek('-') ? sign() : power();
    while (at < tokens.size()
        && startsAtom(tokens.get(at))
        && !(tokens.get(at).kind() == Token.Kind.NAME
            && Op.function(tokens.get(at).text()).isPresent())
        && !peek('(')) {
      term = Term.call(Op.TIMES, term, power());
    }
    if (at + 1 < tokens.size()
        && peek('/')
        && !(term instanceof Term.Call)
        && tokens.get(at + 1).kind() == Token.Kind.NUMBER) {
      at++;
      term = Term.call(Op.DIVIDE, term, power());
    }
    return term;
  }

  /** What a command takes: a group in braces, or one digit or letter. */
  private Term argument() {
    deeper();
    Term argument;
    if (accept('{')) {
      argument = sum();
      if (acceptName("choose")) {
        argument = Term.call(Op.BINOMIAL, argument, sum());
      }
      expect('}');
    } else {
      Token token = next();
      if (token.kind() == Token.Kind.NUMBER
          && token.text().length() > 1
          && isDigits(token.text())
          && afterCommand()) {
        // \frac12 and \sqrt12 take one digit each.
        tokens.set(at - 1, new Token(Token.Kind.NUMBER, token.text().substring(1), false));
        at--;
        argument = number(token.text().substring(0, 1));
      } else if (token.is('-')) {
        argument = signed(atom(next()));
      } else {
        argument = atom(token);
      }
    }
    depth--;
    return argument;
  }

  /** Whether the argument that was just taken belongs to a fraction or root, not to a power. */
  private boolean afterCommand() {
    int before = at - 2;
    return before >= 0
        && !tokens.get(before).is('^')
        && !tokens.get(before).is('_')
        && isPlainCommand(before);
  }

  private boolean isPlainCommand(int before) {
    Token token = tokens.get(before);
    return token.is("frac")
        || token.is("binom")
        || token.is('}')
        || token.kind() == Token.Kind.NUMBER
        || (token.is("sqrt") && !tokens.get(before + 1).spaced());
  }

  private Term bracketed(char open) {
    return switch (open) {
      case '(', '[', '⟦' -> group(open);
      case '{' -> {
        Term inside = relation();
        if (acceptName("choose")) {
          inside = Term.call(Op.BINOMIAL, inside, sum());
        }
        expect('}');
        yield inside;
      }
      case '|' -> {
        bars++;
        Term inside = sum();
        bars--;
        expect('|');
        yield Term.call(Op.ABS, inside);
      }
      case '⌊' -> {
        Term inside = sum();
        expect('⌋');
        yield Term.call(Op.FLOOR, inside);
      }
      case '⌈' -> {
        Term inside = sum();
        expect('⌉');
        yield Term.call(Op.CEIL, inside);
      }
      case '∅' -> new Group('{', '}', List.of());
      default -> throw new UnreadableException("the sign " + open);
    };
  }

  private Term group(char open) {
    int outerBars = bars;
    // In a set a bar stands before its condition.
    bars = open == '⟦' ? 1 : 0;
    List<Term> items = new ArrayList<>();
    char close = 0;
    while (close == 0) {
      if (open == '⟦' && items.isEmpty() && accept('⟧')) {
        bars = outerBars;
        return new Group('{', '}', List.of());
      }
      items.add(relation());
      if (items.size() > Limits.MEMBERS) {
        throw new UnreadableException("more than " + Limits.MEMBERS + " items");
      }
      if (open == '⟦'
          && items.size() == 1
          && items.getFirst() instanceof Sym
          && (accept('|') || accept(':'))) {
        // {x | condition} says what its condition says.
        Term condition = relation();
        expect('⟧');
        bars = outerBars;
        return condition;
      }
      Token token = next();
      if (token.is(')') || token.is(']') || token.is('⟧')) {
        close = token.text().charAt(0);
      } else if (!token.is(',') && !token.is(';')) {
        throw new UnreadableException("a bracket that is not closed");
      }
    }
    bars = outerBars;
    if (open == '⟦' != (close == '⟧')) {
      throw new UnreadableException("brackets that do not fit");
    }
    if (open == '⟦') {
      return new Group('{', '}', List.copyOf(items));
    }
    return items.size() == 1 ? items.getFirst() : new Group(open, close, List.copyOf(items));
  }

  private Term matrix() {
    String name = raw().toLowerCase(Locale.ROOT);
    if (name.equals("array") && accept('{')) {
      while (!accept('}')) {
        next();
      }
    }
    if (!name.endsWith("matrix") && !name.equals("array")) {
      throw new UnreadableException("the environment " + name);
    }
    List<List<Term>> rows = new ArrayList<>();
    List<Term> row = new ArrayList<>();
    while (true) {
      if (acceptName("end")) {
        raw();
        break;
      }
      row.add(sum());
      if (accept('¶')) {
        rows.add(List.copyOf(row));
        row.clear();
      } else if (!accept('&') && !(at < tokens.size() && tokens.get(at).is("end"))) {
        throw new UnreadableException("a matrix that is not closed");
      }
      if (row.size() + rows.size() > Limits.MEMBERS) {
        throw new UnreadableException("a matrix of more than " + Limits.MEMBERS + " entries");
      }
    }
    if (!row.isEmpty()) {
      rows.add(List.copyOf(row));
    }
    if (rows.isEmpty() || rows.stream().anyMatch(r -> r.size() != rows.getFirst().size())) {
      throw new UnreadableException("rows of different lengths");
    }
    return new Matrix(List.copyOf(rows));
  }

  private static Num number(String digits) {
    int repeating = digits.indexOf('(');
    if (repeating >= 0) {
      String start = digits.substring(0, repeating);
      String period = digits.substring(repeating + 1, digits.length() - 1);
      int places = start.length() - start.indexOf('.') - 1;
      BigFraction head =
          fraction(new BigDecimal("0" + (start.endsWith(".") ? start + "0" : start)));
      BigInteger nines = BigInteger.TEN.pow(period.length()).subtract(BigInteger.ONE);
      BigFraction tail =
          new BigFraction(new BigInteger(period), nines.multiply(BigInteger.TEN.pow(places)));
      return new Num(head.add(tail), false);
    }
    if (digits.length() > Limits.DIGITS) {
      throw new UnreadableException("more than " + Limits.DIGITS + " digits");
    }
    BigDecimal value = new BigDecimal(digits);
    if (Math.abs((long) value.scale()) > Limits.DIGITS) {
      throw new UnreadableException("an exponent of ten beyond " + Limits.DIGITS);
    }
    boolean decimal = digits.indexOf('.') >= 0 && value.stripTrailingZeros().scale() > 0;
    return new Num(fraction(value), decimal);
  }

  private static BigFraction fraction(BigDecimal value) {
    return value.scale() <= 0
        ? new BigFraction(value.toBigIntegerExact())
        : new BigFraction(value.unscaledValue(), BigInteger.TEN.pow(value.scale()));
  }

  private boolean startsAtom(Token token) {
    return switch (token.kind()) {
      case NUMBER, LETTER -> true;
      case NAME -> !token.is("end") && !token.is("choose");
      case WORD, UNIT -> token.text().length() == 1;
      case SIGN -> "({⌊⌈".indexOf(token.text().charAt(0)) >= 0 || (token.is('|') && bars == 0);
    };
  }

  private static boolean isDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private void deeper() {
    if (++depth > Limits.DEPTH) {
      throw new UnreadableException("more than " + Limits.DEPTH + " levels");
    }
  }

  private Token next() {
    if (at == tokens.size()) {
      throw new UnreadableException("an end too early");
    }
    return tokens.get(at++);
  }

  private boolean peek(char sign) {
    return peekAt(0, sign);
  }

  private boolean peekAt(int ahead, char sign) {
    return at + ahead < tokens.size() && tokens.get(at + ahead).is(sign);
  }

  private boolean accept(char sign) {
    boolean here = peek(sign);
    at += here ? 1 : 0;
    return here;
  }

  private boolean acceptName(String name) {
    boolean here = at < tokens.size() && tokens.get(at).is(name);
    at += here ? 1 : 0;
    return here;
  }

  private void expect(char sign) {
    if (!accept(sign)) {
      throw new UnreadableException("no " + sign);
    }
  }
}
