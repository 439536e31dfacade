package io.drey.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Printable;
import io.drey.job.opensearch.SearchDocument;
import io.drey.job.sending.Answer;
import io.drey.job.sending.Destination;
import io.drey.job.sending.Sending;
import io.drey.job.sending.Sending.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
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
    private final OpenSearchClient client;
    private final Sending<SearchDocument, RejectedDocument> sending;
    private final Bulk bulk;

    BulkClient(OpenSearchSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        ScheduledExecutorService thread = Sending.thread("opensearch-bulk");
        this.client = new OpenSearchClient(settings.connection(), thread);
        this.sending = new Sending<>(settings.retryDelay(), settings.retryDelayMax(), clock, thread);
        this.bulk = new Bulk(new BlockedIndices(settings.blockedIndexPatience()));
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
        return send(documents).thenApply(Outcome::refused);
    }

    /** Writes the documents; the result is complete when all are written or refused. */
    CompletableFuture<Outcome<SearchDocument, RejectedDocument>> send(List<SearchDocument> documents) {
        return sending.send(bulk, documents).thenCompose(this::keepRejected);
    }

    private CompletableFuture<Outcome<SearchDocument, RejectedDocument>> keepRejected(
            Outcome<SearchDocument, RejectedDocument> outcome) {
        if (outcome.refused().isEmpty()) {
            return CompletableFuture.completedFuture(outcome);
        }
        for (RejectedDocument each : outcome.refused()) {
            LOG.warn(
                    "OpenSearch refused document {} of index {} with {}: {}",
                    each.document().id(),
                    each.document().index(),
                    each.status(),
                    Printable.of(each.reason()));
        }
        List<SearchDocument> kept = outcome.refused().stream()
                .map(each -> BulkRequest.rejection(each, clock.millis()))
                .toList();
        return sending.send(bulk, kept).thenApply(again -> {
            for (RejectedDocument each : again.refused()) {
                LOG.error(
                        "OpenSearch refused to keep rejected document {} in index {} too: {}; it is a dead letter only",
                        each.document().id(),
                        each.document().index(),
                        Printable.of(each.reason()));
            }
            return outcome;
        });
    }

    /** Stops retrying; what is under way may still be written. */
    @Override
    public void close() {
        sending.close();
    }

    /** The bulk interface of whichever address takes documents. */
    private final class Bulk implements Destination<SearchDocument, RejectedDocument> {

        private final BlockedIndices blocked;
        private int address;

        Bulk(BlockedIndices blocked) {
            this.blocked = blocked;
        }

        @Override
        public String name() {
            return "OpenSearch";
        }

        @Override
        public CompletableFuture<Answer<SearchDocument, RejectedDocument>> attempt(List<SearchDocument> documents) {
            URI url = url();
            return client.sendBulk(url, BulkRequest.body(documents, settings.compression()), settings.compression())
                    .handle((response, failure) -> failure == null
                            ? answer(url, documents, response)
                            : notNow(url, documents, client.explain(url, failure)));
        }

        private URI url() {
            List<URI> urls = settings.connection().urls();
            return urls.get(Math.floorMod(address, urls.size()));
        }

        private Answer<SearchDocument, RejectedDocument> answer(
                URI url, List<SearchDocument> documents, HttpResponse<byte[]> response) {
            return switch (response.statusCode()) {
                case 200 -> sorted(url, documents, response.body());
                case TOO_LARGE -> refusedTogether(TOO_LARGE, "longer than OpenSearch takes (http.max_content_length)");
                case BAD_REQUEST -> refusedTogether(BAD_REQUEST, new String(response.body(), UTF_8));
                default -> {
                    if (response.statusCode() == UNAUTHORIZED) {
                        client.readPassword();
                    }
                    yield notNow(url, documents, client.explain(url, response));
                }
            };
        }

        private Answer<SearchDocument, RejectedDocument> sorted(URI url, List<SearchDocument> sent, byte[] answer) {
            BulkReply reply;
            try {
                reply = BulkReply.read(sent, answer);
            } catch (IOException e) {
                return notNow(url, sent, "an answer that cannot be read: " + e.getMessage());
            }
            reply.written().forEach(document -> blocked.takes(document.index()));
            List<RejectedDocument> refused = new ArrayList<>(reply.refused());
            List<SearchDocument> left = new ArrayList<>(reply.again());
            for (RejectedDocument each : reply.blocked()) {
                if (blocked.isGivenUp(each.document().index(), clock.millis())) {
                    refused.add(each);
                } else {
                    left.add(each.document());
                }
            }
            return new Answer.Sorted<>(
                    reply.written(),
                    refused,
                    left.isEmpty() ? Optional.empty() : Optional.of(notNow(url, left, reply.reason())));
        }

        private static Answer<SearchDocument, RejectedDocument> refusedTogether(int status, String reason) {
            return new Answer.RefusedTogether<>(document -> new RejectedDocument(document, status, reason));
        }

        private Answer.NotNow<SearchDocument, RejectedDocument> notNow(
                URI url, List<SearchDocument> documents, String reason) {
            // Once for all requests under way to a node that is lost: with two nodes a second step would lead back to
            // it.
            if (url.equals(url())) {
                address++;
            }
            return new Answer.NotNow<>(
                    documents,
                    "%d documents were not taken at %s: %s".formatted(documents.size(), url, reason),
                    Duration.ZERO,
                    Optional.empty());
        }
    }
}
