package io.drey.testing;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Waiting for a condition instead of sleeping.
 *
 * <pre>{@code
 * Await.until("the alert is delivered", Duration.ofSeconds(30), () -> webhook.isTold());
 * Await.atLeast("rows in the lake", Duration.ofMinutes(1), 10, () -> count());
 * List<String> names = Await.value("two names", Duration.ofMinutes(1), () -> names(), names -> names.size() == 2);
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

    /** Returns when so many are there, or more; a failure says how many there were. */
    public static void atLeast(String description, Duration timeout, long wanted, Callable<? extends Number> count) {
        poll(description, timeout, () -> new Count(count.call(), wanted), Count::isAtLeast);
    }

    /** Returns when exactly so many are there; a failure says how many there were. */
    public static void exactly(String description, Duration timeout, long wanted, Callable<? extends Number> count) {
        poll(description, timeout, () -> new Count(count.call(), wanted), there -> there.number.longValue() == wanted);
    }

    /** Returns when the value is the one that is wanted; a failure names both. */
    public static <T> void equal(String description, Duration timeout, T wanted, Callable<? extends T> value) {
        poll(description + ": " + wanted, timeout, value, wanted::equals);
    }

    /** How many there are of how many. */
    private record Count(Number number, long wanted) {

        boolean isAtLeast() {
            return number.longValue() >= wanted;
        }

        @Override
        public String toString() {
            return "%d expected, %s there".formatted(wanted, number);
        }
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
