package io.drey.serve.run;

import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.engine.QueryEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A query or a report that was begun, and what has come of it. Safe for use by several threads. */
public final class Run {

    private final String id;
    private final String owner;
    private final String what;
    private final QueryRequest request;
    private final QueryEngine engine;
    private final Path folder;
    private final Instant created;
    private final Ending ending = new Ending();

    private RunState state = RunState.QUEUED;
    private Instant started;
    private Instant ended;
    private List<String> columns = List.of();
    private Map<String, Long> snapshots = Map.of();
    private Spool spool;
    private List<String> files = List.of();
    private long rows;
    private String problem;
    private boolean isCancelled;

    Run(String id, String owner, String what, QueryRequest request, QueryEngine engine, Path folder, Instant created) {
        this.id = id;
        this.owner = owner;
        this.what = what;
        this.request = request;
        this.engine = engine;
        this.folder = folder;
        this.created = created;
    }

    /**
     * How it stands at a moment.
     *
     * @param what the query's or report's name, or {@code sql}
     * @param rows how many rows can be had by now; of a report, how many it has
     * @param files a report's, when it is done
     * @param problem why it failed; empty if it did not
     */
    public record Status(
            String id,
            String what,
            RunState state,
            Map<String, String> parameters,
            Instant created,
            Optional<Instant> started,
            Optional<Instant> ended,
            List<String> columns,
            Map<String, Long> snapshots,
            long rows,
            List<String> files,
            Optional<String> problem) {}

    public String id() {
        return id;
    }

    /** Whose it is. */
    public String owner() {
        return owner;
    }

    QueryRequest request() {
        return request;
    }

    QueryEngine engine() {
        return engine;
    }

    Path folder() {
        return folder;
    }

    Ending ending() {
        return ending;
    }

    public synchronized Status status() {
        return new Status(
                id,
                what,
                state,
                request.parameters(),
                created,
                Optional.ofNullable(started),
                Optional.ofNullable(ended),
                columns,
                snapshots,
                spool == null ? rows : spool.rows(),
                files,
                Optional.ofNullable(problem));
    }

    /**
     * Rows that are there by now; none of a report, or of a query that has not answered yet.
     *
     * @param after how many are left out before
     * @param limit how many at most
     */
    public SpooledRows rows(long after, long limit) throws IOException {
        Spool written;
        synchronized (this) {
            written = spool;
        }
        return written == null ? SpooledRows.none() : written.read(after, limit);
    }

    /** A report's file; empty if it has none of that name. */
    public Optional<Path> file(String name) {
        synchronized (this) {
            // Only names that it made itself: nothing of a request becomes part of a path.
            return files.contains(name) ? Optional.of(folder.resolve(name)) : Optional.empty();
        }
    }

    /** Ends it, whether it has begun or not. */
    public void cancel() {
        synchronized (this) {
            isCancelled = !state.isOver();
            if (state == RunState.QUEUED) {
                state = RunState.CANCELLED;
                ended = Instant.now();
            }
        }
        ending.cancel();
    }

    /** Its turn has come, unless it was cancelled. */
    synchronized boolean begin(Instant now) {
        if (state != RunState.QUEUED) {
            return false;
        }
        state = RunState.RUNNING;
        started = now;
        return true;
    }

    synchronized void answering(List<String> names, Map<String, Long> read, Spool rowsWritten) {
        columns = List.copyOf(names);
        snapshots = Map.copyOf(read);
        spool = rowsWritten;
    }

    synchronized void hasFiles(List<String> names, long count) {
        files = List.copyOf(names);
        rows = count;
    }

    synchronized void done(Instant now) {
        state = RunState.DONE;
        ended = now;
    }

    synchronized void failed(String why, Instant now) {
        state = isCancelled ? RunState.CANCELLED : RunState.FAILED;
        problem = why;
        ended = now;
    }
}
