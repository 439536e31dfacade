package io.drey.serve.run;

import io.drey.lake.audit.Access;
import io.drey.query.access.AccessPolicy.Grant;
import io.drey.query.access.LakeRecords;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.engine.Snapshots;
import io.drey.query.report.ReportRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs queries and reports beside the requests that begin them, some at once, and keeps what comes of them for a while. */
public final class Runs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

    /** Of one owner at once, whether they wait or run: nobody can keep all others from their turn. */
    private static final int MOST_UNFINISHED = 8;

    /** Of one owner that are over: a disk holds so many results. */
    private static final int MOST_KEPT = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Map<String, Run> runs = new ConcurrentHashMap<>();
    private final Supplier<QueryCatalog> catalog;
    private final Peers peers;
    private final Function<String, LakeRecords> recordsOf;
    private final Path folder;
    private final long resultBytes;
    private final Duration kept;
    private final Clock clock;
    private final ExecutorService threads;

    /**
     * @param catalog the named queries, as they are when a report begins
     * @param recordsOf the lake's records of what somebody asks
     * @param folder where rows and files are kept; there already
     * @param concurrent how many run at once
     * @param resultBytes the most that one result may take
     * @param kept how long results are kept
     * @param peers hear which runs are here
     */
    public Runs(
            Supplier<QueryCatalog> catalog,
            Function<String, LakeRecords> recordsOf,
            Path folder,
            int concurrent,
            long resultBytes,
            Duration kept,
            Peers peers,
            Clock clock) {
        this.catalog = catalog;
        this.recordsOf = recordsOf;
        this.folder = folder;
        this.resultBytes = resultBytes;
        this.kept = kept;
        this.peers = peers;
        this.clock = clock;
        this.threads = Executors.newFixedThreadPool(concurrent, task -> {
            Thread thread = new Thread(task, "drey-serve-run");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Too much is asked at once. */
    public static final class TooManyException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooManyException(String message) {
            super(message);
        }
    }

    /**
     * Begins a query.
     *
     * @throws TooManyException if too many of the same owner are not done
     */
    public Run query(Grant owner, QueryRequest request, QueryEngine engine) {
        String what = request.definition().isPresent() ? request.statement() : "sql";
        return begin(owner, what, request, engine, this::writeRows);
    }

    /**
     * Begins a report.
     *
     * @throws TooManyException if too many of the same owner are not done
     */
    public Run report(Grant owner, QueryRequest request, QueryEngine engine) {
        return begin(owner, request.statement(), request, engine, this::writeReport);
    }

    private interface Work {
        void run(Run run) throws IOException;
    }

    private Run begin(Grant owner, String what, QueryRequest request, QueryEngine engine, Work work) {
        forgetOld();
        of(owner).stream()
                .filter(run -> run.status().state().isOver())
                .skip(MOST_KEPT - 1)
                .forEach(this::forget);
        long unfinished =
                of(owner).stream().filter(run -> !run.status().state().isOver()).count();
        if (unfinished >= MOST_UNFINISHED) {
            throw new TooManyException(
                    "%d queries of yours are not done: wait for one, or cancel it".formatted(unfinished));
        }
        String id = UUID.randomUUID().toString();
        Run run = new Run(id, owner.name(), what, request, engine, folder.resolve(id), clock.instant());
        runs.put(id, run);
        tell(() -> peers.holds(id), run);
        threads.execute(() -> carryOut(run, work));
        return run;
    }

    /** Without the others' knowing this instance alone answers about it. */
    private static void tell(Runnable telling, Run run) {
        try {
            telling.run();
        } catch (RuntimeException e) {
            LOG.warn("other instances do not hear of run {}", run.id(), e);
        }
    }

    /** Whether a run is here, whoever it belongs to. */
    public boolean isHere(String id) {
        return runs.containsKey(id);
    }

    private void carryOut(Run run, Work work) {
        if (!run.begin(clock.instant())) {
            return;
        }
        try {
            // Rows may say who somebody is.
            Files.createDirectory(run.folder(), PosixFilePermissions.asFileAttribute(OWNER_ALONE));
            work.run(run);
            run.done(clock.instant());
        } catch (IOException | RuntimeException e) {
            LOG.info("{} of {} failed", run.status().what(), run.owner(), e);
            run.failed(words(e), clock.instant());
        } catch (Error e) {
            // Whoever waits for it must not wait for ever.
            LOG.error("{} of {} failed", run.status().what(), run.owner(), e);
            run.failed("this is a fault of ours: the service's log says more", clock.instant());
            throw e;
        }
    }

    private static String words(Exception failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private void writeRows(Run run) throws IOException {
        LakeRecords records = recordsOf.apply(run.owner());
        records.requireTenant(run.request());
        try (QueryResult result = records.begin(
                        Access.Action.QUERY, run.engine(), run.request(), Snapshots.CURRENT, run.ending());
                Spool spool = new Spool(run.folder().resolve("rows"), resultBytes)) {
            run.answering(result.columns(), result.snapshotIds(), spool);
            records.audited(Access.Action.QUERY, result, rows -> {
                long count = 0;
                while (rows.hasNext()) {
                    spool.add(rows.next());
                    count++;
                }
                spool.flush();
                return new LakeRecords.Read<>(null, count);
            });
        }
    }

    private void writeReport(Run run) {
        ReportRunner.Report report = new ReportRunner(catalog.get(), run.engine(), recordsOf.apply(run.owner()))
                .run(run.request().statement(), run.request().parameters(), run.folder(), run.ending());
        run.hasFiles(
                Stream.of(report.html(), report.csv(), report.json(), report.manifest())
                        .map(file -> file.getFileName().toString())
                        .toList(),
                report.rowCount());
    }

    /** A run of somebody; empty if there is none, or it is somebody else's. */
    public Optional<Run> find(Grant owner, String id) {
        return Optional.ofNullable(runs.get(id)).filter(run -> run.owner().equals(owner.name()));
    }

    /** Those of somebody, the newest first. */
    public List<Run> of(Grant owner) {
        return runs.values().stream()
                .filter(run -> run.owner().equals(owner.name()))
                .sorted(Comparator.comparing((Run run) -> run.status().created())
                        .reversed())
                .toList();
    }

    /** Cancels a run and forgets what came of it. */
    public void forget(Run run) {
        run.cancel();
        if (run.status().state().isOver()) {
            runs.remove(run.id());
            tell(() -> peers.forgets(run.id()), run);
            delete(run.folder());
        }
    }

    /**
     * Deletes what a service that was killed left behind, once nobody could fetch it any more. Another one may use the same
     * folder.
     */
    public void deleteLeftovers() throws IOException {
        Instant oldest = clock.instant().minus(kept);
        try (Stream<Path> folders = Files.list(folder)) {
            for (Path left : folders.toList()) {
                boolean isOurs = ID.matcher(left.getFileName().toString()).matches();
                if (isOurs && Files.getLastModifiedTime(left).toInstant().isBefore(oldest)) {
                    delete(left);
                }
            }
        }
    }

    /** Results are kept for a while and no longer. */
    private void forgetOld() {
        Instant oldest = clock.instant().minus(kept);
        for (Run run : List.copyOf(runs.values())) {
            if (run.status().ended().filter(oldest::isAfter).isPresent()) {
                forget(run);
            }
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all that runs, and forgets all. */
    @Override
    public void close() {
        runs.values().forEach(Run::cancel);
        threads.shutdown();
        try {
            boolean unused = threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        runs.values().forEach(run -> delete(run.folder()));
    }
}
