package io.drey.operations.status;

import io.drey.operations.OperationException;
import io.drey.operations.TimeLength;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A question that is asked a server again and again, each time on another thread: one that is away holds nobody up. Where an
 * answer is still to come the question is not asked once more.
 */
public final class Question<T> {

    private final String server;
    private final Supplier<T> asking;
    private final ExecutorService threads;
    private final Clock clock;
    private Future<T> coming;
    private Instant asked;

    /**
     * A question that was not asked yet.
     *
     * @param server who is asked, as a sentence begins with it
     * @param asking what asks, and fails in words where there is no answer
     */
    public Question(String server, Supplier<T> asking, ExecutorService threads, Clock clock) {
        this.server = server;
        this.asking = asking;
        this.threads = threads;
        this.clock = clock;
    }

    /** Asks, unless an answer is still to come. */
    public void ask() {
        if (coming == null) {
            asked = clock.instant();
            coming = threads.submit(asking::get);
        }
    }

    /**
     * What the server said since it was asked.
     *
     * @param patience how long to wait for it
     */
    public Answer<T> answer(Duration patience) throws InterruptedException {
        try {
            T value = coming.get(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS);
            coming = null;
            return Answer.of(value);
        } catch (TimeoutException e) {
            return Answer.missing("%s has not answered for %s"
                    .formatted(server, TimeLength.words(Duration.between(asked, clock.instant()))));
        } catch (ExecutionException e) {
            coming = null;
            return Answer.missing(
                    e.getCause() instanceof OperationException known
                            ? known.getMessage()
                            : "%s cannot be asked: %s".formatted(server, OperationException.rootMessage(e)));
        }
    }
}
