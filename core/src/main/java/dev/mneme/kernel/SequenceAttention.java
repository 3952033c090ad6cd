package dev.mneme.kernel;

import static dev.mneme.kernel.PanelProduct.COLUMNS;

import dev.mneme.kernel.VectorInstructions.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * What the queries of a sequence see in the keys and values up to them, and the gradient of it.
 *
 * <pre>
 *   P = softmax(Q·Kᵀ / √width)     O = P·V
 *   dV = Pᵀ·dO     dP = dO·Vᵀ     dS = P ⊙ (dP − Σ P ⊙ dP)     dQ = dS·K / √width     dK = dSᵀ·Q / √width
 * </pre>
 *
 * The scores are never held whole: those of a block of queries at a time, and for the gradient once
 * more from each query's largest score and sum (Dao et al., arXiv 2205.14135). A block's queries
 * lie across the lanes of vectors, so that softmax adds up no lanes. Rows are read and written with
 * all heads at once, as they lie in memory.
 *
 * <p>For neighbouring heads of keys and values with the heads of queries that share them. Used by
 * one thread.
 */
public final class SequenceAttention {

  /** Numbers kept of a query: its largest score and 1 / the sum of its weights. */
  public static final int KEPT = 2;

  /** Puts a score below all others. */
  private static final float BELOW = 1e30f;

  private final HeadPanels layout;
  private final int heads;
  private final int group;
  private final float scale;
  private final float[] asked; // queries: [query heads, panels, block, COLUMNS]
  private final float[] blame; // gradients of what is said: the same
  private final float[] said; // what is said, or gradients of queries: the same
  private final float[] askedAcross; // one head's: [width, block]
  private final float[] blameAcross; // the same
  private final float[] largest; // [query heads, block]
  private final float[] inverse; // the same
  private int room;
  private float[] keys = {}; // [heads, panels, tokens, COLUMNS]
  private float[] values = {}; // the same
  private float[] keyBlame = {}; // the same
  private float[] valueBlame = {}; // the same
  private float[] weights = {}; // [tokens, block]
  private float[] slopes = {}; // [tokens, block]
  private float[] shown = {}; // [rows that not all of a block see, block]; 1 or 0

  /**
   * @param width of a head
   * @param heads of keys and values
   * @param group query heads that share one
   */
  public SequenceAttention(int width, int heads, int group) {
    this.layout = new HeadPanels(width);
    this.heads = heads;
    this.group = group;
    this.scale = (float) (1 / Math.sqrt(width));
    this.asked = layout.room(heads * group, COLUMNS);
    this.blame = layout.room(heads * group, COLUMNS);
    this.said = layout.room(heads * group, COLUMNS);
    this.askedAcross = PanelProduct.panel(width);
    this.blameAcross = PanelProduct.panel(width);
    this.largest = new float[heads * group * COLUMNS];
    this.inverse = new float[heads * group * COLUMNS];
  }

  /** Heads side by side, one row a token, or their gradients. */
  public record Looking(Rows queries, Rows keys, Rows values) {}

  /**
   * Lets the span's tokens look.
   *
   * @param window how many tokens a token sees, itself among them; 0 for all
   * @param out for what the heads say, side by side as queries are
   * @param kept for {@link #backward}: {@link #KEPT} numbers a head of queries
   */
  public void apply(Span span, int window, Looking given, Rows out, Rows kept) {
    makeRoom(span.length());
    layout.take(given.keys(), span, 1, heads, keys, room);
    layout.take(given.values(), span, 1, heads, values, room);
    for (int first = 0; first < span.count(); first += COLUMNS) {
      Block block = new Block(span, first, window);
      layout.take(given.queries(), block.tokens, scale, heads * group, asked, COLUMNS);
      show(block);
      for (int head = 0; head < heads * group; head++) {
        ask(block, head);
        soften(block, head);
        for (int panel = 0; panel < layout.panels(); panel++) {
          int from = layout.at(head / group, panel, block.low, room);
          int to = layout.at(head, panel, 0, COLUMNS);
          PanelProduct.transposed(weights, 0, values, from, said, to, block.count(), block.seen());
          divide(to, head);
        }
      }
      layout.give(said, COLUMNS, 1, heads * group, out, block.tokens);
      keep(block, kept);
    }
  }

  /**
   * Gradients of queries, keys and values; those of keys and values are added to what is there.
   *
   * @param kept by {@link #apply}
   * @param dout gradients of what it gave
   */
  public void backward(Span span, int window, Looking given, Rows kept, Rows dout, Looking dgiven) {
    makeRoom(span.length());
    makeRoomForBlame();
    layout.take(given.keys(), span, 1, heads, keys, room);
    layout.take(given.values(), span, 1, heads, values, room);
    for (int first = 0; first < span.count(); first += COLUMNS) {
      Block block = new Block(span, first, window);
      layout.take(given.queries(), block.tokens, scale, heads * group, asked, COLUMNS);
      layout.take(dout, block.tokens, 1, heads * group, blame, COLUMNS);
      remember(block, kept);
      show(block);
      for (int head = 0; head < heads * group; head++) {
        ask(block, head);
        layout.across(blame, head, blameAcross);
        scores(block, values, head, blameAcross, slopes);
        slope(block, head);
        for (int panel = 0; panel < layout.panels(); panel++) {
          int own = layout.at(head, panel, 0, COLUMNS);
          int to = layout.at(head / group, panel, block.low, room);
          int seen = block.seen();
          int count = block.count();
          PanelProduct.plain(weights, 0, blame, own, valueBlame, to, seen, count, true);
          PanelProduct.plain(slopes, 0, asked, own, keyBlame, to, seen, count, true);
          PanelProduct.transposed(slopes, 0, keys, to, said, own, count, seen);
        }
      }
      layout.give(said, COLUMNS, scale, heads * group, dgiven.queries(), block.tokens);
    }
    layout.add(keyBlame, room, heads, dgiven.keys(), span);
    layout.add(valueBlame, room, heads, dgiven.values(), span);
  }

  /** Neighbouring queries and the places that any of them sees. */
  private static final class Block {
    final Span tokens;
    final int place; // of the first query
    final int low; // the first place that is seen
    final int window;

    Block(Span span, int first, int window) {
      this.tokens = Span.of(span.from() + first, Math.min(COLUMNS, span.count() - first));
      this.place = span.stemLength() + first;
      this.low = window == 0 ? 0 : Math.max(0, place + 1 - window);
      this.window = window;
    }

    int count() {
      return tokens.count();
    }

    /** Rows from the low one up to the last query's. */
    int seen() {
      return place + count() - low;
    }

    /** How many of them all queries see, unless a window hides them. */
    int common() {
      return window == 0 ? place + 1 : 0;
    }

    boolean sees(int query, int row) {
      int distance = place + query - low - row;
      return distance >= 0 && (window == 0 || distance < window);
    }
  }

  private void makeRoom(int tokens) {
    // A product reads and writes a few rows more than asked for, from any row on.
    if (room < tokens + PanelProduct.ROWS) {
      room = tokens + PanelProduct.ROWS;
      keys = layout.room(heads, room);
      values = layout.room(heads, room);
      weights = PanelProduct.panel(room);
      shown = PanelProduct.panel(room + COLUMNS);
      slopes = new float[0];
    }
  }

  private void makeRoomForBlame() {
    if (slopes.length == 0) {
      slopes = PanelProduct.panel(room);
      keyBlame = layout.room(heads, room);
      valueBlame = layout.room(heads, room);
    } else {
      Arrays.fill(keyBlame, 0);
      Arrays.fill(valueBlame, 0);
    }
  }

  /** Leaves the scores of a block in {@code weights}. */
  private void ask(Block block, int head) {
    layout.across(asked, head, askedAcross);
    scores(block, keys, head, askedAcross, weights);
  }

  /** Every place's row times every query's. */
  private void scores(Block block, float[] rows, int head, float[] across, float[] to) {
    for (int panel = 0; panel < layout.panels(); panel++) {
      int from = layout.at(head / group, panel, block.low, room);
      int other = panel * COLUMNS * COLUMNS;
      boolean adding = panel > 0;
      PanelProduct.plain(
          rows, from, across, other, to, 0, block.seen(), layout.columns(panel), adding);
    }
  }

  /** Writes down who sees which of the rows that not all see. */
  private void show(Block block) {
    int at = 0;
    for (int row = block.common(); row < block.seen(); row++) {
      for (int query = 0; query < COLUMNS; query++) {
        shown[at++] = block.sees(query, row) ? 1 : 0;
      }
    }
  }

  /** Scores become weights, not yet divided by their sum; 0 where nothing is seen. */
  private void soften(Block block, int head) {
    for (int column = 0; column < COLUMNS; column += Lanes.COUNT) {
      int own = head * COLUMNS + column;
      hide(column, block.common(), block.seen());
      largest(column, block.seen(), own);
      weigh(column, block.seen(), own);
      clear(column, block.common(), block.seen());
      sum(column, block.seen(), own);
    }
  }

  /** Scores become weights, and the gradients of weights those of scores. */
  private void slope(Block block, int head) {
    for (int column = 0; column < COLUMNS; column += Lanes.COUNT) {
      int own = head * COLUMNS + column;
      weigh(column, block.seen(), own);
      clear(column, block.common(), block.seen());
      slope(column, block.seen(), own);
    }
    // What a product adds to rows behind the last one, which are other tokens'.
    int behind = block.seen() * COLUMNS;
    Arrays.fill(weights, behind, behind + (PanelProduct.ROWS - 1) * COLUMNS, 0);
    Arrays.fill(slopes, behind, behind + (PanelProduct.ROWS - 1) * COLUMNS, 0);
  }

  private void hide(int column, int from, int to) {
    for (int row = from; row < to; row++) {
      int at = row * COLUMNS + column;
      FloatVector sight = load(shown, (row - from) * COLUMNS + column);
      load(weights, at).add(sight.sub(1).mul(BELOW)).intoArray(weights, at);
    }
  }

  private void clear(int column, int from, int to) {
    for (int row = from; row < to; row++) {
      int at = row * COLUMNS + column;
      FloatVector sight = load(shown, (row - from) * COLUMNS + column);
      load(weights, at).mul(sight).intoArray(weights, at);
    }
  }

  private void largest(int column, int rows, int to) {
    FloatVector max = load(weights, column);
    for (int row = 1; row < rows; row++) {
      max = max.max(load(weights, row * COLUMNS + column));
    }
    max.intoArray(largest, to);
  }

  private void weigh(int column, int rows, int own) {
    FloatVector max = load(largest, own);
    for (int row = 0; row < rows; row++) {
      int at = row * COLUMNS + column;
      Lanes.exp(load(weights, at).sub(max)).intoArray(weights, at);
    }
  }

  private void sum(int column, int rows, int to) {
    FloatVector sum = FloatVector.zero(Lanes.SPECIES);
    for (int row = 0; row < rows; row++) {
      sum = sum.add(load(weights, row * COLUMNS + column));
    }
    FloatVector.broadcast(Lanes.SPECIES, 1).div(sum).intoArray(inverse, to);
  }

  private void slope(int column, int rows, int own) {
    FloatVector scaled = load(inverse, own);
    FloatVector along = FloatVector.zero(Lanes.SPECIES);
    for (int row = 0; row < rows; row++) {
      int at = row * COLUMNS + column;
      FloatVector weight = load(weights, at).mul(scaled);
      weight.intoArray(weights, at);
      along = weight.fma(load(slopes, at), along);
    }
    for (int row = 0; row < rows; row++) {
      int at = row * COLUMNS + column;
      load(slopes, at).sub(along).mul(load(weights, at)).intoArray(slopes, at);
    }
  }

  /** What a head's queries said, by the sums of their weights. */
  private void divide(int at, int head) {
    for (int query = 0; query < COLUMNS; query++) {
      FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, inverse[head * COLUMNS + query]);
      int row = at + query * COLUMNS;
      load(said, row).mul(factor).intoArray(said, row);
      load(said, row + Lanes.COUNT).mul(factor).intoArray(said, row + Lanes.COUNT);
    }
  }

  private void keep(Block block, Rows kept) {
    for (int query = 0; query < block.count(); query++) {
      long at = kept.at(block.tokens.from() + query);
      for (int head = 0; head < heads * group; head++) {
        kept.set(at + 4L * KEPT * head, largest[head * COLUMNS + query]);
        kept.set(at + 4L * KEPT * head + 4, inverse[head * COLUMNS + query]);
      }
    }
  }

  private void remember(Block block, Rows kept) {
    for (int query = 0; query < block.count(); query++) {
      long at = kept.at(block.tokens.from() + query);
      for (int head = 0; head < heads * group; head++) {
        largest[head * COLUMNS + query] = kept.get(at + 4L * KEPT * head);
        inverse[head * COLUMNS + query] = kept.get(at + 4L * KEPT * head + 4);
      }
    }
  }

  private static FloatVector load(float[] numbers, int at) {
    return FloatVector.fromArray(Lanes.SPECIES, numbers, at);
  }
}
