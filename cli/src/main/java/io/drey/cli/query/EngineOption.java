package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.cli.console.GivenTime;
import io.drey.cli.jobs.FlinkAccessOption;
import io.drey.cli.lake.LakeOption;
import io.drey.lake.LakeSettings;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.lake.Engines;
import io.drey.operations.lake.Regions;
import io.drey.operations.stack.Servers;
import io.drey.operations.stack.Workspace;
import io.drey.query.QuerySettings;
import io.drey.query.access.LakeRecords;
import io.drey.query.delivery.SmtpSettings;
import io.drey.query.engine.QueryEngine;
import io.drey.search.OpenSearchSettings;
import java.util.List;
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
                    "flink, within this command or on the cluster of --flink, or trino: the running local stack's, or the one that -Dtrino-url=URL "
                            + "names (default: ${DEFAULT-VALUE}).")
    private Engines.Name name;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "End a query that runs longer, such as 90s or 10m (default: query-timeout).")
    private String timeout;

    @Option(
            names = "--flink",
            paramLabel = "URL",
            description =
                    "Run it on a Flink cluster apart: its REST endpoint (default: query-flink-url, or else within this command).")
    private String flink;

    @Mixin
    private FlinkAccessOption access = new FlinkAccessOption();

    @Mixin
    private LakeOption lake = new LakeOption();

    QueryEngine engine() {
        return Engines.engine(name, lake, asked());
    }

    /** One that sees the events that have not landed, too. */
    QueryEngine liveEngine() {
        return Engines.live(name, lake, asked());
    }

    /** The engine that was named. */
    Engines.Name name() {
        return name;
    }

    /** What was said of how to ask. */
    Engines.Asked asked() {
        return new Engines.Asked(
                Optional.ofNullable(timeout).map(text -> GivenTime.positive("--timeout", text)),
                Optional.ofNullable(flink).map(url -> FlinkCluster.at(url, access.access())));
    }

    /** The installations of other regions. */
    Regions regions() {
        return new Regions(lake.querySettings().regions(), LakeOption::in);
    }

    /**
     * The regions of a list.
     *
     * @throws OperationException if one is named nowhere, or one cluster is named for all
     */
    List<String> regionsNamed(String list) {
        if (flink != null) {
            throw OperationException.usage(
                    "--flink names one cluster, and --across has each region asked by its own: leave one of them out");
        }
        return regions().named(list);
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
