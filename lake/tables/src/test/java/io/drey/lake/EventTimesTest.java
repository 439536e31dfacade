package io.drey.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventTimesTest {

    private static final Instant MORNING = Instant.parse("2026-01-01T06:00:00.000001Z");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-01-02T08:00:00Z");

    @TempDir
    private Path folder;

    private Lake lake;

    @BeforeEach
    void open() {
        lake = Lake.open(LakeSettings.inFolder(folder.toUri().toString()));
        lake.init();
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void theFirstAndTheLastEventOfATenantAreThoseOfItsFirstAndLastDay() {
        land("acme", "2026-01-01", NOON, NOON);
        land("acme", "2026-01-02", NEXT_DAY, NEXT_DAY);
        long before = land("acme", "2026-01-01", MORNING, NOON);
        long after = land("globex", "2026-01-01", MORNING.minusSeconds(60), NEXT_DAY);

        assertThat(times(before)).isEqualTo(new EventTimes(Optional.of(MORNING), Optional.of(NEXT_DAY)));
        assertThat(times(after)).isEqualTo(times(before));
    }

    @Test
    void aSnapshotTellsOfItsOwnEventsOnly() {
        long first = land("acme", "2026-01-01", NOON, NOON);
        land("acme", "2026-01-02", NEXT_DAY, NEXT_DAY);

        assertThat(times(first)).isEqualTo(new EventTimes(Optional.of(NOON), Optional.of(NOON)));
    }

    @Test
    void aDayWithATimeStampThatCannotBeRightTellsNothing() {
        // An event whose time cannot be right is in the files of the day it arrived.
        long snapshot = land("acme", "2026-01-01", Instant.EPOCH, NOON);

        assertThat(times(snapshot)).isEqualTo(new EventTimes(Optional.empty(), Optional.of(NOON)));
    }

    @Test
    void ofATenantWithoutEventsNothingIsKnown() {
        long snapshot = land("globex", "2026-01-01", NOON, NOON);

        assertThat(times(snapshot)).isEqualTo(EventTimes.UNKNOWN);
    }

    private EventTimes times(long snapshot) {
        return EventTimes.of(lake, snapshot, "acme");
    }

    /** Adds a file that nobody reads: what its manifest says is enough. */
    private long land(String tenant, String day, Instant first, Instant last) {
        Table logs = lake.table(LakeTable.LOGS);
        int ts = logs.schema().findField("ts").fieldId();
        logs.newAppend()
                .appendFile(DataFiles.builder(logs.spec())
                        .withPath("%s/data/%s-%s-%s.parquet".formatted(logs.location(), tenant, day, first))
                        .withPartitionPath("tenant=%s/day=%s".formatted(tenant, day))
                        .withFileSizeInBytes(100)
                        .withMetrics(new Metrics(
                                2L,
                                Map.of(),
                                Map.of(),
                                Map.of(),
                                Map.of(),
                                Map.of(ts, micros(first)),
                                Map.of(ts, micros(last))))
                        .build())
                .commit();
        return lake.snapshotId(LakeTable.LOGS).orElseThrow();
    }

    private static ByteBuffer micros(Instant time) {
        return Conversions.toByteBuffer(Types.TimestampType.withZone(), ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }
}
