package io.drey.cli;

import io.drey.cli.console.Actor;
import io.drey.cli.console.Console;
import io.drey.cli.lake.LakeOption;
import io.drey.cli.stack.Servers;
import io.drey.cli.stack.Workspace;
import io.drey.lake.LakeSettings;
import io.drey.lake.audit.AccessAudit;
import io.drey.query.QuerySettings;
import io.drey.query.access.LakeRecords;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryLimits;
import io.drey.query.engine.TrinoQueryEngine;
import java.time.Clock;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which engine asks which lake. */
final class EngineOption {

    /** An engine. */
    enum Name {
        FLINK,
        TRINO
    }

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "flink",
            description =
                    "flink, within this command, or trino: the running local stack's, or the one that -Dtrino-url=URL "
                            + "names (default: ${DEFAULT-VALUE}).")
    private Name name;

    @Mixin
    private LakeOption lake = new LakeOption();

    QueryEngine engine() {
        return switch (name) {
            case FLINK -> new FlinkQueryEngine(lake.settings(), limits());
            case TRINO -> new TrinoQueryEngine(lake.settings(), lake.trino(), limits());
        };
    }

    private QueryLimits limits() {
        QuerySettings settings = lake.querySettings();
        return new QueryLimits(settings.maxBytes(), settings.timeout());
    }

    /** What of queries is set. */
    QuerySettings querySettings() {
        return lake.querySettings();
    }

    LakeSettings lakeSettings() {
        return lake.settings();
    }

    /** Which lake is asked. */
    Servers servers() {
        return lake.servers();
    }

    /** What the lake keeps of what is asked. */
    LakeRecords records(Console console) {
        LakeSettings settings = lake.settings();
        Clock clock = Clock.systemUTC();
        AccessAudit audit = new AccessAudit(settings, lake.auditSettings().queries(), clock, console::tell);
        return new LakeRecords(settings, audit, Actor.name(), clock);
    }

    Workspace workspace() {
        return lake.workspace();
    }
}
