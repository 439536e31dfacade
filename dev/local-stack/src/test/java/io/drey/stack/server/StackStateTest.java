package io.drey.stack.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.stack.LocalStack;
import io.drey.stack.process.ServerProcess;
import io.drey.stack.server.StackState.ServerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackStateTest {
    private static final Path LOG = Path.of("/stack/logs/kafka.log");

    @Test
    void readsWhatItWrote(@TempDir Path dir) {
        StackState state = StackState.empty()
                .with(
                        Server.KAFKA,
                        new ServerState(
                                Map.of("broker", 20_001),
                                Map.of("cluster", "c"),
                                List.of(new ServerProcess("kafka", 7, 1_000, LOG, LOG))));
        state.write(dir);
        assertThat(StackState.read(dir)).hasValue(state);
    }

    @Test
    void onlyTheOwnerMayReadIt(@TempDir Path dir) throws Exception {
        StackState.empty().write(dir);
        assertThat(Files.getPosixFilePermissions(StackState.file(dir)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void anotherLayoutIsRefusedWithAReason(@TempDir Path dir) throws Exception {
        Files.writeString(StackState.file(dir), "{\"version\": 99, \"servers\": {}}");
        assertThatThrownBy(() -> StackState.read(dir)).hasMessageContaining("layout 99");
    }

    @Test
    void aBrokenFileIsNamed(@TempDir Path dir) throws Exception {
        Files.writeString(StackState.file(dir), "{");
        assertThatThrownBy(() -> StackState.read(dir))
                .hasMessageContaining(StackState.file(dir).toString());
    }

    @Test
    void attachingToAnEmptyFolderSaysSo(@TempDir Path dir) {
        assertThatThrownBy(() -> LocalStack.attach(dir)).hasMessageContaining("No stack was started in " + dir);
    }

    @Test
    void aReusedProcessIdIsNotOurs() {
        ProcessHandle self = ProcessHandle.current();
        ServerProcess ours = ServerProcess.of("self", self, LOG, LOG);
        assertThat(ours.isAlive()).isTrue();
        ServerProcess earlier = new ServerProcess("self", self.pid(), ours.startedMillis() - 60_000, LOG, LOG);
        assertThat(earlier.isAlive()).isFalse();
    }
}
