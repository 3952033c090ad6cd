package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.policy.Actions;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Rollouts;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;

/** A vocabulary of three and two steps, so that the divergence can be summed over all texts. */
class SequenceKlTest {

  private static final int END = 2;
  private static final int[] PROMPT = {0, 1};

  @Test
  void itIsTheExactDivergenceOverAllTextsWithinItsInterval() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(4);
        LanguagePolicy base = policy(streams, "one");
        LanguagePolicy tuned = policy(streams, "two")) {
      double exact = exact(base, tuned);
      Rollouts drawn =
          base.sample(new Texts(Collections.nCopies(400, PROMPT)), 2, streams.get("sample"));
      SequenceKl kl =
          SequenceKl.of(base, tuned, List.of(drawn), new ClusterBootstrap(500, 0.99, 1));
      assertThat(exact).isGreaterThan(0.05);
      assertThat(kl.perSequence().interval().low()).isLessThan(exact);
      assertThat(kl.perSequence().interval().high()).isGreaterThan(exact);
      assertThat(kl.perSequence().value()).isCloseTo(exact, within(0.1 * exact));
      assertThat(kl.perToken().value())
          .isCloseTo(kl.perSequence().value() * 800 / kl.tokens(), within(1e-9));
    }
  }

  @Test
  void whatTheBaseSaidBeforeIsAsGoodAsAskingItAgain() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(4);
        LanguagePolicy base = policy(streams, "one");
        LanguagePolicy tuned = policy(streams, "two")) {
      Rollouts drawn = base.sample(new Texts(List.of(PROMPT, PROMPT)), 3, streams.get("sample"));
      SequenceKl.Said said = new SequenceKl.Said(drawn, SequenceKl.logProbs(base, drawn));
      ClusterBootstrap bootstrap = new ClusterBootstrap(100, 0.95, 1);
      assertThat(SequenceKl.of(List.of(said), tuned, bootstrap))
          .isEqualTo(SequenceKl.of(base, tuned, List.of(drawn), bootstrap));
    }
  }

  @Test
  void aPolicyIsNowhereFarFromItself() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(4);
        LanguagePolicy base = policy(streams, "one");
        LanguagePolicy same = base.copy()) {
      Rollouts drawn = base.sample(new Texts(List.of(PROMPT)), 5, streams.get("sample"));
      SequenceKl kl = SequenceKl.of(base, same, List.of(drawn), new ClusterBootstrap(100, 0.95, 1));
      assertThat(kl.perSequence().value()).isZero();
      assertThat(kl.perSequence().interval()).as("of one prompt").isEqualTo(Interval.UNKNOWN);
      assertThat(kl.perToken().interval()).isEqualTo(Interval.UNKNOWN);
    }
  }

  /** Σ over texts of π0(y) (log π0(y) − log π(y)); a text is one END, or any token and then any. */
  private static double exact(LanguagePolicy base, LanguagePolicy tuned) {
    List<int[]> texts = new ArrayList<>(List.of(new int[] {END}));
    for (int first = 0; first < END; first++) {
      for (int second = 0; second <= END; second++) {
        texts.add(new int[] {first, second});
      }
    }
    double total = 0;
    for (int[] text : texts) {
      double own = logProb(base, text);
      total += Math.exp(own) * (own - logProb(tuned, text));
    }
    return total;
  }

  private static double logProb(LanguagePolicy policy, int[] text) {
    Actions actions = Actions.ragged(List.of(text), 1);
    return Tensors.item(policy.chosenLogProbs(new Texts(List.of(PROMPT)), actions).sum());
  }

  private static LanguagePolicy policy(RandomStreams streams, String stream) {
    Decoder decoder =
        Decoder.initialised(DecoderShape.llama(3, 8, 1, 2, 2, 12, 16), streams.get(stream));
    Gradients.without(() ->
        decoder
            .parameters()
            .byName()
            .forEach((name, weight) -> {
              if (!name.contains("norm")) {
                weight.mul_(new Scalar(15));
              }
            }));
    return new LanguagePolicy(decoder, new LanguagePolicy.Writing(2, Set.of(END), 64));
  }
}
