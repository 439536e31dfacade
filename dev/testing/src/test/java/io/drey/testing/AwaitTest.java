package io.drey.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration NEVER = Duration.ofMillis(100);

    @Test
    void returnsOnceTheConditionHolds() {
        AtomicInteger questions = new AtomicInteger();
        Await.until("asked three times", SOON, () -> questions.incrementAndGet() == 3);
        assertThat(questions).hasValue(3);
    }

    @Test
    void takesAnExceptionForNotYet() {
        AtomicInteger questions = new AtomicInteger();
        Await.until("it answers", SOON, () -> {
            if (questions.incrementAndGet() < 3) {
                throw new IllegalStateException("not up");
            }
            return true;
        });
        assertThat(questions).hasValue(3);
    }

    @Test
    void namesWhatItWaitedForAndTheLastValue() {
        assertThatThrownBy(() -> Await.value("ten rows are there", NEVER, () -> 7, rows -> rows == 10))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("until ten rows are there")
                .hasMessageContaining("last value: 7");
    }

    @Test
    void saysHowManyThereWereOfHowMany() {
        AtomicInteger rows = new AtomicInteger();
        Await.atLeast("rows", SOON, 3, () -> rows.addAndGet(2));
        Await.exactly("rows", SOON, 7L, rows::incrementAndGet);
        assertThat(rows).hasValue(7);
        assertThatThrownBy(() -> Await.atLeast("rows in the lake", NEVER, 900, () -> 612L))
                .hasMessageContaining("until rows in the lake; last value: 900 expected, 612 there");
        assertThatThrownBy(() -> Await.exactly("rows", NEVER, 9, () -> 10))
                .hasMessageContaining("9 expected, 10 there");
    }

    @Test
    void namesTheValueThatIsWantedAndTheOneThatIsThere() {
        Await.equal("state", SOON, "on", () -> "on");
        assertThatThrownBy(() -> Await.equal("state", NEVER, "on", () -> "off"))
                .hasMessageContaining("until state: on; last value: off");
    }

    @Test
    void keepsTheLastFailureAsTheCause() {
        IllegalStateException refused = new IllegalStateException("refused");
        assertThatThrownBy(() -> Await.until("it answers", NEVER, () -> {
                    throw refused;
                }))
                .hasMessageContaining("last failure: java.lang.IllegalStateException: refused")
                .hasCause(refused);
    }
}
