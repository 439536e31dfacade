package io.drey.lake.maintenance.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotBoundsTest {

    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
    private static final SnapshotBounds TEN_OF_A_DAY = new SnapshotBounds(10, Duration.ofDays(1), Duration.ofDays(7));

    @Test
    void keepsNoneOlderThanTheAge() {
        assertThat(TEN_OF_A_DAY.expireBefore(minutely(5, Optional.empty()), NOW))
                .isEqualTo(NOW.minus(Duration.ofDays(1)));
    }

    @Test
    void keepsNoMoreThanTheCountHoweverYoungTheyAre() {
        List<SnapshotState> snapshots = minutely(30, Optional.of("ingest/logs"));

        assertThat(TEN_OF_A_DAY.expireBefore(snapshots, NOW))
                .isEqualTo(snapshots.get(9).committed());
    }

    @Test
    void keepsWhatAStoppedWriterLooksFor() {
        List<SnapshotState> snapshots = new ArrayList<>(minutely(30, Optional.of("ingest/logs")));
        SnapshotState stopped = new SnapshotState(99, NOW.minus(Duration.ofDays(2)), Optional.of("other/logs"));
        snapshots.add(stopped);
        snapshots.add(new SnapshotState(98, NOW.minus(Duration.ofDays(3)), Optional.of("other/logs")));

        assertThat(TEN_OF_A_DAY.expireBefore(snapshots, NOW)).isEqualTo(stopped.committed());
    }

    @Test
    void forgetsAWriterThatIsSilentForTooLong() {
        List<SnapshotState> snapshots = new ArrayList<>(minutely(30, Optional.of("ingest/logs")));
        snapshots.add(new SnapshotState(99, NOW.minus(Duration.ofDays(8)), Optional.of("other/logs")));

        assertThat(TEN_OF_A_DAY.expireBefore(snapshots, NOW))
                .isEqualTo(snapshots.get(9).committed());
    }

    @Test
    void keepsTheCurrentSnapshotAtLeast() {
        assertThatThrownBy(() -> new SnapshotBounds(0, Duration.ofDays(1), Duration.ofDays(7)))
                .hasMessage("0 snapshots: at least the current one is kept");
    }

    private static List<SnapshotState> minutely(int count, Optional<String> writer) {
        List<SnapshotState> snapshots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            snapshots.add(new SnapshotState(i, NOW.minus(Duration.ofMinutes(i)), writer));
        }
        return snapshots;
    }
}
