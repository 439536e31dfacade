package io.drey.query.live;

import static java.util.Objects.requireNonNull;

import io.drey.lake.Lake;
import io.drey.lake.LakeTable;
import io.drey.query.catalog.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.flink.FlinkSchemaUtil;

/**
 * The events of a tenant's topic that a snapshot of {@code logs} does not have yet: those above the highest position of their
 * raw partition there. Together with the snapshot each event is there once, and none that is on the topic is missing.
 *
 * <p>The topic is read while the query runs and nothing is kept but a position for each raw partition, so it does not matter how
 * much it is.
 */
public final class LiveEvents {

    /** The topic is read from so much before the range, as senders' clocks may be ahead. */
    static final Duration AHEAD = Duration.ofMinutes(5);

    /** So much before it was written to the topic an event may have been parsed: Kafka may have been down meanwhile. */
    private static final Duration HELD_BACK = Duration.ofHours(1);

    private final Properties kafka;

    /** @param kafka properties of Kafka's clients, {@code bootstrap.servers} among them */
    public LiveEvents(Properties kafka) {
        this.kafka = requireNonNull(kafka, "kafka is null");
    }

    /**
     * Rows with the columns of {@link LakeTable#LOGS}; empty if the topic has nothing of the range. Call it after the snapshot was
     * chosen, or what lands between the two is missing.
     *
     * @param scope of whom and of which time
     * @param snapshotId the snapshot of {@code logs}; empty where nothing was ever written
     * @throws io.drey.query.QueryUsageException if the tenant has no events topic
     * @throws io.drey.query.QueryException if Kafka does not answer
     * @throws io.drey.lake.LakeException if the lake cannot be read
     */
    public Optional<DataStream<RowData>> rows(
            StreamExecutionEnvironment environment, Lake lake, Scope scope, OptionalLong snapshotId) {
        Optional<Instant> since = since(lake, scope, snapshotId);
        TopicStretch stretch = TopicStretch.until(kafka, scope.tenant(), since);
        if (stretch.isEmpty()) {
            return Optional.empty();
        }
        LandedPositions landed = snapshotId.isEmpty()
                ? new LandedPositions()
                : LandedPositions.of(
                        lake,
                        snapshotId.getAsLong(),
                        scope.tenant(),
                        since.map(moment -> moment.minus(HELD_BACK)).orElse(Instant.EPOCH));
        RowType type = FlinkSchemaUtil.convert(LakeTable.LOGS.schema());
        return Optional.of(LiveRows.of(environment, stretch.source(kafka), new NotLanded(landed, type), type));
    }

    /** From when on the topic is read: before the range begins, and before the lake was written to for the last time. */
    private static Optional<Instant> since(Lake lake, Scope scope, OptionalLong snapshotId) {
        return scope.from().map(from -> {
            Instant first = from;
            if (snapshotId.isPresent()) {
                Snapshot snapshot = lake.asItIs(LakeTable.LOGS).snapshot(snapshotId.getAsLong());
                Instant written = Instant.ofEpochMilli(snapshot.timestampMillis());
                first = written.isBefore(from) ? written : from;
            }
            return first.minus(AHEAD);
        });
    }
}
