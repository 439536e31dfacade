package io.drey.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
    private static final Duration SOON = Duration.ofSeconds(10);
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
    void keepsTheLastFailureAsTheCause() {
        IllegalStateException refused = new IllegalStateException("refused");
        assertThatThrownBy(() -> Await.until("it answers", NEVER, () -> {
                    throw refused;
                }))
                .hasMessageContaining("last failure: java.lang.IllegalStateException: refused")
                .hasCause(refused);
    }
}
