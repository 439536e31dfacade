package io.drey.query.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Sha256;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.Place;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.StackLakes;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@StackTest({Server.POSTGRES, Server.HDFS, Server.S3})
class DeliveryIT {

    private static final String NAME = "pci-2026-10-acme";

    @TempDir
    private Path folder;

    @Test
    void toAFolder() throws IOException {
        LakeSettings settings =
                LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        Path target = folder.resolve("a folder");

        deliversOnceAndReplacesAnEarlierOne(target.toUri().toString(), settings);

        assertThat(target.resolve(NAME))
                .isDirectoryNotContaining(file -> file.getFileName().toString().endsWith(".part"));
    }

    @Test
    void toHdfs(LocalStack stack) throws IOException {
        deliversOnceAndReplacesAnEarlierOne(
                stack.hdfs().uri().resolve("/delivered").toString(),
                LakeSettings.inFolder(folder.resolve("lake").toUri().toString()));
    }

    @Test
    void toABucketWithTheLakesLogin(LocalStack stack) throws IOException {
        deliversOnceAndReplacesAnEarlierOne(
                "s3://%s/delivered".formatted(stack.s3().bucket()), onS3(stack));
    }

    private void deliversOnceAndReplacesAnEarlierOne(String target, LakeSettings settings) throws IOException {
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        Delivery delivery = to(target, settings);
        delivery.requireReachable();

        Finished first = pack("first", "index.html", "ä.csv", "gone.csv");
        assertThat(delivery.deliver(first)).isTrue();
        assertThat(content(target, settings, "pack.manifest.json")).contains(Files.readString(first.manifest()));
        assertThat(content(target, settings, "ä.csv")).contains("ä.csv of first");

        take(target, settings, "ä.csv");
        assertThat(delivery.deliver(first)).isFalse();
        assertThat(content(target, settings, "ä.csv"))
                .as("nothing is written again")
                .isEmpty();

        assertThat(delivery.deliver(pack("second", "index.html", "ä.csv"))).isTrue();
        assertThat(content(target, settings, "ä.csv")).contains("ä.csv of second");
        assertThat(content(target, settings, "index.html")).contains("index.html of second");
        assertThat(content(target, settings, "gone.csv"))
                .as("no file of the earlier one stays")
                .isEmpty();
    }

    /** Whoever finds a manifest finds what it names. */
    @Test
    void theManifestComesLast() throws IOException {
        LakeSettings settings =
                LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        Delivery delivery = to(folder.resolve("out").toUri().toString(), settings);
        assertThat(delivery.deliver(pack("first", "index.html", "a.csv"))).isTrue();
        Finished second = pack("second", "index.html", "a.csv");
        Files.delete(second.files().get(1));

        assertThatThrownBy(() -> delivery.deliver(second))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("nothing can be delivered to file:");

        assertThat(folder.resolve("out").resolve(NAME).resolve("pack.manifest.json"))
                .doesNotExist();
        assertThat(delivery.deliver(pack("third", "index.html", "a.csv"))).isTrue();
        assertThat(folder.resolve("out").resolve(NAME).resolve("pack.manifest.json"))
                .exists();
    }

    @Test
    void aBucketThatRefusesTheLoginIsNamed(LocalStack stack) throws IOException {
        LakeSettings settings = onS3(stack);
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }

        assertThatThrownBy(() -> to("s3://no-such-bucket-here/x", settings).deliver(pack("first", "a.csv")))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("bucket no-such-bucket-here refuses")
                .message()
                .doesNotContain("\n");
        LakeSettings inFolder =
                LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        try (Lake lake = Lake.open(inFolder)) {
            lake.init();
        }
        assertThatThrownBy(() -> to("s3://bucket/x", inFolder).requireReachable())
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("there is no login for s3://bucket/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reports", "/var/reports", "ftp://host/x", "s3:/bucket", "file:///a b"})
    void anythingElseIsNoPlace(String target) {
        LakeSettings settings =
                LakeSettings.inFolder(folder.resolve("lake").toUri().toString());

        assertThatThrownBy(() -> to(target, settings))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("'%s' is no place to deliver to: write file:///var/reports", target);
    }

    private static Delivery to(String target, LakeSettings settings) {
        return Delivery.to(List.of(target), settings, () -> fail("nothing is mailed"))
                .get(0);
    }

    private LakeSettings onS3(LocalStack stack) throws IOException {
        var keys = StackLakes.jdbcOnS3Keys(stack, folder);
        keys.put("lake-warehouse", stack.storageRoot() + "/delivery-lake");
        keys.put("lake-catalog-properties.jdbc.schema-version", "V1");
        return LakeSettings.from(Configuration.fromMap(keys));
    }

    private Finished pack(String version, String... names) throws IOException {
        Path own = Files.createDirectories(folder.resolve(version));
        ObjectNode manifest = new ObjectMapper().createObjectNode();
        List<Path> files = new ArrayList<>();
        for (String name : names) {
            Path file = Files.writeString(own.resolve(name), name + " of " + version, UTF_8);
            files.add(file);
            manifest.withArray("files").addObject().put("name", name).put("sha256", Sha256.of(file));
        }
        return new Finished(
                NAME,
                NAME + "/",
                folder,
                files,
                Files.writeString(own.resolve("pack.manifest.json"), manifest.toString()));
    }

    private static Optional<String> content(String target, LakeSettings settings, String name) throws IOException {
        try (Lake lake = Lake.open(settings);
                Place place = Place.at(target, lake, Optional.empty(), "")) {
            return place.read(NAME + "/" + name);
        }
    }

    private static void take(String target, LakeSettings settings, String name) throws IOException {
        try (Lake lake = Lake.open(settings);
                Place place = Place.at(target, lake, Optional.empty(), "")) {
            place.delete(NAME + "/" + name);
        }
    }
}
