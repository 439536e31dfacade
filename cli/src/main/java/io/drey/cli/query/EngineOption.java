package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.cli.console.GivenTime;
import io.drey.cli.lake.LakeOption;
import io.drey.lake.LakeSettings;
import io.drey.operations.lake.Engines;
import io.drey.operations.stack.Servers;
import io.drey.operations.stack.Workspace;
import io.drey.query.QuerySettings;
import io.drey.query.access.LakeRecords;
import io.drey.query.delivery.SmtpSettings;
import io.drey.query.engine.QueryEngine;
import io.drey.search.OpenSearchSettings;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which engine asks which lake. */
final class EngineOption {

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "flink",
            description =
                    "flink, within this command, or trino: the running local stack's, or the one that -Dtrino-url=URL "
                            + "names (default: ${DEFAULT-VALUE}).")
    private Engines.Name name;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "End a query that runs longer, such as 90s or 10m (default: query-timeout).")
    private String timeout;

    @Mixin
    private LakeOption lake = new LakeOption();

    QueryEngine engine() {
        return Engines.engine(name, lake, timeout());
    }

    /** One that sees the events that have not landed, too. */
    QueryEngine liveEngine() {
        return Engines.live(name, lake, timeout());
    }

    private Optional<Duration> timeout() {
        return Optional.ofNullable(timeout).map(text -> GivenTime.positive("--timeout", text));
    }

    /** What of queries is set. */
    QuerySettings querySettings() {
        return lake.querySettings();
    }

    LakeSettings lakeSettings() {
        return lake.settings();
    }

    /** How mail is sent. */
    SmtpSettings smtp() {
        return lake.smtp();
    }

    /** Where results go that are to be searched. */
    OpenSearchSettings openSearch() {
        return lake.openSearch();
    }

    /** Which lake is asked. */
    Servers servers() {
        return lake.servers();
    }

    /** What the lake keeps of what is asked. */
    LakeRecords records(Console console) {
        return Engines.records(lake, console::tell);
    }

    Workspace workspace() {
        return lake.workspace();
    }
}
