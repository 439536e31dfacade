package io.drey.cli;

import io.drey.lake.LakeSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.RunningPostgres;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** The jobs' settings that a local stack stands for: where its servers are. */
public final class StackSettings {

    private StackSettings() {}

    /** The settings, by key. */
    public static Map<String, String> of(LocalStack stack, Workspace workspace) {
        RunningPostgres postgres = stack.postgres();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka-bootstrap-servers", stack.kafka().bootstrapServers());
        settings.put("opensearch-urls", stack.openSearch().url().toString());
        settings.put(LakeSettings.LAKE_CATALOG_URI.key(), postgres.jdbcUrl());
        settings.put(LakeSettings.LAKE_CATALOG_USER.key(), postgres.user());
        settings.put(LakeSettings.LAKE_CATALOG_PASSWORD.key(), "file:" + workspace.databasePassword());
        settings.put(
                LakeSettings.LAKE_WAREHOUSE.key(),
                stack.hdfs().uri().resolve("/lake").toString());
        // There is one DataNode.
        settings.put(LakeSettings.LAKE_HADOOP_PROPERTIES.key() + ".dfs.replication", "1");
        return settings;
    }

    /** The settings as arguments of a job: {@code -Dkey=value}. */
    static List<String> arguments(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    /** Where the stack's lake is. */
    static LakeSettings lake(LocalStack stack, Workspace workspace) {
        return LakeSettings.from(Configuration.fromMap(of(stack, workspace)));
    }
}
