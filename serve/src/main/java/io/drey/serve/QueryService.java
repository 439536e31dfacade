package io.drey.serve;

import io.drey.lake.LakeSettings;
import io.drey.query.access.AccessPolicy;
import io.drey.query.access.LakeRecords;
import io.drey.query.catalog.QueryCatalog;
import io.drey.serve.run.Peers;
import io.drey.serve.run.Runs;
import io.drey.serve.search.Search;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Named queries, reports and the searchable window over HTTP, for those who have a token, and a page for analysts. Nothing in
 * the lake is changed but the records of who asked what.
 */
public final class QueryService implements AutoCloseable {

    private final Runs runs;
    private final WarmUp warmUp;
    private final HttpService http;
    private final Peers peers;

    private QueryService(Runs runs, WarmUp warmUp, HttpService http, Peers peers) {
        this.runs = runs;
        this.warmUp = warmUp;
        this.http = http;
        this.peers = peers;
    }

    /**
     * What answers.
     *
     * @param catalog the named queries
     * @param engines what runs them
     * @param lake where tenants are looked up
     * @param recordsOf what the lake keeps of what somebody asks
     * @param search the searchable window; empty for none
     */
    public record Parts(
            QueryCatalog catalog,
            ServeEngines engines,
            LakeSettings lake,
            Function<String, LakeRecords> recordsOf,
            Optional<Search> search) {}

    /** Starts one that is alone, whose parts stay as they are. */
    public static QueryService start(ServeSettings settings, Supplier<AccessPolicy> policy, Parts parts, Clock clock)
            throws IOException {
        return start(settings, policy, () -> parts, Peers.NONE, clock);
    }

    /**
     * Starts.
     *
     * @param parts what answers, as it is when a request comes
     * @param peers the other instances, which end with this one
     * @param policy who may see what, as it is when a request comes
     * @throws IllegalArgumentException if the address is taken, or the key store is none
     * @throws IOException if the folder for rows cannot be made
     */
    public static QueryService start(
            ServeSettings settings, Supplier<AccessPolicy> policy, Supplier<Parts> parts, Peers peers, Clock clock)
            throws IOException {
        Path folder;
        if (settings.spoolFolder().isPresent()) {
            folder = Files.createDirectories(settings.spoolFolder().get());
        } else {
            folder = Files.createTempDirectory("drey-serve");
            folder.toFile().deleteOnExit();
        }
        Runs runs = new Runs(
                () -> parts.get().catalog(),
                actor -> parts.get().recordsOf().apply(actor),
                folder,
                settings.concurrentQueries(),
                settings.resultBytes(),
                settings.resultKept(),
                peers,
                clock);
        WarmUp warmUp = WarmUp.begin(parts.get().engines().of(ServeEngines.FLINK));
        try {
            runs.deleteLeftovers();
            return new QueryService(
                    runs,
                    warmUp,
                    HttpService.start(
                            settings,
                            policy,
                            parts,
                            new Forwarding(peers, settings),
                            runs,
                            warmUp,
                            clock,
                            Map.copyOf(System.getenv())),
                    peers);
        } catch (IOException | RuntimeException e) {
            warmUp.close();
            runs.close();
            peers.close();
            throw e;
        }
    }

    /** Where it answers. */
    public URI url() {
        return http.url();
    }

    /** Ends: running queries are cancelled, rows that were not fetched are deleted. */
    @Override
    public void close() {
        http.close();
        warmUp.close();
        runs.close();
        peers.close();
    }
}
