package io.drey.operations.lake;

import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeSettings;
import io.drey.lake.audit.AccessAudit;
import io.drey.lake.audit.AuditSettings;
import io.drey.operations.Actor;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkAccess;
import io.drey.operations.flink.FlinkCluster;
import io.drey.query.QueryClusterSettings;
import io.drey.query.QuerySettings;
import io.drey.query.access.AccessPolicy;
import io.drey.query.access.LakeRecords;
import io.drey.query.cluster.QueryCluster;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryLimits;
import io.drey.query.engine.TrinoQueryEngine;
import io.drey.query.live.LiveEvents;
import io.drey.query.sight.ImpersonalFields;
import io.drey.query.sight.Sight;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** What asks a lake, and what the lake keeps of it. */
public final class Engines {

    private Engines() {}

    /** An engine. */
    public enum Name {
        FLINK,
        TRINO
    }

    /**
     * What somebody says of how to ask, in the place of what is set.
     *
     * @param timeout how long a query may run
     * @param cluster on which Flink cluster queries run
     */
    public record Asked(Optional<Duration> timeout, Optional<FlinkCluster> cluster) {

        /** As it is set. */
        public static final Asked AS_SET = new Asked(Optional.empty(), Optional.empty());
    }

    /** The engine of a name, over the lake that is meant. */
    public static QueryEngine engine(Name name, LakeServers lake) {
        return engine(name, lake, Asked.AS_SET);
    }

    /**
     * The engine of a name, over the lake that is meant.
     *
     * @throws OperationException if a Flink cluster was named for another engine
     */
    public static QueryEngine engine(Name name, LakeServers lake, Asked asked) {
        return (switch (name) {
                    case FLINK -> flink(lake, asked);
                    case TRINO -> {
                        if (asked.cluster().isPresent()) {
                            throw OperationException.usage(
                                    "--flink names a cluster of Flink, and --engine trino asks Trino: leave one of them out");
                        }
                        yield new TrinoQueryEngine(lake.settings(), lake.trino(), limits(lake, asked));
                    }
                })
                .seenBy(sight(lake));
    }

    private static FlinkQueryEngine flink(LakeServers lake, Asked asked) {
        QueryClusterSettings set = lake.querySettings().cluster();
        FlinkQueryEngine engine = new FlinkQueryEngine(lake.settings(), limits(lake, asked));
        return asked.cluster()
                .or(() -> set.url().map(url -> FlinkCluster.at(url.toString(), access(set))))
                .map(cluster -> engine.on(new QueryCluster(cluster, set.parallelism())))
                .orElse(engine);
    }

    private static FlinkAccess access(QueryClusterSettings set) {
        return new FlinkAccess(set.authority(), set.certificate(), set.key(), set.token(), set.user(), set.password());
    }

    /**
     * What queries see: what the role does that is set, or everything.
     *
     * @throws OperationException if there is no such role
     */
    public static Sight sight(LakeServers lake) {
        Sight sight = sight(lake.querySettings());
        return sight.role().seesPersonalData() ? sight : sight.with(impersonal(lake));
    }

    /**
     * The same, without open fields that analysts see.
     *
     * @throws io.drey.query.QueryUsageException if there is no such role
     */
    public static Sight sight(QuerySettings settings) {
        return settings.role()
                .map(role -> AccessPolicy.read(settings.access().orElseThrow()).role(role))
                .orElse(Sight.EVERYTHING);
    }

    /** The open fields that analysts see; none where no Kafka has the documents of datasets. */
    public static ImpersonalFields impersonal(LakeServers lake) {
        return lake.kafka().map(ImpersonalDocuments::read).orElse(ImpersonalFields.NONE);
    }

    /**
     * The engine of a name, over the lake that is meant and the events that have not landed there.
     *
     * @throws OperationException if the engine cannot, or nothing says where Kafka is
     */
    public static QueryEngine live(Name name, LakeServers lake, Asked asked) {
        return switch (name) {
            case FLINK ->
                flink(lake, asked)
                        .seenBy(sight(lake))
                        .with(new LiveEvents(lake.kafka()
                                .map(KafkaSettings::properties)
                                .orElseThrow(() -> OperationException.usage(
                                        "--live reads the events topics: say where Kafka is with -D%s=host:port"
                                                .formatted(KafkaSettings.BOOTSTRAP_SERVERS.key())))));
            case TRINO ->
                throw OperationException.usage(
                        "--live reads the events topics, which Trino does not: leave out --engine trino");
        };
    }

    private static QueryLimits limits(LakeServers lake, Asked asked) {
        QuerySettings settings = lake.querySettings();
        return new QueryLimits(settings.maxBytes(), asked.timeout().orElse(settings.timeout()));
    }

    /** What the lake keeps of what is asked. */
    public static LakeRecords records(LakeServers lake, Consumer<String> told) {
        return records(lake, Actor.name(), told);
    }

    /** What the lake keeps of what somebody asks. */
    public static LakeRecords records(LakeServers lake, String actor, Consumer<String> told) {
        return records(lake.settings(), lake.auditSettings(), actor, told);
    }

    /** What a lake keeps of what somebody asks. */
    public static LakeRecords records(
            LakeSettings settings, AuditSettings audited, String actor, Consumer<String> told) {
        Clock clock = Clock.systemUTC();
        AccessAudit audit = new AccessAudit(settings, audited.queries(), clock, told);
        return new LakeRecords(settings, audit, actor, clock);
    }
}
