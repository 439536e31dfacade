package io.drey.query.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.query.SampleLake;
import io.drey.query.StackLakes;
import io.drey.query.catalog.QueryRequest;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.apache.iceberg.SerializableTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@StackTest({Server.POSTGRES, Server.S3})
class S3LakeIT {

    @TempDir
    private Path secrets;

    @Test
    void landsAndAnswersOnS3WithoutASecretInWhatIsShippedWithAJob(LocalStack stack) throws Exception {
        Map<String, String> keys = StackLakes.jdbcOnS3Keys(stack, secrets);
        keys.put("lake-warehouse", stack.storageRoot() + "/s3-lake");
        keys.put("lake-catalog-uri", database(stack, "s3_lake"));
        LakeSettings settings = LakeSettings.from(org.apache.flink.configuration.Configuration.fromMap(keys));
        SampleLake.land(settings);

        try (QueryResult result = new FlinkQueryEngine(settings)
                .run(QueryRequest.ofSql("SELECT COUNT(*) AS n FROM logs", Map.of("tenant", "acme")))) {
            assertThat(result.next()).containsExactly(11L);
        }
        try (Lake lake = Lake.open(settings)) {
            assertThat(lake.table(LakeTable.LOGS).location()).startsWith("s3://drey/s3-lake/");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
                output.writeObject(SerializableTable.copyOf(lake.table(LakeTable.LOGS)));
            }
            assertThat(bytes.toString(UTF_8))
                    .contains(stack.s3().endpoint().toString())
                    .doesNotContain(stack.s3().secretKey())
                    .doesNotContain(stack.postgres().password());
        }
    }

    /** Hadoop's own file system for S3, whose login is in a file of Hadoop's credentials. */
    @Test
    void landsAndAnswersByHadoopsFileSystem(LocalStack stack) throws Exception {
        String credentials = "jceks://file" + secrets.resolve("hadoop.jceks");
        Configuration hadoop = new Configuration(false);
        hadoop.set("hadoop.security.credential.provider.path", credentials);
        CredentialProvider provider =
                CredentialProviderFactory.getProviders(hadoop).get(0);
        provider.createCredentialEntry(
                "fs.s3a.secret.key", stack.s3().secretKey().toCharArray());
        provider.flush();
        Map<String, String> keys = StackLakes.jdbcOnS3Keys(stack, secrets);
        keys.keySet().removeIf(key -> key.contains("-properties.") || key.contains("-secrets."));
        keys.put("lake-catalog-uri", database(stack, "s3a_lake"));
        keys.put("lake-warehouse", "s3a://" + stack.s3().bucket() + "/s3a-lake");
        keys.put("lake-hadoop-properties.hadoop.security.credential.provider.path", credentials);
        keys.put("lake-hadoop-properties.fs.s3a.endpoint", stack.s3().endpoint().toString());
        keys.put("lake-hadoop-properties.fs.s3a.endpoint.region", stack.s3().region());
        keys.put("lake-hadoop-properties.fs.s3a.path.style.access", "true");
        keys.put("lake-hadoop-properties.fs.s3a.access.key", stack.s3().accessKey());
        LakeSettings settings = LakeSettings.from(org.apache.flink.configuration.Configuration.fromMap(keys));
        SampleLake.land(settings);

        try (QueryResult result = new FlinkQueryEngine(settings)
                .run(QueryRequest.ofSql("SELECT COUNT(*) AS n FROM logs", Map.of("tenant", "acme")))) {
            assertThat(result.next()).containsExactly(11L);
        }
        try (Lake lake = Lake.open(settings)) {
            assertThat(lake.table(LakeTable.LOGS).location()).startsWith("s3a://drey/s3a-lake/");
        }
    }

    /** A service asks for months: its database allows it so many connections, and no more. */
    @Test
    void aQueryLeavesNoConnectionToTheCatalogBehind(LocalStack stack) throws Exception {
        Map<String, String> keys = StackLakes.jdbcOnS3Keys(stack, secrets);
        keys.put("lake-warehouse", stack.storageRoot() + "/asked-often");
        keys.put("lake-catalog-uri", database(stack, "asked_often"));
        LakeSettings settings = LakeSettings.from(org.apache.flink.configuration.Configuration.fromMap(keys));
        SampleLake.land(settings);
        FlinkQueryEngine engine = new FlinkQueryEngine(settings);
        QueryRequest request = QueryRequest.ofSql("SELECT COUNT(*) AS n FROM logs", Map.of("tenant", "acme"));
        int before = connections(stack, "asked_often");

        for (int i = 0; i < 3; i++) {
            try (QueryResult result = engine.run(request)) {
                assertThat(result.next()).containsExactly(11L);
            }
        }
        Await.value(
                "no connection more",
                Duration.ofSeconds(20),
                () -> connections(stack, "asked_often"),
                now -> now <= before);
    }

    private static int connections(LocalStack stack, String database) throws Exception {
        try (var connection = java.sql.DriverManager.getConnection(
                        stack.postgres().jdbcUrl(),
                        stack.postgres().user(),
                        stack.postgres().password());
                var statement =
                        connection.prepareStatement("SELECT count(*) FROM pg_stat_activity WHERE datname = ?")) {
            statement.setString(1, database);
            try (var count = statement.executeQuery()) {
                count.next();
                return count.getInt(1);
            }
        }
    }

    @Test
    void saysThatTheSecretKeyIsWrong(LocalStack stack) throws Exception {
        Map<String, String> keys = StackLakes.jdbcOnS3Keys(stack, secrets);
        keys.put("lake-catalog-uri", database(stack, "wrong_key"));
        keys.put(
                "lake-catalog-secrets.s3.secret-access-key",
                "file:" + Files.writeString(secrets.resolve("wrong"), "wrong"));

        try (Lake lake = Lake.open(LakeSettings.from(org.apache.flink.configuration.Configuration.fromMap(keys)))) {
            assertThatThrownBy(lake::init)
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("S3 refuses the lake's files: Forbidden")
                    .message()
                    .doesNotContain("\n");
        }
    }

    /** A catalog of its own: other tests share the database that is there. */
    private static String database(LocalStack stack, String name) throws Exception {
        try (var connection = java.sql.DriverManager.getConnection(
                        stack.postgres().jdbcUrl(),
                        stack.postgres().user(),
                        stack.postgres().password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return stack.postgres().jdbcUrl().replaceAll("/drey$", "/" + name);
    }
}
