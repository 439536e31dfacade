package io.drey.delivery.sending;

import io.drey.configuration.TargetDocument;
import io.drey.job.TenantSecrets;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends one parcel, once, outside of any job. */
public final class SingleSending {

    private static final long PATIENCE_SECONDS = 60;

    private SingleSending() {}

    /**
     * Sends it and waits for the answer.
     *
     * @return what the target answered
     * @throws IOException if it did not take it; the message says why
     */
    public static String send(
            TargetDocument target, Parcel parcel, TenantSecrets secrets, Map<String, String> environment)
            throws IOException {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (TargetClient client = TargetClient.of(
                target, TargetClient.secretOf(target, secrets, environment), executor, Clock.systemUTC())) {
            return client.send(List.of(parcel)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(words(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("it has not answered for %d seconds".formatted(PATIENCE_SECONDS), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before it answered", e);
        } finally {
            executor.shutdownNow();
        }
    }

    /** Refusals say all by themselves; other failures often by their class only. */
    private static String words(Throwable failure) {
        return failure instanceof TargetClient.Refused
                        || failure instanceof TargetClient.RefusedForSome
                        || failure instanceof TargetClient.NotNow
                ? failure.getMessage()
                : failure.toString();
    }
}
