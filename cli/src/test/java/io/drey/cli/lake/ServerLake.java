package io.drey.cli.lake;

import io.drey.cli.CommandRun;
import io.drey.stack.LocalStack;
import io.drey.stack.server.RunningPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The settings of lakes on real servers, each in a database and a folder of its own name. */
public final class ServerLake {

    private ServerLake() {}

    /** Its files are on HDFS. */
    public static Map<String, String> onHdfs(LocalStack stack, String name, Path secrets)
            throws IOException, SQLException {
        Map<String, String> keys = catalog(stack, name, secrets);
        keys.put("lake-warehouse", stack.hdfs().uri().toString().replaceAll("/+$", "") + "/" + name);
        keys.put("lake-hadoop-properties.dfs.replication", "1");
        return keys;
    }

    static Map<String, String> onS3(LocalStack stack, String name, Path secrets) throws IOException, SQLException {
        Map<String, String> keys = catalog(stack, name, secrets);
        keys.put("lake-warehouse", "s3://%s/%s".formatted(stack.s3().bucket(), name));
        stack.s3().icebergProperties().forEach((key, value) -> keys.put("lake-catalog-properties." + key, value));
        keys.put(
                "lake-catalog-secrets.s3.secret-access-key",
                "file:" + Files.writeString(secrets.resolve("s3"), stack.s3().secretKey()));
        return keys;
    }

    private static Map<String, String> catalog(LocalStack stack, String name, Path secrets)
            throws IOException, SQLException {
        RunningPostgres postgres = stack.postgres();
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        Map<String, String> keys = new TreeMap<>();
        keys.put("lake-catalog-uri", postgres.jdbcUrl().replaceAll("/drey$", "/" + name));
        keys.put("lake-catalog-user", postgres.user());
        keys.put(
                "lake-catalog-password", "file:" + Files.writeString(secrets.resolve("database"), postgres.password()));
        return keys;
    }

    /** Runs {@code drey lake} with these settings. */
    static CommandRun drey(Map<String, String> keys, String... arguments) {
        List<String> all = new ArrayList<>(List.of("lake"));
        all.addAll(List.of(arguments));
        keys.forEach((key, value) -> all.add("-D" + key + "=" + value));
        return CommandRun.drey(all.toArray(String[]::new));
    }

    /** Where a job runs in the JVM of the commands. */
    public static StreamExecutionEnvironment environment(String checkpointInterval) {
        return StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(Map.of(
                "pipeline.generic-types", "false",
                "execution.checkpointing.interval", checkpointInterval,
                // Hadoop remembers the first class loader.
                "classloader.check-leaked-classloader", "false",
                "parallelism.default", "1")));
    }
}
