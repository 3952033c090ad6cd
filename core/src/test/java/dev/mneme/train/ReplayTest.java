package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.records.Tokens;
import dev.mneme.objective.Batch;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows whose tokens say which they are: token 100 · row + place, some learnt and some not. */
class ReplayTest {

  private final RandomStreams streams = new RandomStreams(1);

  @AfterEach
  void free() {
    streams.close();
  }

  private static Tokens row(long position) {
    int length = 2 + (int) (position * 7 % 11);
    int[] ids = new int[length];
    boolean[] learnt = new boolean[length];
    for (int i = 0; i < length; i++) {
      ids[i] = (int) (100 * position + i);
      learnt[i] = i % 4 != 2;
    }
    return Tokens.of(ids, learnt);
  }

  /** A replay and what it is told by. */
  private record Owing(Replay replay, ReplayDebt debt) {

    double share(long step) {
      return replay.share(step);
    }

    void learnt(long step, long fresh) {
      debt.learnt(step, fresh);
    }
  }

  private static Owing replay(double ratio, long steps, ReplayDebt.Shape shape) {
    ReplayDebt debt = new ReplayDebt(new ReplayDebt.Plan(ratio, steps, shape));
    return new Owing(new Replay(ReplayTest::row, debt), debt);
  }

  /** The tokens learnt in a step, in their order. */
  private List<Long> learn(Owing owing, long step, long fresh) {
    owing.learnt(step, fresh);
    if (owing.share(step) == 0) {
      return List.of();
    }
    Replay replay = owing.replay();
    try (Scope scope = Scope.open()) {
      Batch.Demonstrations batch = replay.next(step, streams);
      Actions actions = batch.actions();
      long[] ids = Tensors.toLongs(actions.ids());
      float[] mask = Tensors.toFloats(actions.mask());
      List<Long> learnt = new ArrayList<>();
      for (int i = 0; i < ids.length; i++) {
        if (mask[i] > 0) {
          learnt.add(ids[i]);
        }
      }
      assertThat(replay.signals()).containsEntry("tokens", (double) learnt.size());
      return learnt;
    }
  }

  @Test
  void theOldTakesItsRatioOfTheTokensOfTheNewAndNotOneMore() {
    for (double ratio : List.of(0.07, 0.25, 1.0, 3.5)) {
      Random random = new Random(2);
      Owing replay = replay(ratio, 1000, ReplayDebt.Shape.CONSTANT);
      long fresh = 0;
      long old = 0;
      for (int step = 0; step < 60; step++) {
        int now = random.nextInt(40);
        fresh += now;
        old += learn(replay, step, now).size();
        assertThat(old).isEqualTo((long) Math.floor(ratio * fresh));
      }
    }
  }

  @Test
  void rowsThatAreCutGoOnInTheNextStepSoThatEveryTokenIsLearntOnce() {
    Random random = new Random(4);
    Owing replay = replay(0.5, 1000, ReplayDebt.Shape.CONSTANT);
    List<Long> learnt = new ArrayList<>();
    for (int step = 0; step < 80; step++) {
      learnt.addAll(learn(replay, step, random.nextInt(25)));
    }
    List<Long> expected = new ArrayList<>();
    for (int position = 0; expected.size() < learnt.size(); position++) {
      Tokens row = row(position);
      for (int i = 1; i < row.length(); i++) {
        if (row.weight(i) > 0) {
          expected.add((long) row.id(i));
        }
      }
    }
    assertThat(learnt).isEqualTo(expected.subList(0, learnt.size())).hasSizeGreaterThan(300);
  }

  @Test
  void whatComesBeforeACutIsReadAndWhatComesAfterIsNot() {
    Owing replay = replay(1, 10, ReplayDebt.Shape.CONSTANT);
    learn(replay, 0, 3); // row 0 has one learnt token, row 1 has 100 | 101, 103, 104, 105, ...
    replay.learnt(1, 1);
    try (Scope scope = Scope.open()) {
      Batch.Demonstrations batch = replay.replay().next(1, streams);
      assertThat(((Texts) batch.prompts()).tokens()).hasSize(1);
      assertThat(((Texts) batch.prompts()).tokens().getFirst()).containsExactly(100, 101, 102, 103);
      assertThat(Tensors.toLongs(batch.actions().ids())).containsExactly(104);
    }
  }

  @Test
  void replayEndsWhenItShouldAndALinearOneFadesInTokensAndInTheLoss() {
    Owing constant = replay(0.5, 6, ReplayDebt.Shape.CONSTANT);
    Owing linear = replay(0.5, 6, ReplayDebt.Shape.LINEAR);
    double owed = 0;
    long old = 0;
    for (int step = 0; step < 10; step++) {
      assertThat(learn(constant, step, 12)).hasSize(step < 6 ? 6 : 0);
      owed += step < 6 ? 0.5 * 12 * (1 - step / 6.0) : 0;
      old += learn(linear, step, 12).size();
      assertThat(old).isBetween((long) Math.floor(owed - 1e-9), (long) Math.floor(owed + 1e-9));
      linear.learnt(step, 0);
      assertThat(linear.share(step)).isZero();
    }
    linear = replay(0.5, 6, ReplayDebt.Shape.LINEAR);
    linear.learnt(3, 12);
    assertThat(linear.share(3)).isEqualTo(0.5);
    assertThat(old).isEqualTo(21);
  }

  @Test
  void itsStateIsAllThatItNeedsToGoOn() {
    for (int cut = 0; cut < 12; cut++) {
      Random random = new Random(5);
      Owing whole = replay(0.3, 20, ReplayDebt.Shape.LINEAR);
      Owing resumed = replay(0.3, 20, ReplayDebt.Shape.LINEAR);
      for (int step = 0; step < 24; step++) {
        int fresh = random.nextInt(30);
        if (step == cut) {
          resumed.replay().restore(whole.replay().state());
        }
        List<Long> learnt = learn(whole, step, fresh);
        if (step >= cut) {
          assertThat(learn(resumed, step, fresh)).isEqualTo(learnt);
        }
      }
    }
  }

  @Test
  void aTermThatIsCountedTellsOfTheTokensThatItLearns() {
    try (Scope scope = Scope.open();
        SmallTask task = new SmallTask()) {
      Owing replay = replay(2, 5, ReplayDebt.Shape.CONSTANT);
      Term<Batch.Demonstrations> term = task.supervised().counted(replay.debt());
      assertThat(replay.share(0)).isZero();
      term.source().next(0, streams);
      assertThat(replay.share(0)).isEqualTo(1);
      assertThat(Tensors.item(replay.replay().next(0, streams).actions().mask().sum()))
          .isEqualTo(8);
    }
  }

  @Test
  void learningPartOfARowIsRefusedWhereThereIsNoSuchPart() {
    assertThat(Tokens.of(1, 2, 3).learnt()).isEqualTo(2);
    assertThatThrownBy(() -> Tokens.of(1, 2, 3).learning(1, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are no learnt tokens from 1 to 3 among 2");
    assertThatThrownBy(() -> new ReplayDebt.Plan(0, 1, ReplayDebt.Shape.LINEAR))
        .hasMessageContaining("must be positive");
    assertThatThrownBy(() -> new ReplayDebt.Plan(1, 0, ReplayDebt.Shape.LINEAR))
        .hasMessageContaining("needs a step at least");
  }
}
