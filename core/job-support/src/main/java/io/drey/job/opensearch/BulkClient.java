package io.drey.job.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Printable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes documents by OpenSearch's bulk interface until each is written or refused for good.
 *
 * <p>A lost connection, a time-out, 429 and 5xx, of the request or of single documents, are tried again without end and
 * with growing pauses, at the next address. A version conflict means that the index holds the document already. A request
 * that is too large is halved. Documents refused for any other reason are written to an index beside their own
 * ({@link OpenSearchEnd#REJECTED_PREFIX}) and reported. A request refused as a whole for any other reason, such as
 * missing rights, fails: no retry mends it.
 */
final class BulkClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BulkClient.class);
    private static final int TOO_LARGE = 413;

    private final OpenSearchSettings settings;
    private final Clock clock;
    private final ExecutorService executor;
    private final HttpClient http;
    private final AtomicInteger address = new AtomicInteger();
    private volatile boolean closed;

    BulkClient(OpenSearchSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "opensearch-bulk");
            thread.setDaemon(true);
            return thread;
        });
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.requestTimeout())
                .executor(executor)
                .build();
    }

    /** Writes the documents; the result is complete when all are written or kept as rejected, and names the latter. */
    CompletableFuture<List<RejectedDocument>> write(List<SearchDocument> documents) {
        return send(documents).thenCompose(this::keepRejected);
    }

    private CompletableFuture<List<RejectedDocument>> keepRejected(List<RejectedDocument> rejected) {
        if (rejected.isEmpty()) {
            return CompletableFuture.completedFuture(rejected);
        }
        for (RejectedDocument each : rejected) {
            LOG.warn(
                    "OpenSearch refused document {} of index {} with {}: {}; it is kept in {}{}",
                    each.document().id(),
                    each.document().index(),
                    each.status(),
                    Printable.of(each.reason()),
                    OpenSearchEnd.REJECTED_PREFIX,
                    each.document().index());
        }
        List<SearchDocument> kept = rejected.stream()
                .map(each -> BulkRequest.rejection(each, clock.millis()))
                .toList();
        return send(kept).thenApply(refusedAgain -> {
            if (!refusedAgain.isEmpty()) {
                throw new IllegalStateException("OpenSearch refused to keep a rejected document in index %s: %s"
                        .formatted(
                                refusedAgain.get(0).document().index(),
                                refusedAgain.get(0).reason()));
            }
            return rejected;
        });
    }

    private CompletableFuture<List<RejectedDocument>> send(List<SearchDocument> documents) {
        Delivery delivery = new Delivery(documents);
        delivery.attempt();
        return delivery.done;
    }

    /** Some documents on their way, with what became of them so far. */
    private final class Delivery {

        private final CompletableFuture<List<RejectedDocument>> done = new CompletableFuture<>();
        private final List<RejectedDocument> rejected = new ArrayList<>();
        private List<SearchDocument> left;
        private int failures;

        Delivery(List<SearchDocument> documents) {
            this.left = documents;
        }

        void attempt() {
            URI url = settings.urls()
                    .get(Math.floorMod(address.get(), settings.urls().size()));
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/_bulk"))
                    .timeout(settings.requestTimeout())
                    .header("Content-Type", "application/x-ndjson")
                    .POST(BodyPublishers.ofByteArray(BulkRequest.body(left)))
                    .build();
            http.sendAsync(request, BodyHandlers.ofByteArray())
                    .handle((response, failure) -> {
                        if (failure == null) {
                            answered(url, response);
                        } else {
                            again(url, failure.toString());
                        }
                        return left;
                    })
                    .exceptionally(bug -> {
                        done.completeExceptionally(bug);
                        return left;
                    });
        }

        private void answered(URI url, HttpResponse<byte[]> response) {
            int status = response.statusCode();
            if (status == 200) {
                answered(url, response.body());
            } else if (BulkReply.isTransient(status)) {
                again(url, "HTTP " + status);
            } else if (status == TOO_LARGE) {
                halve();
            } else {
                done.completeExceptionally(new IOException(
                        "%s refused a bulk request with HTTP %d: %s; check opensearch-urls and the writer's rights"
                                .formatted(url, status, Printable.of(new String(response.body(), UTF_8)))));
            }
        }

        private void answered(URI url, byte[] answer) {
            BulkReply reply;
            try {
                reply = BulkReply.read(left, answer);
            } catch (IOException e) {
                again(url, "an answer that cannot be read: " + e.getMessage());
                return;
            }
            rejected.addAll(reply.rejected());
            left = reply.retry();
            if (!left.isEmpty()) {
                again(url, reply.retryReason());
                return;
            }
            if (failures > 0) {
                LOG.info("OpenSearch at {} takes documents again after {} failures", url, failures);
            }
            done.complete(rejected);
        }

        private void halve() {
            if (left.size() == 1) {
                rejected.add(new RejectedDocument(
                        left.get(0), TOO_LARGE, "longer than OpenSearch takes (http.max_content_length)"));
                done.complete(rejected);
                return;
            }
            int middle = left.size() / 2;
            send(left.subList(0, middle))
                    .thenCombine(send(left.subList(middle, left.size())), (first, second) -> {
                        rejected.addAll(first);
                        rejected.addAll(second);
                        return done.complete(rejected);
                    })
                    .exceptionally(done::completeExceptionally);
        }

        private void again(URI url, String reason) {
            if (closed) {
                done.completeExceptionally(new IOException("the writer was closed before it was done"));
                return;
            }
            address.incrementAndGet();
            Duration pause = RetryPause.after(failures, settings.retryDelay(), settings.retryDelayMax());
            if (failures == 0 || pause.equals(settings.retryDelayMax())) {
                LOG.warn(
                        "OpenSearch at {} did not take {} documents: {}; trying again in {} ms",
                        url,
                        left.size(),
                        Printable.of(reason),
                        pause.toMillis());
            }
            failures++;
            CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, executor)
                    .execute(this::attempt);
        }
    }

    /** Stops retrying; what is under way may still be written. */
    @Override
    public void close() {
        closed = true;
        executor.shutdownNow();
    }
}
