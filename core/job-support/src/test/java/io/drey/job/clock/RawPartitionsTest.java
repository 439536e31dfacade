package io.drey.job.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RawPartitionsTest {

    private static final DatasetId LIVE = new DatasetId("acme", "access");
    private static final DatasetId FILE = new DatasetId("acme", "history");
    private static final String TOPIC_ID = "topic-id";
    private static final long NOON = 1_700_000_000_000L;
    private static final long WALL = 1_800_000_000_000L;
    private static final long LATER = WALL + 5_000;

    private final RawPartitions partitions = new RawPartitions(
            id -> id.equals(FILE) ? DatasetDocument.files(id, "json") : DatasetDocument.live(id, "json"));

    @Test
    void acceptsEachPositionOnce() {
        assertThat(partitions.accept(event(0, 7, NOON), WALL)).isTrue();
        assertThat(partitions.accept(event(0, 8, NOON), WALL)).isTrue();
        assertThat(partitions.accept(event(0, 7, NOON), WALL)).isFalse();
        assertThat(partitions.accept(event(0, 8, NOON), WALL)).isFalse();
        assertThat(partitions.accept(event(0, 9, NOON), WALL)).isTrue();
        assertThat(partitions.accept(event(1, 3, NOON), WALL)).isTrue();
    }

    @Test
    void theSlowestPartitionSetsTheClock() {
        partitions.accept(event(0, 0, NOON + 60_000), WALL);
        partitions.accept(event(1, 0, NOON), WALL);

        assertThat(reading(LATER)).isEqualTo(active(NOON - 5_000));
    }

    @Test
    void waitsForSiblingsBeforeItSaysAnything() {
        partitions.accept(event(0, 0, NOON), WALL);

        assertThat(partitions.reading(LIVE, WALL + 900)).isEmpty();
        assertThat(partitions.reading(LIVE, WALL + 1_000)).isPresent();
    }

    @Test
    void aSilentPartitionHoldsNoOtherBack() {
        partitions.accept(event(0, 0, NOON + 60_000), WALL);
        partitions.accept(event(1, 0, NOON), WALL);
        partitions.accept(new Heartbeat(LIVE, TOPIC_ID, 1, 10_000), LATER);

        assertThat(reading(LATER)).isEqualTo(active(NOON + 55_000));
    }

    @Test
    void theClockGoesOnWithTheSilence() {
        partitions.accept(event(0, 0, NOON), WALL);
        partitions.accept(new Heartbeat(LIVE, TOPIC_ID, 0, 12_000), LATER);

        assertThat(reading(LATER)).isEqualTo(idle(NOON + 12_000 - 5_000));
    }

    @Test
    void withoutHeartbeatsTheClockStands() {
        partitions.accept(event(0, 0, NOON), WALL);

        assertThat(reading(WALL + Duration.ofDays(1).toMillis())).isEqualTo(active(NOON - 5_000));
    }

    @Test
    void aFileThatHasEndedHoldsNothingBack() {
        partitions.accept(event(FILE, 0, 0, NOON, WALL), WALL);
        assertThat(partitions.reading(FILE, LATER)).hasValue(active(NOON - 600_000));

        partitions.accept(new Heartbeat(FILE, TOPIC_ID, 0, 10_000), LATER);
        assertThat(partitions.reading(FILE, LATER)).hasValue(idle(NOON + 10_000));
    }

    @Test
    void aTimeStampFromTheFutureMovesNoClock() {
        partitions.accept(event(LIVE, 0, 0, NOON, NOON), WALL);
        partitions.accept(event(LIVE, 0, 1, NOON + Duration.ofDays(3650).toMillis(), NOON), WALL);

        assertThat(reading(LATER)).isEqualTo(active(NOON - 5_000));
    }

    @Test
    void oneDatasetNeverMovesAnothersClock() {
        partitions.accept(event(FILE, 5, 0, NOON + 1_000_000, WALL), WALL);
        partitions.accept(event(0, 0, NOON), WALL);

        assertThat(reading(LATER)).isEqualTo(active(NOON - 5_000));
    }

    @Test
    void goesOnWhereAnEarlierRunStopped() {
        partitions.accept(event(0, 41, NOON), WALL);
        partitions.accept(event(1, 7, NOON + 60_000), WALL);
        RawPartitions restored = new RawPartitions(id -> DatasetDocument.live(id, "json"));
        restored.restore(partitions.progress(), LATER);

        assertThat(restored.accept(event(0, 41, NOON), LATER)).isFalse();
        assertThat(restored.accept(event(0, 42, NOON), LATER)).isTrue();
        assertThat(restored.reading(LIVE, LATER)).hasValue(active(NOON - 5_000));
    }

    @Test
    void aPartitionOfARestoredStateCountsOnceItIsHeardOfHere() {
        partitions.accept(event(0, 41, NOON), WALL);
        partitions.accept(event(1, 7, NOON + 60_000), WALL);
        RawPartitions restored = new RawPartitions(id -> DatasetDocument.live(id, "json"));
        restored.restore(partitions.progress(), LATER);

        assertThat(restored.restored(LIVE)).hasValue(new RawPartitions.Restored(Set.of(0, 1), NOON - 5_000));
        assertThat(restored.reading(LIVE, LATER + 1_000)).isEmpty();
        restored.accept(event(1, 8, NOON + 61_000), LATER + 9_000);
        assertThat(restored.heard(LIVE)).containsExactly(1);
        assertThat(restored.heard(LIVE)).isEmpty();
        assertThat(restored.reading(LIVE, LATER + 9_000)).hasValue(active(NOON + 56_000));
        restored.accept(event(0, 42, NOON + 1_000), LATER + 100_000);
        assertThat(restored.heard(LIVE)).containsExactly(0);
        assertThat(restored.reading(LIVE, LATER + 100_000)).hasValue(active(NOON - 4_000));
    }

    private RawPartitions.Reading reading(long wallMillis) {
        return partitions.reading(LIVE, wallMillis).orElseThrow();
    }

    private static RawPartitions.Reading active(long clockMillis) {
        return new RawPartitions.Reading(clockMillis, RawPartitions.Idleness.ACTIVE);
    }

    private static RawPartitions.Reading idle(long clockMillis) {
        return new RawPartitions.Reading(clockMillis, RawPartitions.Idleness.IDLE);
    }

    private static LogEvent event(int partition, long offset, long timestampMillis) {
        return event(LIVE, partition, offset, timestampMillis, WALL);
    }

    private static LogEvent event(
            DatasetId datasetId, int partition, long offset, long timestampMillis, long createdMillis) {
        EventBuilder event = new EventBuilder(
                datasetId, TOPIC_ID, "raw.acme.access", partition, offset, 0, createdMillis, new byte[0]);
        event.timestampMicros(timestampMillis * 1_000);
        return event;
    }
}
