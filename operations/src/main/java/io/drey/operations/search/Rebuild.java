package io.drey.operations.search;

import io.drey.job.opensearch.SearchDocument;
import io.drey.operations.OperationException;
import io.drey.operations.search.domain.IndexState;
import io.drey.search.DocumentWriter;
import io.drey.search.OpenSearchSettings;
import io.drey.search.RejectedDocument;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Writes documents again, in bulk, and counts them by index. Writing one twice leaves one. */
public final class Rebuild implements AutoCloseable {

    /** After how long without progress it is given up: the writer itself would wait for OpenSearch for ever. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration TELL_INTERVAL = Duration.ofSeconds(5);

    private final IndexActions actions;
    private final OpenSearchSettings settings;
    private final DocumentWriter writer;
    private final Consumer<String> told;
    private final Map<String, IndexState> states = new HashMap<>();
    private final SortedMap<String, Count> counts = new TreeMap<>();
    private final Deque<CompletableFuture<List<RejectedDocument>>> underWay = new ArrayDeque<>();

    private List<SearchDocument> batch = new ArrayList<>();
    private long batchBytes;
    private long written;
    private long skipped;
    private long toldNanos = System.nanoTime();

    /** What became of an index's documents. */
    public static final class Count {
        private long sent;
        private long refused;

        public long sent() {
            return sent;
        }

        public long refused() {
            return refused;
        }
    }

    public Rebuild(IndexActions actions, OpenSearchSettings settings, List<IndexState> states, Consumer<String> told) {
        this.actions = actions;
        this.settings = settings;
        this.writer = new DocumentWriter(settings);
        this.told = told;
        states.forEach(state -> this.states.put(state.index().name(), state));
    }

    public void write(SearchDocument document) {
        Count count = counts.computeIfAbsent(document.index(), this::open);
        count.sent++;
        if (actions.mode() == IndexActions.Mode.SAY) {
            return;
        }
        batch.add(document);
        batchBytes += document.json().length;
        if (batch.size() >= settings.bulkDocuments() || batchBytes >= settings.bulkBytes()) {
            send();
        }
    }

    /** Counts what is not to be written. */
    public void skip() {
        skipped++;
    }

    public long skipped() {
        return skipped;
    }

    /** Returns when everything is written, with the counts by index. */
    public SortedMap<String, Count> finish() {
        if (!batch.isEmpty()) {
            send();
        }
        while (!underWay.isEmpty()) {
            await(underWay.removeFirst());
        }
        return counts;
    }

    /** An index that was settled takes documents again; the next rotation settles it. */
    private Count open(String index) {
        IndexState state = states.get(index);
        if (state != null && state.writes() == IndexState.Writes.BLOCKED) {
            actions.takeDocuments(state.index());
        }
        return new Count();
    }

    private void send() {
        while (underWay.size() >= settings.bulksInFlight()) {
            await(underWay.removeFirst());
        }
        written += batch.size();
        underWay.addLast(writer.write(batch));
        batch = new ArrayList<>();
        batchBytes = 0;
        if (System.nanoTime() - toldNanos > TELL_INTERVAL.toNanos()) {
            toldNanos = System.nanoTime();
            told.accept("  %,d documents".formatted(written));
        }
    }

    private void await(CompletableFuture<List<RejectedDocument>> bulk) {
        try {
            for (RejectedDocument refused : bulk.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                counts.get(refused.document().index()).refused++;
            }
        } catch (TimeoutException e) {
            throw OperationException.failure(
                    "OpenSearch has taken no documents for %d s: see whether it runs, and repeat the command"
                            .formatted(PATIENCE.toSeconds()),
                    e);
        } catch (ExecutionException e) {
            throw OperationException.failure(
                    "writing to OpenSearch failed: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted: repeat the command to go on", e);
        }
    }

    @Override
    public void close() {
        writer.close();
    }
}
