package io.drey.stack.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.stack.LocalStack;
import io.drey.stack.process.StackException;
import io.drey.stack.server.StackState.ServerState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
    @TempDir
    private Path dir;

    @Test
    void aStackWithoutStorageServersKeepsFilesInAFolder() {
        LocalStack stack = stackOf(Server.POSTGRES);
        assertThat(stack.storage()).isEqualTo(Storage.FILE);
        assertThat(stack.storageRoot()).isEqualTo("file://" + dir + "/storage");
        assertThat(dir.resolve("storage")).isDirectory();
    }

    @Test
    void hdfsAndS3AreUsedWhereTheyAre() {
        assertThat(stackOf(Server.HDFS).storageRoot()).isEqualTo("hdfs://127.0.0.1:20001");
        assertThat(stackOf(Server.S3).storageRoot()).isEqualTo("s3://drey");
    }

    @Test
    void aServerThatIsMissingIsNamed() {
        Site site = new Site(StackFolder.open(dir, () -> dir), Server.TRINO);
        assertThatThrownBy(() -> site.requiredNeighbour(Server.POSTGRES))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("Trino needs PostgreSQL")
                .hasMessageContaining("start both");
    }

    private LocalStack stackOf(Server server) {
        StackState.empty()
                .with(
                        server,
                        new ServerState(
                                Map.of("namenode", 20_001, "http", 20_002, "server", 20_003), Map.of(), List.of()))
                .write(dir);
        return LocalStack.attach(dir);
    }
}
