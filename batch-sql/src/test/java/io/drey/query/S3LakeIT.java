package io.drey.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.stack.LocalStack;
import io.drey.stack.Server;
import io.drey.testing.StackTest;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
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
        LakeSettings settings = LakeSettings.from(Configuration.fromMap(keys));
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

    @Test
    void saysThatTheSecretKeyIsWrong(LocalStack stack) throws Exception {
        Map<String, String> keys = StackLakes.jdbcOnS3Keys(stack, secrets);
        keys.put("lake-catalog-uri", database(stack, "wrong_key"));
        keys.put(
                "lake-catalog-secrets.s3.secret-access-key",
                "file:" + Files.writeString(secrets.resolve("wrong"), "wrong"));

        try (Lake lake = Lake.open(LakeSettings.from(Configuration.fromMap(keys)))) {
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
