package io.drey.cli.lake;

import io.drey.cli.console.Actor;
import io.drey.lake.LakeSettings;
import io.drey.lake.audit.AccessAudit;
import io.drey.query.QuerySettings;
import io.drey.query.access.LakeRecords;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryLimits;
import io.drey.query.engine.TrinoQueryEngine;
import java.time.Clock;
import java.util.function.Consumer;

/** What asks a lake, and what the lake keeps of it. */
public final class Engines {

    private Engines() {}

    /** An engine. */
    public enum Name {
        FLINK,
        TRINO
    }

    /** The engine of a name, over the lake that is meant. */
    public static QueryEngine engine(Name name, LakeOption lake) {
        QuerySettings settings = lake.querySettings();
        QueryLimits limits = new QueryLimits(settings.maxBytes(), settings.timeout());
        return switch (name) {
            case FLINK -> new FlinkQueryEngine(lake.settings(), limits);
            case TRINO -> new TrinoQueryEngine(lake.settings(), lake.trino(), limits);
        };
    }

    /** What the lake keeps of what is asked. */
    public static LakeRecords records(LakeOption lake, Consumer<String> told) {
        LakeSettings settings = lake.settings();
        Clock clock = Clock.systemUTC();
        AccessAudit audit = new AccessAudit(settings, lake.auditSettings().queries(), clock, told);
        return new LakeRecords(settings, audit, Actor.name(), clock);
    }
}
