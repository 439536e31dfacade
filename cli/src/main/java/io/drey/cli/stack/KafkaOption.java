package io.drey.cli.stack;

import io.drey.job.SettingsReader;
import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.OperationException;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which Kafka is meant: the running stack's, unless settings say otherwise. */
public final class KafkaOption extends SettingsOption {

    @Mixin
    private WorkspaceOption option = new WorkspaceOption();

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A setting, such as -Dkafka-bootstrap-servers=broker:9092. Without any, Kafka of the running "
                    + "local stack is meant.")
    void takeSettings(Map<String, String> options) {
        give(options);
    }

    public KafkaSettings settings() {
        Configuration configuration = read();
        try {
            if (configuration.contains(KafkaSettings.BOOTSTRAP_SERVERS)) {
                return KafkaSettings.from(configuration);
            }
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
        Workspace workspace = option.workspace();
        return KafkaSettings.from(Configuration.fromMap(StackSettings.of(workspace.runningStack(), workspace)));
    }

    @Override
    protected SettingsReader reader() {
        return SettingsReader.command(KafkaSettings.OPTIONS);
    }
}
