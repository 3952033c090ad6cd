package dev.mneme.kernel;

import static dev.mneme.kernel.PanelProduct.COLUMNS;

import dev.mneme.kernel.VectorInstructions.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * Heads out of rows in which they lie side by side, each cut into panels for {@link PanelProduct}:
 * [heads, panels, room for rows, COLUMNS], 0 behind a head's width.
 *
 * @param width of a head
 */
record HeadPanels(int width) {

  int panels() {
    return Math.ceilDiv(width, COLUMNS);
  }

  /** Numbers of a head in a panel. */
  int columns(int panel) {
    return Math.min(COLUMNS, width - panel * COLUMNS);
  }

  float[] room(int heads, int rows) {
    return new float[heads * panels() * rows * COLUMNS];
  }

  /** Where a row begins. */
  int at(int head, int panel, int row, int room) {
    return ((head * panels() + panel) * room + row) * COLUMNS;
  }

  /** Reads a span's tokens, times a factor. */
  void take(Rows from, Span span, float factor, int heads, float[] to, int room) {
    for (int place = 0; place < span.length(); place++) {
      long row = from.at(span.token(place));
      for (int head = 0; head < heads; head++) {
        for (int panel = 0; panel < panels(); panel++) {
          long there = row + 4L * (head * width + panel * COLUMNS);
          take(from, there, factor, to, at(head, panel, place, room), columns(panel));
        }
      }
    }
  }

  private static void take(Rows from, long there, float factor, float[] to, int own, int count) {
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      Lanes.load(from, there + 4L * i).mul(factor).intoArray(to, own + i);
    }
    for (; i < count; i++) {
      to[own + i] = from.get(there + 4L * i) * factor;
    }
  }

  /** Writes a span's tokens, times a factor. */
  void give(float[] from, int room, float factor, int heads, Rows to, Span span) {
    for (int place = 0; place < span.length(); place++) {
      long row = to.at(span.token(place));
      for (int head = 0; head < heads; head++) {
        for (int panel = 0; panel < panels(); panel++) {
          long there = row + 4L * (head * width + panel * COLUMNS);
          give(from, at(head, panel, place, room), factor, to, there, columns(panel));
        }
      }
    }
  }

  private static void give(float[] from, int own, float factor, Rows to, long there, int count) {
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      FloatVector some = FloatVector.fromArray(Lanes.SPECIES, from, own + i);
      Lanes.store(some.mul(factor), to, there + 4L * i);
    }
    for (; i < count; i++) {
      to.set(there + 4L * i, from[own + i] * factor);
    }
  }

  /** Adds to a span's tokens. */
  void add(float[] from, int room, int heads, Rows to, Span span) {
    for (int place = 0; place < span.length(); place++) {
      long row = to.at(span.token(place));
      for (int head = 0; head < heads; head++) {
        for (int panel = 0; panel < panels(); panel++) {
          long there = row + 4L * (head * width + panel * COLUMNS);
          add(from, at(head, panel, place, room), to, there, columns(panel));
        }
      }
    }
  }

  private static void add(float[] from, int own, Rows to, long there, int count) {
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      FloatVector some = FloatVector.fromArray(Lanes.SPECIES, from, own + i);
      Lanes.store(Lanes.load(to, there + 4L * i).add(some), to, there + 4L * i);
    }
    for (; i < count; i++) {
      to.set(there + 4L * i, to.get(there + 4L * i) + from[own + i]);
    }
  }

  /** One head of a block of {@code COLUMNS} rows, its rows as columns. // → [width, COLUMNS] */
  void across(float[] block, int head, float[] to) {
    for (int i = 0; i < width; i++) {
      int from = at(head, i / COLUMNS, 0, COLUMNS) + i % COLUMNS;
      for (int j = 0; j < COLUMNS; j++) {
        to[i * COLUMNS + j] = block[from + j * COLUMNS];
      }
    }
  }
}
