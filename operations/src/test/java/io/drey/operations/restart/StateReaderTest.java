package io.drey.operations.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.operations.restart.StateContents.Ending;
import io.drey.operations.restart.StateFiles.FoldersHere;
import io.drey.operations.restart.domain.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateReaderTest {

    private static final Instant NOON = Instant.parse("2026-10-01T12:00:00Z");
    private static final long WHERE_THE_GROUP_STANDS = -3;

    @TempDir
    private Path folder;

    private final StateFiles files = new StateFiles(new Configuration(), FoldersHere.SHARED);

    @AfterEach
    void close() {
        files.close();
    }

    @Test
    void tellsWhoseStateItIsAndHowFarItHasRead() throws Exception {
        StateContents contents = read(WrittenState.of(WrittenState.RAW_RECORDS, WrittenState.MAINTENANCE_LOGS)
                .at("raw.acme.web", 0, 400)
                .at("raw.acme.web", 1, 0)
                .at("raw.acme.new", 0, WHERE_THE_GROUP_STANDS));
        assertThat(contents.operators())
                .containsExactlyInAnyOrder(WrittenState.RAW_RECORDS, WrittenState.MAINTENANCE_LOGS);
        assertThat(contents.positions())
                .isEqualTo(Map.of(new Partition("raw.acme.web", 0), 400L, new Partition("raw.acme.web", 1), 0L));
        assertThat(contents.unread()).isEqualTo(Set.of(new Partition("raw.acme.new", 0)));
        assertThat(contents.ending()).isEqualTo(Ending.OPEN);
    }

    @Test
    void readsStateThatIsInFilesOfItsOwnAndCompressed() throws Exception {
        WrittenState state = WrittenState.of(WrittenState.RAW_RECORDS).inFiles().compressed();
        for (int partition = 0; partition < 2_000; partition++) {
            state.at("raw.acme.web", partition, partition);
        }
        StateContents contents = read(state);
        assertThat(contents.positions()).hasSize(2_000).containsEntry(new Partition("raw.acme.web", 1_999), 1_999L);
    }

    @Test
    void aSavepointMayBeMovedWithItsFiles() throws Exception {
        Path written = WrittenState.of(WrittenState.RAW_RECORDS)
                .inFiles()
                .savepoint()
                .at("raw.acme.web", 0, 400)
                .write(folder.resolve("savepoint-1"), NOON);
        assertThat(written.toFile().list()).hasSize(2);
        StateContents contents =
                new StateReader(files).read(new SavedState(written.toUri().toString(), NOON));
        assertThat(contents.positions()).containsEntry(new Partition("raw.acme.web", 0), 400L);
        assertThat(contents.ending()).isEqualTo(Ending.OPEN);
    }

    @Test
    void aDrainedSavepointIsAnEnd() throws Exception {
        assertThat(read(WrittenState.of(WrittenState.RAW_RECORDS).drained()).ending())
                .isEqualTo(Ending.DRAINED);
    }

    @Test
    void whatIsDamagedOrGoneIsNamed() throws Exception {
        Path written = WrittenState.of(WrittenState.RAW_RECORDS).write(folder.resolve("chk-1"), NOON);
        SavedState state = new SavedState(written.toUri().toString(), NOON);
        byte[] whole = Files.readAllBytes(written.resolve("_metadata"));
        Files.write(written.resolve("_metadata"), java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> new StateReader(files).read(state)).isInstanceOf(IOException.class);
        Files.delete(written.resolve("_metadata"));
        assertThatThrownBy(() -> new StateReader(files).read(state))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chk-1");
    }

    private StateContents read(WrittenState state) throws Exception {
        Path written = state.write(folder.resolve("chk-7"), NOON);
        return new StateReader(files).read(new SavedState(written.toUri().toString(), NOON));
    }
}
