package io.drey.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Printable;
import io.drey.job.delivery.RetryPause;
import io.drey.job.opensearch.SearchDocument;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
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
 * <p>Whatever may be mended without touching the documents is tried again without end and with growing pauses, at the next
 * address: a lost connection, a time-out, 429 and 5xx, of the request or of single documents, a login that is not accepted,
 * an address where something else answers. A version conflict means that the index holds the document already. Documents for
 * an index that takes none because of its state wait for some time ({@link BlockedIndices}). A request that is refused as a
 * whole because of what it holds is halved until the document at fault is alone. Documents refused for any other reason, and
 * those that waited in vain, are written to an index beside their own ({@link OpenSearchEnd#REJECTED_PREFIX}) and reported.
 */
final class BulkClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BulkClient.class);
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_LARGE = 413;

    private final OpenSearchSettings settings;
    private final Clock clock;
    private final ExecutorService executor;
    private final OpenSearchClient client;
    private final BlockedIndices blocked;
    private final AtomicInteger address = new AtomicInteger();
    private volatile boolean closed;

    BulkClient(OpenSearchSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.blocked = new BlockedIndices(settings.blockedIndexPatience());
        this.executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "opensearch-bulk");
            thread.setDaemon(true);
            return thread;
        });
        this.client = new OpenSearchClient(settings.connection(), executor);
    }

    /**
     * Looks whether the settings are right before the first document.
     *
     * @throws OpenSearchException if they are not; where nobody answers nothing is known, and nothing thrown
     */
    void check() throws InterruptedException {
        try {
            client.check();
        } catch (IOException away) {
            LOG.warn("{}; trying again as long as it takes", away.getMessage());
        }
    }

    /** Writes the documents; the result is complete when all are written or refused, and names the latter. */
    CompletableFuture<List<RejectedDocument>> write(List<SearchDocument> documents) {
        return send(documents).thenCompose(this::keepRejected);
    }

    private CompletableFuture<List<RejectedDocument>> keepRejected(List<RejectedDocument> rejected) {
        if (rejected.isEmpty()) {
            return CompletableFuture.completedFuture(rejected);
        }
        for (RejectedDocument each : rejected) {
            LOG.warn(
                    "OpenSearch refused document {} of index {} with {}: {}",
                    each.document().id(),
                    each.document().index(),
                    each.status(),
                    Printable.of(each.reason()));
        }
        List<SearchDocument> kept = rejected.stream()
                .map(each -> BulkRequest.rejection(each, clock.millis()))
                .toList();
        return send(kept).thenApply(refusedAgain -> {
            for (RejectedDocument each : refusedAgain) {
                LOG.error(
                        "OpenSearch refused to keep rejected document {} in index {} too: {}; it is a dead letter only",
                        each.document().id(),
                        each.document().index(),
                        Printable.of(each.reason()));
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
            List<URI> urls = settings.connection().urls();
            URI url = urls.get(Math.floorMod(address.get(), urls.size()));
            client.sendBulk(url, BulkRequest.body(left, settings.compression()), settings.compression())
                    .handle((response, failure) -> {
                        if (failure == null) {
                            answered(url, response);
                        } else {
                            again(url, client.explain(url, failure));
                        }
                        return left;
                    })
                    .exceptionally(bug -> {
                        done.completeExceptionally(bug);
                        return left;
                    });
        }

        private void answered(URI url, HttpResponse<byte[]> response) {
            switch (response.statusCode()) {
                case 200 -> answered(url, response.body());
                case TOO_LARGE -> halve(TOO_LARGE, "longer than OpenSearch takes (http.max_content_length)");
                case BAD_REQUEST -> halve(BAD_REQUEST, new String(response.body(), UTF_8));
                default -> {
                    if (response.statusCode() == UNAUTHORIZED) {
                        client.readPassword();
                    }
                    again(url, client.explain(url, response));
                }
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
            reply.written().forEach(document -> blocked.takes(document.index()));
            rejected.addAll(reply.refused());
            left = reply.again();
            for (RejectedDocument each : reply.blocked()) {
                if (blocked.isGivenUp(each.document().index(), clock.millis())) {
                    rejected.add(each);
                } else {
                    left.add(each.document());
                }
            }
            if (!left.isEmpty()) {
                again(url, reply.reason());
                return;
            }
            if (failures > 0) {
                LOG.info("OpenSearch at {} takes documents again after {} failures", url, failures);
            }
            done.complete(rejected);
        }

        private void halve(int status, String reason) {
            if (left.size() == 1) {
                rejected.add(new RejectedDocument(left.get(0), status, reason));
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
