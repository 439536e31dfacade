package io.drey.cli.status;

import static io.drey.cli.CommandRun.drey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.cli.console.ExitCodes;
import io.drey.operations.OperationException;
import io.drey.operations.status.Answer;
import io.drey.operations.status.JobStatus;
import io.drey.operations.status.Question;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofDays(1);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void aServerThatIsAwayIsToldAndAskedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Watch.Sources sources = sources(() -> {
            if (asked.getAndIncrement() == 1) {
                throw OperationException.failure("Flink at http://jobmanager:8081 does not answer");
            }
            return List.of();
        });
        try (Watch watch = new Watch(sources, CLOCK);
                Blocks blocks = new Blocks(stream())) {
            assertThat(watch.run(blocks, SHORT, OptionalLong.of(3))).isTrue();
        }
        List<String> blocks = List.of(out.toString(UTF_8).split("(?m)^Drey status ", -1));
        assertThat(blocks).hasSize(4);
        assertThat(blocks.get(1)).contains("none runs").doesNotContain("does not answer");
        assertThat(blocks.get(2)).contains("  ! Flink at http://jobmanager:8081 does not answer");
        assertThat(blocks.get(3)).isEqualTo(blocks.get(1).stripTrailing() + System.lineSeparator());
        assertThat(out.toString(UTF_8)).doesNotContain("\u001b");
    }

    @Test
    void theLastRefreshSaysWhetherAllIsWell() throws Exception {
        Watch.Sources sources = sources(() -> {
            throw new IllegalStateException("odd");
        });
        try (Watch watch = new Watch(sources, CLOCK);
                Blocks blocks = new Blocks(stream())) {
            assertThat(watch.run(blocks, LONG, OptionalLong.of(1))).isFalse();
        }
        assertThat(out.toString(UTF_8)).contains("  ! Flink cannot be asked: odd");
    }

    @Test
    void aKeyEndsIt() throws Exception {
        try (Watch watch = new Watch(sources(List::of), CLOCK);
                Blocks blocks = new Blocks(stream())) {
            watch.endAtKey(new ByteArrayInputStream("xq".getBytes(UTF_8)));
            assertThat(watch.run(blocks, LONG, OptionalLong.empty())).isTrue();
        }
        assertThat(out.toString(UTF_8)).contains("Drey status").doesNotContain("\u001b");
    }

    @Test
    void anAnswerThatIsStillToComeIsWaitedForAndNotAskedForTwice() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Question<Integer> question = new Question<>(
                    "Kafka",
                    () -> {
                        try {
                            answered.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return asked.incrementAndGet();
                    },
                    threads,
                    CLOCK);
            question.ask();
            assertThat(question.answer(Duration.ZERO)).isEqualTo(Answer.missing("Kafka has not answered for 0 s"));
            question.ask();
            answered.countDown();
            assertThat(question.answer(LONG)).isEqualTo(Answer.of(1));
            question.ask();
            assertThat(question.answer(LONG)).isEqualTo(Answer.of(2));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theScreenIsDrawnOverAndLeftWithTheLastRefresh() {
        try (Screen screen = new Screen(stream(), Screen.Colours.of(null), TerminalSize.of(80, 24))) {
            assertThat(screen.rows()).isEqualTo(23);
            screen.show(List.of(new Line("first", Line.Look.PLAIN)));
            screen.show(List.of(new Line("second", Line.Look.BAD)));
        }
        assertThat(out.toString(UTF_8))
                .startsWith("\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[H\u001b[2Kfirst\r\n")
                .contains("\u001b[31msecond\u001b[0m\r\n\u001b[2Kq or Ctrl-C ends it\u001b[J\u001b[?7h")
                .endsWith("\u001b[?25h\u001b[?1049l\u001b[31msecond\u001b[0m" + System.lineSeparator());
    }

    @Test
    void noColorTakesColoursAway() {
        assertThat(Screen.Colours.of("")).isEqualTo(Screen.Colours.SOME);
        try (Screen screen = new Screen(stream(), Screen.Colours.of("1"), TerminalSize.of(80, 24))) {
            screen.show(List.of(new Line("bad", Line.Look.BAD), new Line("head", Line.Look.HEADING)));
        }
        assertThat(out.toString(UTF_8)).contains("\u001b[2Kbad\r\n\u001b[2Khead\r\n");
    }

    @Test
    void theCommandGoesOnWhileServersAreAway() {
        CommandRun run = drey(("status --watch --count 2 --interval 1s --tenant acme --flink http://127.0.0.1:1"
                        + " -Dopensearch-urls=http://127.0.0.1:1")
                .split(" ", -1));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.out().lines().filter(line -> line.startsWith("Drey status")))
                .hasSize(2);
        assertThat(run.out().lines().filter(line -> line.startsWith("  ! Flink at http://127.0.0.1:1 does not")))
                .hasSize(2);
        assertThat(run.out().lines().filter(line -> line.startsWith("  ! nobody answers at http://127.0.0.1:1")))
                .hasSize(2);
        assertThat(run.out()).contains("Lag").doesNotContain("\u001b");
    }

    private static Watch.Sources sources(Supplier<List<JobStatus>> jobs) {
        return new Watch.Sources(Optional.empty(), jobs, Optional.empty(), "", Optional.empty());
    }

    private PrintStream stream() {
        return new PrintStream(out, true, UTF_8);
    }
}
