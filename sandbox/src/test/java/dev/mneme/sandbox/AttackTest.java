package dev.mneme.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttackTest {

  private static final HiddenTests TESTS =
      new HiddenTests(
          "assert double(21) == 42\nassert all(double(x) == 2 * x for x in [-4, 0.5, 3])",
          null,
          null,
          false,
          false);

  private static final Limits LIMITS = new Limits(Duration.ofMillis(1_500), 128, 100_000, 100_000);

  private static Sandbox sandbox = Sandbox.open(LIMITS);

  @BeforeAll
  static void open() {
    sandbox.close();
    sandbox = Sandbox.open(LIMITS);
  }

  static List<Attack> attacks() {
    return Attack.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void fails(Attack attack) {
    Outcome outcome = sandbox.run(new Program(null, attack.program()), TESTS);
    // A slow machine may reach the end of the time before the attack gets anywhere.
    assertThat(outcome.kind())
        .as(outcome.reason())
        .isIn(attack.ends(), Outcome.Kind.TIME)
        .isNotEqualTo(Outcome.Kind.PASSED);
  }

  @Test
  void theTimeLimitHoldsOnAnyThread() throws InterruptedException {
    Program endless = new Program(null, "def double(x):\n  while True:\n    pass\n");
    Queue<Outcome.Kind> kinds = new ConcurrentLinkedQueue<>();
    Runnable work = () -> kinds.add(sandbox.run(endless, TESTS).kind());
    Thread virtual = Thread.ofVirtual().start(work);
    Thread platform = Thread.ofPlatform().daemon().start(work);
    virtual.join();
    platform.join();
    assertThat(kinds).containsExactly(Outcome.Kind.TIME, Outcome.Kind.TIME);
  }

  @Test
  void aProgramThatFillsItsMemoryDoesNotFillOurs() {
    Program hungry =
        new Program(null, "def double(x):\n  return [n for n in range(10 ** 5)] * 10 ** 4\n");
    // Time enough for a slow machine to fill the memory.
    try (Sandbox patient =
        Sandbox.open(new Limits(Duration.ofSeconds(60), 128, 100_000, 100_000))) {
      long before = usedHeap();
      assertThat(patient.run(hungry, TESTS).kind()).isEqualTo(Outcome.Kind.MEMORY);
      assertThat(usedHeap() - before).isLessThan(32L << 20);
    }
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void thereAreAtLeastAHundred() {
    assertThat(Attack.all()).hasSizeGreaterThanOrEqualTo(100).doesNotHaveDuplicates();
  }

  /** Whatever the attacks left behind, the sandbox still serves and nothing lies about. */
  @AfterAll
  static void anHonestProgramPassesAfterAllOfThem() {
    try (Sandbox last = sandbox) {
      Outcome outcome = last.run(new Program(null, "def double(x):\n  return 2 * x\n"), TESTS);
      assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(Outcome.Kind.PASSED);
      assertThat(Files.exists(Path.of("stolen.txt"))).isFalse();
    }
  }
}
