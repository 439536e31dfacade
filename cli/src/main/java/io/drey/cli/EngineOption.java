package io.drey.cli;

import io.drey.query.FlinkQueryEngine;
import io.drey.query.QueryEngine;
import io.drey.query.TrinoQueryEngine;
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
            case FLINK -> new FlinkQueryEngine(lake.settings());
            case TRINO -> new TrinoQueryEngine(lake.settings(), lake.trino());
        };
    }

    Workspace workspace() {
        return lake.workspace();
    }
}
