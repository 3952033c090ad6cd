package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.data.records.Columns;
import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.objective.Batch;
import dev.mneme.objective.DrGrpo;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Scoring;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.text.ExampleTokens;
import dev.mneme.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Old prompts completed by a random model of six letters, beside a new task that is only counted.
 */
class RewardedReplayTest {

  private static final int LONGEST = 9;
  private static final int GROUP = 4;
  private static final Tokenizer TOKENIZER = Tokenizer.characters("abcdef");

  /** Half of what it may say, so that lengths are anything from 1 on. */
  private static final Set<Integer> MANY_ENDS = Set.of(1, 2, 3, 4, 5);

  private final Path folder;
  private final Scope scope = Scope.open();
  private final RandomStreams streams = new RandomStreams(8);
  private final Decoder decoder =
      Decoder.initialised(DecoderShape.llama(10, 8, 1, 1, 1, 8, 16), streams.get("init"));
  private final LanguagePolicy policy =
      new LanguagePolicy(decoder, new LanguagePolicy.Writing(LONGEST, Set.of(1), 8));
  private final LanguagePolicy brief =
      policy.view(new LanguagePolicy.Writing(LONGEST, MANY_ENDS, 8), Scoring.WHOLE);
  private final LanguagePolicy endless =
      policy.view(new LanguagePolicy.Writing(LONGEST, Set.of(), 8), Scoring.WHOLE);
  private final MixedExamples examples;

  RewardedReplayTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Path file =
        Files.writeString(
            folder.resolve("old.jsonl"), "{\"prompt\": \"ab\"}\n{\"prompt\": \"c\"}\n");
    MixedExamples.Source source = new MixedExamples.Source(file, null, Columns.USUAL, 1, 1);
    examples = new MixedExamples(List.of(source), 0, EnumSet.of(Format.QUESTION), 0);
  }

  @AfterEach
  void free() {
    examples.close();
    brief.close();
    endless.close();
    policy.close();
    streams.close();
    scope.close();
  }

  /** A replay and what it is told by. */
  private record Owing(RewardedReplay replay, ReplayDebt debt) {

    /** Learnt tokens of a step. */
    long learn(long step, long fresh, RandomStreams streams) {
      debt.learnt(step, fresh);
      if (replay.share(step) == 0) {
        return 0;
      }
      try (Scope scope = Scope.open()) {
        long tokens = tokens(replay.next(step, streams));
        assertThat(replay.signals()).containsEntry("tokens", (double) tokens);
        return tokens;
      }
    }
  }

  private static long tokens(Batch batch) {
    return Math.round(Tensors.item(batch.actions().mask().sum()));
  }

  private Owing replay(LanguagePolicy writer, double ratio, TextVerifier verifier) {
    return replay(writer, ratio, verifier, 1000);
  }

  private Owing replay(LanguagePolicy writer, double ratio, TextVerifier verifier, int most) {
    return replay(
        writer, new ReplayDebt.Plan(ratio, 1000, ReplayDebt.Shape.CONSTANT), verifier, most);
  }

  private Owing replay(
      LanguagePolicy writer, ReplayDebt.Plan plan, TextVerifier verifier, int most) {
    ReplayDebt debt = new ReplayDebt(plan);
    RecordSampling sampling =
        new RecordSampling(
            writer,
            new ExampleTokens(folder, TOKENIZER, 10, ExampleTokens.Asking.PLAIN),
            new RecordJudge(TOKENIZER, Set.of(1), verifier),
            new RecordSampling.Plan(GROUP, false, 5, "preserve.replay.tokens"),
            null);
    return new Owing(new RewardedReplay(sampling, examples, LONGEST, most, debt), debt);
  }

  private static Verdict evenness(String text, Map<String, ?> columns) {
    double even = text.length() % 2 == 0 ? 1 : 0;
    return new Verdict(even, "", Map.of("even", even));
  }

  @Test
  void whereAllCompletionsAreAsLongTheOldIsNeverFurtherThanHalfAGroupFromItsRatio() {
    int group = GROUP * LONGEST;
    for (double ratio : List.of(0.3, 1.0, 4.0)) {
      Random random = new Random(3);
      Owing owing = replay(endless, ratio, RewardedReplayTest::evenness);
      long fresh = 0;
      long old = 0;
      for (int step = 0; step < 40; step++) {
        int now = random.nextInt(60);
        fresh += now;
        old += owing.learn(step, now, streams);
        assertThat(old % group).isZero();
        assertThat(Math.abs(Math.floor(ratio * fresh) - old)).isLessThanOrEqualTo(group / 2.0);
      }
      assertThat(old).isGreaterThan(group);
    }
  }

  @Test
  void aStepHasNoMorePromptsThanItMayAndOwesTheRest() {
    int group = GROUP * LONGEST;
    Owing owing = replay(endless, 1, RewardedReplayTest::evenness, 3);
    assertThat(owing.learn(0, 10L * group, streams)).isEqualTo(3L * group);
    assertThat(owing.debt().owed()).isEqualTo(7L * group);
    assertThat(owing.learn(1, 0, streams)).isEqualTo(3L * group);
  }

  @Test
  void ofAnyLengthsTheOldIsNeverAheadByAStepAndInTheEndNotBehindByOne() {
    for (double ratio : List.of(0.1, 1.5)) {
      for (LanguagePolicy writer : List.of(policy, brief)) {
        Random random = new Random(4);
        Owing owing = replay(writer, ratio, RewardedReplayTest::evenness);
        long fresh = 0;
        long old = 0;
        long last = 0;
        long most = 0;
        for (int step = 0; step < 60; step++) {
          int now = random.nextInt(80);
          fresh += now;
          long owed = (long) Math.floor(ratio * fresh) - old;
          long learnt = owing.learn(step, now, streams);
          old += learnt;
          last = learnt > 0 ? learnt : last;
          most = Math.max(most, learnt);
          long ahead = old - (long) Math.floor(ratio * fresh);
          assertThat(ahead).isLessThan(Math.max(1, last));
          assertThat(owing.debt().owed()).isEqualTo(0 - ahead);
          assertThat(learnt == 0 || owed > 0).isTrue();
        }
        assertThat(Math.abs(Math.floor(ratio * fresh) - old)).isLessThanOrEqualTo((double) most);
        assertThat(old).isPositive();
      }
    }
  }

  @Test
  void aStepLearnsByTheGradientOfRewardLessTheMeanOfItsGroup() {
    Owing owing = replay(policy, 1, RewardedReplayTest::evenness);
    owing.debt().learnt(0, 3L * GROUP * LONGEST);
    streams.get("replay");
    Map<String, Tensor> random = copied(streams.states());
    Map<String, double[]> before = owing.replay().state();
    Term<Batch.Experience> term = Term.of("replay", owing.replay(), new DrGrpo(0.2, 0.2, LONGEST));
    Map<String, Tensor> figures = new LinkedHashMap<>();
    Tensor loss = term.loss(0, policy, streams, true, figures);
    List<Tensor> learnt = policy.parameters().tensors();
    List<Tensor> gradients = Gradients.of(loss, learnt);

    streams.restore(random);
    Owing again = replay(policy, 1, RewardedReplayTest::evenness);
    again.replay().restore(before);
    Batch.Experience batch = again.replay().next(0, streams);
    assertThat(batch.prompts().size()).isEqualTo(3);
    float[] rewards = Tensors.toFloats(batch.rewards());
    float[] advantages = new float[rewards.length];
    for (int row = 0; row < rewards.length; row++) {
      int from = row / GROUP * GROUP;
      float mean = 0;
      for (int other = from; other < from + GROUP; other++) {
        mean += rewards[other] / GROUP;
      }
      advantages[row] = rewards[row] - mean;
    }
    Tensor chosen = policy.chosenLogProbs(batch.prompts(), batch.actions()); // [rows, time]
    Tensor each = Maths.sum(chosen, 1).mul(Tensors.floats(advantages, advantages.length)); // [rows]
    List<Tensor> expected = Gradients.of(Maths.times(each.mean(), -1.0 / LONGEST), learnt);
    double length = 0;
    for (int i = 0; i < learnt.size(); i++) {
      float[] theirs = Tensors.toFloats(gradients.get(i));
      float[] ours = Tensors.toFloats(expected.get(i));
      for (int k = 0; k < ours.length; k++) {
        assertThat(theirs[k]).isCloseTo(ours[k], within(1e-6f));
        length += ours[k] * ours[k];
      }
    }
    assertThat(length).isGreaterThan(1e-6);
    double mean = 0;
    for (float reward : rewards) {
      mean += reward / rewards.length;
    }
    for (String name : List.of("replay/reward", "replay/reward.even")) {
      Tensor told = Objects.requireNonNull(figures.get(name), name);
      assertThat(Tensors.item(told)).isCloseTo(mean, within(1e-6));
    }
    assertThat(figures).containsKeys("replay/loss", "replay/tokens");
  }

  private static Map<String, Tensor> copied(Map<String, Tensor> states) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    states.forEach((name, state) -> copies.put(name, state.clone()));
    return copies;
  }

  @Test
  void itsStateIsAllThatItNeedsToGoOn() {
    for (int cut = 0; cut < 8; cut++) {
      Random random = new Random(5);
      Owing whole = replay(policy, 0.7, RewardedReplayTest::evenness);
      Owing resumed = replay(policy, 0.7, RewardedReplayTest::evenness);
      try (RandomStreams first = new RandomStreams(2);
          RandomStreams second = new RandomStreams(2)) {
        for (int step = 0; step < 12; step++) {
          int fresh = random.nextInt(90);
          if (step == cut) {
            resumed.replay().restore(whole.replay().state());
            second.restore(copied(first.states()));
          }
          long learnt = whole.learn(step, fresh, first);
          if (step >= cut) {
            assertThat(resumed.learn(step, fresh, second)).isEqualTo(learnt);
          }
        }
        assertThat(resumed.replay().state().get("groups"))
            .containsExactly(whole.replay().state().get("groups"));
      }
    }
  }

  @Test
  void anInterruptionWaitsForTheVerdicts() {
    List<Boolean> interrupted = new CopyOnWriteArrayList<>();
    Owing owing =
        replay(
            policy,
            1,
            (text, columns) -> {
              interrupted.add(Thread.currentThread().isInterrupted());
              return evenness(text, columns);
            });
    try (RandomStreams own = new RandomStreams(2)) {
      Thread.currentThread().interrupt();
      assertThat(owing.learn(0, 100, own)).isPositive();
    } finally {
      assertThat(Thread.interrupted()).as("the interruption is passed on").isTrue();
    }
    assertThat(interrupted).isNotEmpty().doesNotContain(true);
  }

  @Test
  void aFadingReplayCountsLessAndEnds() {
    ReplayDebt.Plan plan = new ReplayDebt.Plan(1, 4, ReplayDebt.Shape.LINEAR);
    Owing owing = replay(endless, plan, RewardedReplayTest::evenness, 1000);
    RewardedReplay replay = owing.replay();
    ReplayDebt debt = owing.debt();
    assertThat(replay.share(0)).as("nothing is owed yet").isZero();
    debt.learnt(2, 200);
    assertThat(debt.owed()).isEqualTo(100);
    assertThat(replay.share(2)).isEqualTo(0.5);
    debt.learnt(4, 200);
    assertThat(debt.owed()).isEqualTo(100);
    assertThat(replay.share(4)).as("whole groups are owed, but its time is over").isZero();
    debt.pay(101);
    assertThat(debt.owed()).isEqualTo(-1);
    assertThat(debt.share(2)).isZero();
  }
}
