package io.drey.operations.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.lake.StorageFiles;
import io.drey.operations.restart.StateFiles.FoldersHere;
import io.drey.operations.restart.domain.Partition;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.iceberg.io.FileIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jobs leave is found and read alike on HDFS, on S3 and in a folder. */
@StackTest({Server.HDFS, Server.S3})
class StateFilesIT {

    private static final String JOB = "1".repeat(32);
    private static final Partition PARTITION = new Partition("raw.acme.web", 0);

    @TempDir
    private Path folder;

    @Test
    void onHdfs(LocalStack stack) throws Exception {
        findsAndReads(
                Configuration.fromMap(Map.of("lake-hadoop-properties.dfs.replication", "1")),
                stack.hdfs().uri().toString().replaceAll("/+$", "") + "/states");
    }

    @Test
    void onS3(LocalStack stack) throws Exception {
        findsAndReads(s3(stack), "s3://%s/states".formatted(stack.s3().bucket()));
        // As Flink's file system of Hadoop's kind is configured.
        findsAndReads(s3(stack), "s3a://%s/other-states/".formatted(stack.s3().bucket()));
    }

    @Test
    void inAFolder() throws Exception {
        findsAndReads(new Configuration(), "file:" + folder.resolve("states"));
    }

    @Test
    void aStorageThatLetsNobodyInIsNotEmpty(LocalStack stack) throws Exception {
        Configuration wrong = s3(stack);
        wrong.setString(
                "lake-catalog-secrets.s3.secret-access-key",
                "file:" + Files.writeString(folder.resolve("wrong"), "wrong"));
        try (StateFiles files = new StateFiles(wrong, FoldersHere.SHARED)) {
            assertThatThrownBy(() -> files.completeBelow(
                            "s3://%s/states".formatted(stack.s3().bucket())))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatStandsForAFolderOnS3IsNoFile(LocalStack stack) throws Exception {
        Configuration settings = s3(stack);
        String root = "s3://%s/marked".formatted(stack.s3().bucket());
        try (StateFiles files = new StateFiles(settings, FoldersHere.SHARED);
                FileIO storage = StorageFiles.open(settings, root)) {
            // As Hadoop's file system of S3 leaves them.
            for (String folder : List.of("", JOB + "/", JOB + "/shared/", JOB + "/chk-9/")) {
                write(storage, root + "/" + folder, new byte[0]);
            }
            copy(WrittenState.of(WrittenState.RAW_RECORDS), storage, "%s/%s/chk-9".formatted(root, JOB));
            assertThat(files.completeBelow(root))
                    .extracting(SavedState::location)
                    .containsExactly("%s/%s/chk-9".formatted(root, JOB));
        }
    }

    private Configuration s3(LocalStack stack) throws IOException {
        Map<String, String> keys = new TreeMap<>();
        stack.s3().icebergProperties().forEach((key, value) -> keys.put("lake-catalog-properties." + key, value));
        keys.put(
                "lake-catalog-secrets.s3.secret-access-key",
                "file:" + Files.writeString(folder.resolve("s3"), stack.s3().secretKey()));
        return Configuration.fromMap(keys);
    }

    private void findsAndReads(Configuration settings, String root) throws Exception {
        String base = root.replaceAll("/+$", "");
        Instant begin = Instant.now();
        try (StateFiles files = new StateFiles(settings, FoldersHere.SHARED);
                FileIO storage = StorageFiles.open(settings, root)) {
            assertThat(files.completeBelow(root)).as("there is no such folder").isEmpty();
            String checkpoint = "%s/%s/chk-9".formatted(base, JOB);
            String savepoint = base + "/savepoint-111111-0123456789ab";
            copy(WrittenState.of(WrittenState.RAW_RECORDS).at("raw.acme.web", 0, 400), storage, checkpoint);
            // With a file of its own beside _metadata.
            copy(
                    WrittenState.of(WrittenState.RAW_RECORDS)
                            .inFiles()
                            .savepoint()
                            .at("raw.acme.web", 0, 500),
                    storage,
                    savepoint);
            write(storage, "%s/%s/chk-10/half-of-it".formatted(base, JOB), new byte[100]);
            write(storage, "%s/%s/shared/_metadata-of-others".formatted(base, JOB), new byte[100]);

            assertThat(files.completeBelow(root))
                    .extracting(SavedState::location)
                    .containsExactlyInAnyOrder(checkpoint, savepoint);
            StateReader reader = new StateReader(files);
            for (SavedState state : files.completeBelow(root)) {
                assertThat(state.completed())
                        .isBetween(begin.minusSeconds(2), Instant.now().plus(Duration.ofSeconds(2)));
                assertThat(reader.read(state).positions())
                        .isEqualTo(Map.of(PARTITION, state.location().equals(checkpoint) ? 400L : 500L));
            }
        }
    }

    private void copy(WrittenState state, FileIO storage, String target) throws Exception {
        Path written = state.write(Files.createTempDirectory(folder, "written"), Instant.now());
        try (Stream<Path> files = Files.list(written)) {
            for (Path file : files.toList()) {
                write(storage, target + "/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
    }

    private static void write(FileIO storage, String location, byte[] bytes) throws IOException {
        try (OutputStream out = storage.newOutputFile(location).create()) {
            out.write(bytes);
        }
    }
}
