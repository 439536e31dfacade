package io.drey.cli.search;

import io.drey.cli.stack.SettingsOption;
import io.drey.cli.stack.WorkspaceOption;
import io.drey.job.SettingsReader;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeSettings;
import io.drey.lake.audit.AuditSettings;
import io.drey.operations.search.SearchServer;
import io.drey.operations.stack.Servers;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.query.QuerySettings;
import io.drey.search.OpenSearchOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which servers are meant: the running stack's, unless settings say otherwise. */
public final class SearchServersOption extends SettingsOption {

    /** Where OpenSearch is, and whence its documents can be made again. */
    private static final List<ConfigOption<?>> OPTIONS = Stream.of(
                    OpenSearchOptions.OPTIONS,
                    KafkaSettings.OPTIONS,
                    LakeSettings.OPTIONS,
                    AuditSettings.OPTIONS,
                    QuerySettings.OPTIONS)
            .<ConfigOption<?>>flatMap(List::stream)
            .toList();

    @Mixin
    private WorkspaceOption option = new WorkspaceOption();

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A setting, as the jobs have them: -Dopensearch-urls=https://search.example:9200, "
                    + "-Dopensearch-user, -Dopensearch-password=env:NAME, -Dopensearch-ca=FILE. Without any, the servers of "
                    + "the running local stack are meant.")
    void takeSettings(Map<String, String> options) {
        give(options);
    }

    /** Which servers are meant: the local stack's where no setting names an OpenSearch. */
    public Servers servers() {
        return given().contains(OpenSearchOptions.URLS) ? Servers.NAMED : Servers.LOCAL_STACK;
    }

    /** All settings: those of the running stack where none names an OpenSearch. */
    public Configuration configuration() {
        Configuration given = given();
        if (given.contains(OpenSearchOptions.URLS)) {
            return given;
        }
        Workspace workspace = option.workspace();
        Configuration all = Configuration.fromMap(StackSettings.of(workspace.runningStack(), workspace));
        all.addAll(given);
        return all;
    }

    private Configuration given() {
        return read();
    }

    /** OpenSearch, when it has answered. */
    public SearchServer openSearch(Configuration configuration, Duration timeout) {
        return SearchServer.open(configuration, timeout);
    }

    @Override
    protected SettingsReader reader() {
        return SettingsReader.command(OPTIONS);
    }
}
