package io.drey.lake.landing;

import io.drey.event.Alert;
import io.drey.event.DeadLetter;
import io.drey.event.DroppedLine;
import io.drey.event.LogEvent;
import io.drey.event.metric.MetricPoint;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.LandedLines;
import io.drey.lake.TableColumns;
import io.drey.lake.parquet.LogsSinkWriter;
import io.drey.lake.row.LogEventRowTypeInfo;
import io.drey.lake.row.LogEventRows;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.SinkTransformation;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
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
 * new IngestTopology.Ends(rawRecords, records, sinks.logs(), sinks.deadLetters(), sinks.dropped());
 * }</pre>
 */
public final class LakeSinks {

    /** Uid of the sink of events; the operators it consists of add to it. */
    public static final String LOGS_UID = "lake-logs";

    /** Uid of the sink of alerts. */
    public static final String ALERTS_UID = "lake-alerts";

    /** Uid of the sink of metrics. */
    public static final String METRICS_UID = "lake-metrics";

    /** Uid of the sink of dead letters. */
    public static final String DEAD_LETTERS_UID = "lake-dead-letters";

    /** Uid of the sink of dropped lines. */
    public static final String DROPPED_UID = "lake-dropped";

    private final LakeSettings settings;

    public LakeSinks(LakeSettings settings) {
        this.settings = settings;
    }

    /** Appends events to {@code logs}. */
    public Consumer<DataStream<LogEvent>> logs() {
        DistributionMode mode =
                switch (settings.distribution()) {
                    case NONE -> DistributionMode.NONE;
                    case HASH -> DistributionMode.HASH;
                };
        return events -> attach(
                LakeTable.LOGS,
                LOGS_UID,
                notLanded(LakeTable.LOGS, LOGS_UID, events, NotLandedYet::event),
                new LogEventRows(),
                columns -> LogEventRowTypeInfo.INSTANCE,
                (sink, columns) -> distributed(sink, columns, mode));
    }

    /** Appends dead letters to {@code dead_letters}. */
    public Consumer<DataStream<DeadLetter>> deadLetters() {
        return letters -> attach(
                LakeTable.DEAD_LETTERS,
                DEAD_LETTERS_UID,
                notLanded(LakeTable.DEAD_LETTERS, DEAD_LETTERS_UID, letters, NotLandedYet::deadLetter),
                new DeadLetterRows(),
                LakeSinks::rowType,
                (sink, columns) -> sink.distributionMode(DistributionMode.NONE));
    }

    /** Appends where dropped lines stood to {@code dropped}. */
    public Consumer<DataStream<DroppedLine>> dropped() {
        return lines -> attach(
                LakeTable.DROPPED,
                DROPPED_UID,
                notLanded(LakeTable.DROPPED, DROPPED_UID, lines, NotLandedYet::droppedLine),
                new DroppedRows(),
                LakeSinks::rowType,
                (sink, columns) -> sink.distributionMode(DistributionMode.NONE));
    }

    /** Writes alerts to {@code alerts}, where an alert replaces the one of the same id. */
    public Consumer<DataStream<Alert>> alerts() {
        return alerts -> attach(
                LakeTable.ALERTS,
                ALERTS_UID,
                alerts,
                new AlertRows(),
                LakeSinks::rowType,
                (sink, columns) -> upsert(sink, LakeTable.ALERTS, columns));
    }

    /**
     * Writes the points of metrics to {@code metrics}, where a point replaces the one of the same id: a correction, also
     * one that a restarted job writes again.
     */
    public Consumer<DataStream<MetricPoint>> metrics() {
        return points -> attach(
                LakeTable.METRICS,
                METRICS_UID,
                points,
                new MetricRows(),
                LakeSinks::rowType,
                (sink, columns) -> upsert(sink, LakeTable.METRICS, columns));
    }

    /** The sink alone, for tests of its operators. */
    LakeSink<?> alertSink() {
        TableColumns columns = writable(LakeTable.ALERTS);
        return sink(
                LakeTable.ALERTS,
                ALERTS_UID,
                columns,
                rowType(columns),
                (sink, table) -> upsert(sink, LakeTable.ALERTS, table));
    }

    /** A row replaces the one of its key, whose partition follows from it. */
    private static IcebergSink.Builder upsert(IcebergSink.Builder sink, LakeTable table, TableColumns columns) {
        return sink.equalityFieldColumns(names(table.definition().key(), columns))
                .upsert(true)
                .distributionMode(DistributionMode.HASH);
    }

    /** What columns of this version are called in the table. */
    private static List<String> names(List<String> key, TableColumns columns) {
        return key.stream().map(columns::nameOf).toList();
    }

    /** Rows of {@code logs} are views with their columns in this version's order, and Iceberg spreads them by the table's. */
    private static IcebergSink.Builder distributed(
            IcebergSink.Builder sink, TableColumns columns, DistributionMode mode) {
        if (mode == DistributionMode.HASH) {
            columns.requireInPlace(LakeTable.LOGS.spec());
        }
        return sink.distributionMode(mode);
    }

    private <T> void attach(
            LakeTable table,
            String uid,
            DataStream<T> stream,
            MapFunction<T, RowData> toRow,
            Function<TableColumns, TypeInformation<RowData>> typeOf,
            BiFunction<IcebergSink.Builder, TableColumns, IcebergSink.Builder> how) {
        TableColumns columns = writable(table);
        TypeInformation<RowData> rowType = typeOf.apply(columns);
        // The writer of logs finds the columns by itself.
        MapFunction<T, RowData> fitted = table == LakeTable.LOGS ? toRow : FittedRows.of(toRow, table, columns);
        DataStream<RowData> rows =
                stream.map(fitted).returns(rowType).uid(uid + "-rows").name(table.tableName() + " as rows");
        rows.sinkTo(sink(table, uid, columns, rowType, how))
                .uid(uid)
                .name("lake " + table.tableName())
                .setParallelism(rows.getParallelism());
    }

    /** Without the lines that the table has since a savepoint that the job was taken back to; mostly there are none. */
    private <T> DataStream<T> notLanded(
            LakeTable table, String uid, DataStream<T> lines, NotLandedYet.Asking<T> asking) {
        try (Lake lake = Lake.open(settings)) {
            return LandedLines.in(lake.asItIs(table))
                    .<DataStream<T>>map(landed -> lines.filter(new NotLandedYet<>(landed, asking))
                            .setParallelism(lines.getParallelism())
                            .uid(uid + "-not-landed")
                            .name(table.tableName() + " that have not landed"))
                    .orElse(lines);
        }
    }

    /** Iceberg's builder gives its sink only to a stream, so it gets one that is then dropped. */
    private LakeSink<?> sink(
            LakeTable table,
            String uid,
            TableColumns columns,
            TypeInformation<RowData> rowType,
            BiFunction<IcebergSink.Builder, TableColumns, IcebergSink.Builder> how) {
        IcebergSink.Builder builder = IcebergSink.forRowData(nothing(rowType))
                .tableLoader(loader(table))
                .uidSuffix(uid);
        Transformation<RowData> attached = how.apply(builder, columns).append().getTransformation();
        IcebergSink iceberg = (IcebergSink) ((SinkTransformation<?, ?>) attached).getSink();
        if (table != LakeTable.LOGS) {
            return new LakeSink<>(iceberg, uid);
        }
        try (Lake lake = Lake.open(settings)) {
            Table logs = SerializableTable.copyOf(lake.asItIs(table));
            return new LakeSink<>(iceberg, uid, context -> LogsSinkWriter.of(logs, context));
        }
    }

    TableLoader loader(LakeTable table) {
        return new CommitOnce.Loader(TableLoader.fromCatalog(settings.catalogLoader(), table.identifier()));
    }

    /** A stream in an environment that is never executed. */
    static <T> DataStream<T> nothing(TypeInformation<T> type) {
        return new StreamExecutionEnvironment(new Configuration())
                .fromSource(new NumberSequenceSource(0, 0), WatermarkStrategy.noWatermarks(), "nothing")
                .map(number -> (T) null)
                .returns(type);
    }

    /** Rows go where the table has their columns: one that lacks some must not be written. */
    private TableColumns writable(LakeTable table) {
        try (Lake lake = Lake.open(settings)) {
            return lake.writable(table);
        }
    }

    private static TypeInformation<RowData> rowType(TableColumns columns) {
        RowType type = FlinkSchemaUtil.convert(columns.table());
        return InternalTypeInfo.of(type);
    }
}
