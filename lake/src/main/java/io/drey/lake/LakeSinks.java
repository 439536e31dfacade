package io.drey.lake;

import io.drey.event.Alert;
import io.drey.event.DeadLetter;
import io.drey.event.LogEvent;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.sink.IcebergSink;

/**
 * The lake's ends of topologies: each attaches a sink to a stream.
 *
 * <p>Exactly once: what arrived between two checkpoints becomes one snapshot of the table when the second completes.
 * The job must have checkpoints, or nothing ever becomes visible.
 *
 * <pre>{@code
 * LakeSinks sinks = new LakeSinks(LakeSettings.from(configuration));
 * IngestTopology.build(source, sinks.logs(), sinks.deadLetters(), …);
 * }</pre>
 */
public final class LakeSinks {

    /** Uid of the sink of events; the operators it consists of add to it. */
    public static final String LOGS_UID = "lake-logs";

    /** Uid of the sink of alerts. */
    public static final String ALERTS_UID = "lake-alerts";

    /** Uid of the sink of dead letters. */
    public static final String DEAD_LETTERS_UID = "lake-dead-letters";

    private final LakeSettings settings;

    public LakeSinks(LakeSettings settings) {
        this.settings = settings;
    }

    /** Appends events to {@code logs}. */
    public Consumer<DataStream<LogEvent>> logs() {
        return events -> {
            DistributionMode mode =
                    switch (settings.distribution()) {
                        case NONE -> DistributionMode.NONE;
                        case HASH -> DistributionMode.HASH;
                    };
            sink(LakeTable.LOGS, LOGS_UID, events, new LogEventRows(), LogEventRowTypeInfo.INSTANCE)
                    .distributionMode(mode)
                    .append();
        };
    }

    /** Appends dead letters to {@code dead_letters}. */
    public Consumer<DataStream<DeadLetter>> deadLetters() {
        return letters -> sink(
                        LakeTable.DEAD_LETTERS,
                        DEAD_LETTERS_UID,
                        letters,
                        new DeadLetterRows(),
                        rowType(LakeTable.DEAD_LETTERS))
                .distributionMode(DistributionMode.NONE)
                .append();
    }

    /** Writes alerts to {@code alerts}, where an alert replaces the one of the same id. */
    public Consumer<DataStream<Alert>> alerts() {
        return alerts -> sink(LakeTable.ALERTS, ALERTS_UID, alerts, new AlertRows(), rowType(LakeTable.ALERTS))
                .equalityFieldColumns(LakeTable.ALERT_KEY)
                .upsert(true)
                .distributionMode(DistributionMode.HASH)
                .append();
    }

    private <T> IcebergSink.Builder sink(
            LakeTable table,
            String uid,
            DataStream<T> stream,
            MapFunction<T, RowData> rows,
            TypeInformation<RowData> rowType) {
        requireCurrent(table);
        DataStream<RowData> rowStream =
                stream.map(rows).returns(rowType).uid(uid + "-rows").name(table.tableName() + " as rows");
        return IcebergSink.forRowData(rowStream)
                .tableLoader(TableLoader.fromCatalog(settings.catalogLoader(), table.identifier()))
                .uidSuffix(uid);
    }

    /** Rows are written by place, so a table of another version must not be written. */
    private void requireCurrent(LakeTable table) {
        try (Lake lake = Lake.open(settings)) {
            lake.requireCurrent(table);
        }
    }

    private static TypeInformation<RowData> rowType(LakeTable table) {
        RowType type = FlinkSchemaUtil.convert(table.schema());
        return InternalTypeInfo.of(type);
    }
}
