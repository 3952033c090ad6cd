package dev.mneme.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.mneme.kernel.VectorInstructions.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every loop against the same formula in double precision; widths that fit vectors and do not. */
class KernelsTest {

  private final Arena arena = Arena.ofConfined();
  private final Random random = new Random(5);

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void testsRunWithVectorInstructions() {
    assertThat(VectorInstructions.areThere()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 16, 29, 64})
  void normsRows(int width) {
    Rows x = numbers(3 * (width + 2), width + 2).from(1);
    Rows weight = numbers(width, width);
    Rows out = zeros(3 * width, width);
    RowNorm.apply(x, 3, width, weight, 1e-5, out);
    for (int row = 0; row < 3; row++) {
      double squares = 0;
      for (int i = 0; i < width; i++) {
        squares += Math.pow(at(x, row, i), 2);
      }
      double scale = 1 / Math.sqrt(squares / width + 1e-5);
      for (int i = 0; i < width; i++) {
        isNear(at(out, row, i), at(x, row, i) * scale * at(weight, 0, i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 43, 344})
  void opensGates(int width) {
    Rows both = numbers(2 * 2 * width, 2 * width);
    Rows out = zeros(2 * width, width);
    GatedUnit.apply(both, both.from(width), 2, width, out);
    for (int row = 0; row < 2; row++) {
      for (int i = 0; i < width; i++) {
        double gate = at(both, row, i);
        isNear(at(out, row, i), gate / (1 + Math.exp(-gate)) * at(both, row, width + i));
      }
    }
  }

  @Test
  void aGateFarBelowZeroIsShutAndNotANumber() {
    Rows gate = zeros(16, 16);
    Rows up = numbers(16, 16);
    for (int i = 0; i < 16; i++) {
      gate.set(gate.at(0) + 4L * i, -200);
    }
    Rows out = numbers(16, 16);
    GatedUnit.apply(gate, up, 1, 16, out);
    for (int i = 0; i < 16; i++) {
      isNear(at(out, 0, i), 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 6, 16, 32, 36})
  void turnsHeads(int width) {
    Rows x = numbers(2 * 3 * width, 3 * width);
    double[] before = new double[2 * width];
    for (int i = 0; i < before.length; i++) {
      before[i] = at(x, 1, i);
    }
    Rows cosine = numbers(5 * width, width);
    Rows sine = numbers(5 * width, width);
    float untouched = at(x, 1, 2 * width);
    Rotation.apply(x, 1, 2, width, cosine, sine, 4);
    for (int i = 0; i < before.length; i++) {
      int inside = i % width;
      int other = i - inside + (inside + width / 2) % width;
      isNear(at(x, 1, i), before[i] * at(cosine, 4, inside) + before[other] * at(sine, 4, inside));
    }
    assertThat(at(x, 1, 2 * width)).isEqualTo(untouched);
  }

  @ParameterizedTest
  @CsvSource({"8,0,1", "8,0,9", "8,3,40", "32,0,61", "32,17,64", "36,5,33", "6,1,2", "64,0,100"})
  void attendsToWhatWasKept(int width, int from, int to) {
    CachedAttention attention = new CachedAttention(width, to);
    Rows given = numbers(to * 2 * width, 2 * width);
    int room = attention.blocks() * width * CachedAttention.block();
    Rows keys = garbage(room, room);
    Rows values = garbage(to * attention.valueWidth(), attention.valueWidth());
    for (int t = 0; t < to; t++) {
      attention.keep(given, given.from(width), t, keys, values, t);
    }
    Rows query = numbers(width, width);
    Rows out = zeros(width, width);
    // What begins in another place is not read in the text's own.
    int shared = CachedAttention.block() < to ? CachedAttention.block() : 0;
    CachedAttention.Place beginning = new CachedAttention.Place(keys, values);
    Rows ownKeys = garbage(room, room);
    Rows ownValues = garbage(to * attention.valueWidth(), attention.valueWidth());
    for (int t = shared; t < to; t++) {
      attention.keep(given, given.from(width), t, ownKeys, ownValues, t);
    }
    CachedAttention.Place own = new CachedAttention.Place(ownKeys, ownValues);
    attention.apply(query, 0, beginning, shared, own, from, to, out);
    Rows alone = zeros(width, width);
    attention.apply(query, 0, own, 0, beginning, from, to, alone);
    for (int i = 0; i < width; i++) {
      assertThat(at(alone, 0, i)).isEqualTo(at(out, 0, i));
    }
    double[] weights = new double[to];
    double sum = 0;
    for (int t = from; t < to; t++) {
      double score = 0;
      for (int i = 0; i < width; i++) {
        score += (double) at(query, 0, i) * at(given, t, i);
      }
      weights[t] = Math.exp(score / Math.sqrt(width));
      sum += weights[t];
    }
    for (int i = 0; i < width; i++) {
      double mixed = 0;
      for (int t = from; t < to; t++) {
        mixed += weights[t] / sum * at(given, t, width + i);
      }
      isNear(at(out, 0, i), mixed);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 29})
  void theNormsGradientIsThatOfItsFormula(int width) {
    Rows x = numbers(2 * width, width);
    Rows weight = numbers(width, width);
    Rows dy = numbers(2 * width, width);
    Rows dx = zeros(2 * width, width);
    Rows dweight = zeros(width, width);
    RowNorm.backward(x, dy, 2, width, weight, 1e-5, dx, dweight);
    for (int i = 0; i < width; i++) {
      double both = 0;
      for (int row = 0; row < 2; row++) {
        isNear(at(dx, row, i), slope(x, row, i, x, row, weight, dy), 1e-3);
        both += slope(weight, 0, i, x, row, weight, dy);
      }
      isNear(at(dweight, 0, i), both, 1e-3);
    }
  }

  /** Change of dy · norm(x) of a row by central differences, when one number changes. */
  private double slope(Rows changed, int at, int i, Rows x, int row, Rows weight, Rows dy) {
    float before = at(changed, at, i);
    float small = 1e-2f;
    changed.set(changed.at(at) + 4L * i, before + small);
    double up = normed(x, row, weight, dy);
    changed.set(changed.at(at) + 4L * i, before - small);
    double down = normed(x, row, weight, dy);
    changed.set(changed.at(at) + 4L * i, before);
    return (up - down) / (2 * small);
  }

  private static double normed(Rows x, int row, Rows weight, Rows dy) {
    int width = x.stride();
    double squares = 0;
    double sum = 0;
    for (int i = 0; i < width; i++) {
      squares += Math.pow(at(x, row, i), 2);
      sum += (double) at(dy, row, i) * at(x, row, i) * at(weight, 0, i);
    }
    return sum / Math.sqrt(squares / width + 1e-5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 43})
  void theGatesGradientIsThatOfItsFormula(int width) {
    Rows both = numbers(2 * width, 2 * width);
    Rows dy = numbers(width, width);
    Rows found = zeros(2 * width, 2 * width);
    Rows again = zeros(width, width);
    Rows once = zeros(width, width);
    GatedUnit.backward(both, both.from(width), dy, 1, width, found, found.from(width), again);
    GatedUnit.apply(both, both.from(width), 1, width, once);
    for (int i = 0; i < width; i++) {
      assertThat(at(again, 0, i)).isEqualTo(at(once, 0, i));
      double gate = at(both, 0, i);
      double open = 1 / (1 + Math.exp(-gate));
      double dgate = at(dy, 0, i) * at(both, 0, width + i) * open * (1 + gate * (1 - open));
      isNear(at(found, 0, i), dgate);
      isNear(at(found, 0, width + i), at(dy, 0, i) * gate * open);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 6, 16, 36})
  void turningBackIsTheTransposedMatrix(int width) {
    Rows cosine = numbers(2 * width, width);
    Rows sine = numbers(2 * width, width);
    Rows x = numbers(2 * width, 2 * width);
    Rows dy = numbers(2 * width, 2 * width);
    double before = 0; // x · (Mᵀ dy) = (M x) · dy
    double after = 0;
    double[] given = new double[4 * width];
    for (int i = 0; i < 2 * width; i++) {
      given[i] = at(x, 0, i);
      given[2 * width + i] = at(dy, 0, i);
    }
    Rotation.apply(x, 0, 2, width, cosine, sine, 1);
    Rotation.backward(dy, 0, 2, width, cosine, sine, 1);
    for (int i = 0; i < 2 * width; i++) {
      before += given[i] * at(dy, 0, i);
      after += at(x, 0, i) * given[2 * width + i];
    }
    isNear(before, after);
  }

  /** The first rounds are interpreted, the last ones compiled. */
  @Test
  void compiledLoopsGiveTheBitsOfInterpretedOnes() {
    int width = 44;
    int to = 50;
    Rows x = numbers(to * 2 * width, 2 * width);
    Rows weight = numbers(width, width);
    CachedAttention attention = new CachedAttention(width, to);
    int room = attention.blocks() * width * CachedAttention.block();
    Rows keys = zeros(room, room);
    Rows values = zeros(to * attention.valueWidth(), attention.valueWidth());
    for (int t = 0; t < to; t++) {
      attention.keep(x, x.from(width), t, keys, values, t);
    }
    CachedAttention.Place place = new CachedAttention.Place(keys, values);
    Rows out = zeros(to * 4 * width, 4 * width);
    Rows sums = zeros(width, width);
    byte[] first = new byte[0];
    for (int round = 0; round < 3000; round++) {
      out.memory().fill((byte) 0);
      sums.memory().fill((byte) 0);
      attention.apply(x, 3, place, 0, place, 0, to, out);
      RowNorm.apply(x, 5, width, weight, 1e-5, out.from(width));
      GatedUnit.apply(x, x.from(width), 5, width, out.from(2 * width));
      RowNorm.backward(x, x.from(width), 5, width, weight, 1e-5, out.from(3 * width), sums);
      byte[] bits = out.memory().toArray(ValueLayout.JAVA_BYTE);
      if (round == 0) {
        first = bits;
      }
      assertThat(bits).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {-87, -20.5f, -1, -1e-4f, 0, 0.3f, 1, 30, 87.5f})
  void exponentialsAreRightToTheLastBits(float x) {
    FloatVector found = Lanes.exp(FloatVector.broadcast(Lanes.SPECIES, x));
    assertThat((double) found.lane(0)).isCloseTo(Math.exp(x), withinPercentage(2e-5));
  }

  @Test
  void nothingIsReadBehindTheMemory() {
    Rows x = numbers(16, 16);
    assertThatThrownBy(() -> RowNorm.apply(x, 2, 16, x, 1e-5, x))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private Rows numbers(int count, int stride) {
    return filled(count, stride, () -> (float) random.nextGaussian());
  }

  private Rows zeros(int count, int stride) {
    return filled(count, stride, () -> 0f);
  }

  /** Memory of a text that was there before. */
  private Rows garbage(int count, int stride) {
    return filled(count, stride, () -> Float.NaN);
  }

  private Rows filled(int count, int stride, FloatSource source) {
    MemorySegment memory = arena.allocate(4L * count, 4);
    for (int i = 0; i < count; i++) {
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, source.next());
    }
    return Rows.of(memory, stride);
  }

  @FunctionalInterface
  private interface FloatSource {
    float next();
  }

  private static float at(Rows rows, int row, int column) {
    return rows.get(rows.at(row) + 4L * column);
  }

  private static void isNear(double found, double wanted) {
    isNear(found, wanted, 1e-5);
  }

  private static void isNear(double found, double wanted, double error) {
    assertThat(found).isCloseTo(wanted, within(error * Math.max(1, Math.abs(wanted))));
  }
}
