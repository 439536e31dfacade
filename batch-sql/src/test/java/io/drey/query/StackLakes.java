package io.drey.query;

import io.drey.lake.LakeSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.server.RunningPostgres;
import io.drey.stack.server.RunningS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;

/** Lakes on the servers of a stack, as a user's settings describe them. */
public final class StackLakes {

    private StackLakes() {}

    /** Tables on S3, their catalog in PostgreSQL. */
    public static LakeSettings jdbcOnS3(LocalStack stack, Path secrets) throws IOException {
        return LakeSettings.from(Configuration.fromMap(jdbcOnS3Keys(stack, secrets)));
    }

    public static Map<String, String> jdbcOnS3Keys(LocalStack stack, Path secrets) throws IOException {
        RunningPostgres postgres = stack.postgres();
        Map<String, String> settings = new TreeMap<>(s3(stack, secrets));
        settings.put("lake-catalog-uri", postgres.jdbcUrl());
        settings.put("lake-catalog-user", postgres.user());
        settings.put(
                "lake-catalog-password", "file:" + Files.writeString(secrets.resolve("database"), postgres.password()));
        settings.put("lake-warehouse", stack.storageRoot() + "/lake");
        return settings;
    }

    /** Tables on S3, their catalog behind REST. */
    public static LakeSettings restOnS3(LocalStack stack, Path secrets) throws IOException {
        Map<String, String> settings = new TreeMap<>(s3(stack, secrets));
        settings.put("lake-catalog-type", "rest");
        settings.put("lake-catalog-uri", stack.restCatalog().uri().toString());
        settings.put("lake-warehouse", stack.restCatalog().warehouse());
        return LakeSettings.from(Configuration.fromMap(settings));
    }

    private static Map<String, String> s3(LocalStack stack, Path secrets) throws IOException {
        RunningS3 s3 = stack.s3();
        Map<String, String> settings = new TreeMap<>();
        s3.icebergProperties().forEach((key, value) -> settings.put("lake-catalog-properties." + key, value));
        settings.put(
                "lake-catalog-secrets.s3.secret-access-key",
                "file:" + Files.writeString(secrets.resolve("s3"), s3.secretKey()));
        return settings;
    }
}
