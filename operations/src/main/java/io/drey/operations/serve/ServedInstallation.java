package io.drey.operations.serve;

import io.drey.lake.LakeSettings;
import io.drey.operations.Actor;
import io.drey.operations.OperationException;
import io.drey.operations.lake.Engines;
import io.drey.operations.lake.LakeServers;
import io.drey.operations.search.SearchServer;
import io.drey.operations.search.ServedWindow;
import io.drey.operations.stack.StackSettings;
import io.drey.query.access.AccessPolicy;
import io.drey.query.access.AccessPolicy.Grant;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.engine.TrinoSettings;
import io.drey.query.sight.ImpersonalFields;
import io.drey.query.sight.Sight;
import io.drey.schedule.ScheduleSettings;
import io.drey.search.OpenSearchOptions;
import io.drey.serve.QueryService;
import io.drey.serve.ServeEngines;
import io.drey.serve.ServeSettings;
import io.drey.serve.run.Peers;
import io.drey.serve.search.Search;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;

/** What the query service is made of in an installation: its lake, its engines, its OpenSearch, its roles. */
public final class ServedInstallation {

    private static final Duration SEARCH_TIMEOUT = Duration.ofSeconds(60);

    private final LakeServers lake;
    private final Supplier<QueryCatalog> catalog;
    private final Supplier<Collection<Path>> files;
    private final Clock clock;
    private final Consumer<String> told;

    /**
     * An installation.
     *
     * @param catalog the named queries, as their files are now
     * @param files those that say what settings and queries are: when they change, all is made anew
     * @param told hears in one line of what does no harm and should be known
     */
    public ServedInstallation(
            LakeServers lake,
            Supplier<QueryCatalog> catalog,
            Supplier<Collection<Path>> files,
            Clock clock,
            Consumer<String> told) {
        this.lake = lake;
        this.catalog = catalog;
        this.files = files;
        this.clock = clock;
        this.told = told;
    }

    /**
     * Everything for one token: of a local stack, whose user may read all of it anyway.
     *
     * @throws OperationException if it is not a local stack that is meant
     */
    public Supplier<AccessPolicy> policyOf(String token) {
        if (!isLocalStack()) {
            throw OperationException.usage(
                    "nothing says who may see what: name a file of roles and tokens with -Daccess-file, as docs/serve.md shows");
        }
        AccessPolicy policy = AccessPolicy.of(token, new Grant(Actor.name(), Engines.sight(lake)));
        return () -> policy;
    }

    /** The roles and tokens of a file, as it is now. None sees more than the role that {@code query-role} names. */
    public Supplier<AccessPolicy> policyIn(Path file) {
        ImpersonalFields impersonal = Engines.impersonal(lake);
        Sight most = Engines.sight(lake);
        return new Followed<>(
                () -> List.of(file),
                () -> AccessPolicy.read(file).with(impersonal).within(most),
                policy -> "%s was read again: %d tokens are in force".formatted(file, policy.tokens()),
                clock,
                told);
    }

    /**
     * Starts the service.
     *
     * @throws OperationException if the address is taken, or a setting is wrong
     */
    public QueryService start(ServeSettings settings, Supplier<AccessPolicy> policy) throws IOException {
        try {
            Supplier<QueryService.Parts> parts =
                    new Followed<>(files, this::parts, made -> "settings and queries were read again", clock, told);
            return QueryService.start(settings, policy, parts, peers(settings), clock);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    private QueryService.Parts parts() {
        ServeEngines engines = ServeEngines.of(Engines.engine(Engines.Name.FLINK, lake));
        if (lake.kafka().isPresent()) {
            engines = engines.with(ServeEngines.LIVE, Engines.live(Engines.Name.FLINK, lake, Engines.Asked.AS_SET));
        }
        if (hasTrino()) {
            engines = engines.with(ServeEngines.TRINO, Engines.engine(Engines.Name.TRINO, lake));
        }
        return new QueryService.Parts(
                catalog.get(), engines, lake.settings(), actor -> Engines.records(lake, actor, told), search());
    }

    /** The other instances behind one address. */
    private Peers peers(ServeSettings settings) {
        return settings.peerUrl()
                .<Peers>map(own -> SharedRuns.open(ScheduleSettings.from(lake.configuration()), own, told))
                .orElse(Peers.NONE);
    }

    private boolean isLocalStack() {
        return !lake.configuration().contains(LakeSettings.LAKE_WAREHOUSE);
    }

    private boolean hasTrino() {
        return lake.configuration().contains(TrinoSettings.TRINO_URL)
                || (isLocalStack()
                        && StackSettings.trino(lake.workspace().runningStack()).isPresent());
    }

    /** Without OpenSearch there is no search, and all else is there. */
    private Optional<Search> search() {
        Configuration configuration = lake.configuration();
        if (!configuration.contains(OpenSearchOptions.URLS)) {
            if (!isLocalStack()) {
                told.accept("there is no search: no setting opensearch-urls says where OpenSearch is");
                return Optional.empty();
            }
            configuration =
                    Configuration.fromMap(StackSettings.of(lake.workspace().runningStack(), lake.workspace()));
        }
        return Optional.of(new ServedWindow(SearchServer.open(configuration, SEARCH_TIMEOUT), clock));
    }
}
