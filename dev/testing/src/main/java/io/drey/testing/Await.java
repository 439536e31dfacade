package io.drey.testing;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Waiting for a condition instead of sleeping.
 *
 * <pre>{@code
 * Await.until("the alert is delivered", Duration.ofSeconds(30), () -> webhook.received() == 1);
 * long rows = Await.value("rows in the lake", Duration.ofMinutes(1), () -> count(), count -> count >= 10);
 * }</pre>
 */
public final class Await {
    private static final Duration POLL = Duration.ofMillis(50);

    private Await() {}

    /**
     * Returns when the condition holds. A condition that throws does not hold yet; if time runs out, its last exception is
     * the failure's cause.
     */
    public static void until(String description, Duration timeout, Callable<Boolean> condition) {
        poll(description, timeout, condition, Boolean.TRUE::equals);
    }

    /** Returns the first value that is enough; a failure names the last one seen. */
    public static <T> T value(String description, Duration timeout, Callable<T> value, Enough<T> enough) {
        return poll(description, timeout, value, enough);
    }

    /** Decides whether a value ends the waiting. */
    public interface Enough<T> {
        /** Whether the value ends the waiting. */
        boolean test(T value) throws Exception;
    }

    private static <T> T poll(String description, Duration timeout, Callable<T> question, Enough<T> enough) {
        requireNonNull(description, "description is null");
        long deadline = System.nanoTime() + timeout.toNanos();
        String last = "nothing was answered";
        while (true) {
            Exception failure = null;
            try {
                T value = question.call();
                if (enough.test(value)) {
                    return value;
                }
                last = "last value: " + value;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while waiting until " + description, interrupted);
            } catch (Exception notYet) {
                failure = notYet;
                last = "last failure: " + notYet;
            }
            if (System.nanoTime() >= deadline) {
                throw new AssertionError(
                        "Waited " + timeout.toMillis() + " ms in vain until " + description + "; " + last, failure);
            }
            pause(description);
        }
    }

    private static void pause(String description) {
        try {
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting until " + description, interrupted);
        }
    }
}
