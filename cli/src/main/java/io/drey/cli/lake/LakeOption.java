package io.drey.cli.lake;

import io.drey.cli.stack.SettingsOption;
import io.drey.cli.stack.WorkspaceOption;
import io.drey.job.SettingsReader;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeSettings;
import io.drey.lake.audit.AuditSettings;
import io.drey.lake.ledger.LedgerSettings;
import io.drey.lake.maintenance.MaintenanceSettings;
import io.drey.lake.restore.ArchiveLogins;
import io.drey.operations.OperationException;
import io.drey.operations.lake.LakeServers;
import io.drey.operations.stack.Servers;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.query.QuerySettings;
import io.drey.query.delivery.SmtpSettings;
import io.drey.query.engine.TrinoSettings;
import io.drey.search.OpenSearchOptions;
import io.drey.search.OpenSearchSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which lake is meant: the running stack's, unless settings say otherwise. */
public final class LakeOption extends SettingsOption implements LakeServers {

    /** What commands on the lake read, each the part that it needs: where the servers are is told to all in the same way. */
    private static final List<ConfigOption<?>> OPTIONS = Stream.of(
                    LakeSettings.OPTIONS,
                    AuditSettings.OPTIONS,
                    LedgerSettings.OPTIONS,
                    ArchiveLogins.OPTIONS,
                    MaintenanceSettings.OPTIONS,
                    TrinoSettings.OPTIONS,
                    QuerySettings.OPTIONS,
                    SmtpSettings.OPTIONS,
                    KafkaSettings.OPTIONS,
                    OpenSearchOptions.OPTIONS)
            .<ConfigOption<?>>flatMap(List::stream)
            .toList();

    private final List<ConfigOption<?>> options;

    @Mixin
    private WorkspaceOption option = new WorkspaceOption();

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A setting of the lake, such as -Dlake-warehouse=hdfs://namenode:8020/lake. Without any, "
                    + "the lake of the running local stack is meant.")
    void takeSettings(Map<String, String> options) {
        give(options);
    }

    public LakeOption() {
        this(List.of());
    }

    /** Those of a command that reads other settings too. */
    public LakeOption(List<ConfigOption<?>> others) {
        this.options = Stream.concat(OPTIONS.stream(), others.stream())
                .<ConfigOption<?>>map(each -> each)
                .toList();
    }

    /** The lake of another installation, whose settings are in a folder. */
    public static LakeOption in(Path folder) {
        LakeOption option = new LakeOption();
        option.only(folder);
        return option;
    }

    @Override
    public LakeSettings settings() {
        try {
            Configuration configuration = configuration();
            if (configuration.contains(LakeSettings.LAKE_WAREHOUSE)) {
                return LakeSettings.from(configuration);
            }
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
        Workspace workspace = option.workspace();
        return StackSettings.lake(workspace.runningStack(), workspace);
    }

    /**
     * Whose lake is meant: the local stack's where no setting names one.
     *
     * @throws OperationException if a setting is wrong
     */
    public Servers servers() {
        try {
            return configuration().contains(LakeSettings.LAKE_WAREHOUSE) ? Servers.NAMED : Servers.LOCAL_STACK;
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    @Override
    public AuditSettings auditSettings() {
        try {
            return AuditSettings.from(configuration());
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    @Override
    public ArchiveLogins archiveLogins() {
        try {
            return ArchiveLogins.from(configuration());
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    @Override
    public SmtpSettings smtp() {
        try {
            return SmtpSettings.from(configuration());
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    @Override
    public LedgerSettings ledgerSettings() {
        return LedgerSettings.from(configuration());
    }

    @Override
    public Optional<KafkaSettings> kafka() {
        try {
            Configuration configuration = configuration();
            if (configuration.contains(KafkaSettings.BOOTSTRAP_SERVERS)) {
                return Optional.of(KafkaSettings.from(configuration));
            }
            if (configuration.contains(LakeSettings.LAKE_WAREHOUSE)) {
                return Optional.empty();
            }
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
        Workspace workspace = option.workspace();
        return Optional.of(
                KafkaSettings.from(Configuration.fromMap(StackSettings.of(workspace.runningStack(), workspace))));
    }

    /**
     * The OpenSearch beside the lake: that of the local stack where no setting names a lake.
     *
     * @throws OperationException if a setting is wrong, or a lake is named and no OpenSearch
     */
    public OpenSearchSettings openSearch() {
        try {
            Configuration given = configuration();
            if (given.contains(OpenSearchOptions.URLS)) {
                return OpenSearchSettings.from(given);
            }
            if (given.contains(LakeSettings.LAKE_WAREHOUSE)) {
                throw OperationException.usage("nothing says where OpenSearch is: name it with -D%s=http://host:9200"
                        .formatted(OpenSearchOptions.URLS.key()));
            }
            Workspace workspace = option.workspace();
            Configuration all = Configuration.fromMap(StackSettings.of(workspace.runningStack(), workspace));
            all.addAll(given);
            return OpenSearchSettings.from(all);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    @Override
    public QuerySettings querySettings() {
        try {
            return QuerySettings.from(configuration());
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    @Override
    public TrinoSettings trino() {
        try {
            Configuration configuration = configuration();
            if (configuration.contains(TrinoSettings.TRINO_URL)) {
                return TrinoSettings.from(configuration);
            }
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
        return StackSettings.trino(option.workspace().runningStack())
                .orElseThrow(() -> OperationException.failure(
                        "no Trino runs in %s: start one with 'drey stack up --with-trino', or name one with -Dtrino-url=URL"
                                .formatted(option.workspace().dir())));
    }

    @Override
    public Configuration configuration() {
        return read();
    }

    @Override
    public Workspace workspace() {
        return option.workspace();
    }

    @Override
    protected SettingsReader reader() {
        return SettingsReader.command(options);
    }
}
