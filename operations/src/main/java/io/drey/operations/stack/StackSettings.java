package io.drey.operations.stack;

import io.drey.lake.LakeSettings;
import io.drey.query.engine.TrinoSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.server.RunningPostgres;
import io.drey.stack.server.Server;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;

/** The jobs' settings that a local stack stands for: where its servers are. */
public final class StackSettings {

    private StackSettings() {}

    /** The settings, by key. */
    public static Map<String, String> of(LocalStack stack, Workspace workspace) {
        RunningPostgres postgres = stack.postgres();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka-bootstrap-servers", stack.kafka().bootstrapServers());
        settings.put(
                "opensearch-urls",
                stack.openSearch().urls().stream().map(URI::toString).collect(Collectors.joining(";")));
        settings.put(LakeSettings.LAKE_CATALOG_URI.key(), postgres.jdbcUrl());
        settings.put(LakeSettings.LAKE_CATALOG_USER.key(), postgres.user());
        settings.put(LakeSettings.LAKE_CATALOG_PASSWORD.key(), "file:" + workspace.databasePassword());
        settings.put(LakeSettings.LAKE_WAREHOUSE.key(), stack.storageRoot() + "/lake");
        switch (stack.storage()) {
            case HDFS ->
                // There is one DataNode.
                settings.put(LakeSettings.LAKE_HADOOP_PROPERTIES.key() + ".dfs.replication", "1");
            case S3 -> {
                new TreeMap<>(stack.s3().icebergProperties())
                        .forEach((key, value) ->
                                settings.put(LakeSettings.LAKE_CATALOG_PROPERTIES.key() + "." + key, value));
                settings.put(
                        LakeSettings.LAKE_CATALOG_SECRETS.key() + ".s3.secret-access-key",
                        "file:" + workspace.s3SecretKey());
            }
            case FILE -> {
                // A folder needs no more.
            }
        }
        return settings;
    }

    /** Where the stack's Trino is, if it has one. */
    public static Optional<TrinoSettings> trino(LocalStack stack) {
        return stack.servers().contains(Server.TRINO)
                ? Optional.of(TrinoSettings.at(stack.trino().url()))
                : Optional.empty();
    }

    /** The settings as arguments of a job: {@code -Dkey=value}. */
    public static List<String> arguments(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    /** Where the stack's lake is. */
    public static LakeSettings lake(LocalStack stack, Workspace workspace) {
        return LakeSettings.from(Configuration.fromMap(of(stack, workspace)));
    }
}
