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
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
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
        return events -> into(
                LakeTable.LOGS,
                LOGS_UID,
                logs -> attach(
                        logs,
                        notLanded(logs, events, NotLandedYet::event),
                        new LogEventRows(),
                        LogEventRowTypeInfo.INSTANCE,
                        sink -> distributed(sink, logs.columns(), mode)));
    }

    /** Appends dead letters to {@code dead_letters}. */
    public Consumer<DataStream<DeadLetter>> deadLetters() {
        return letters -> into(
                LakeTable.DEAD_LETTERS,
                DEAD_LETTERS_UID,
                opened -> attach(
                        opened,
                        notLanded(opened, letters, NotLandedYet::deadLetter),
                        opened.fitted(new DeadLetterRows()),
                        opened.rowType(),
                        sink -> sink.distributionMode(DistributionMode.NONE)));
    }

    /** Appends where dropped lines stood to {@code dropped}. */
    public Consumer<DataStream<DroppedLine>> dropped() {
        return lines -> into(
                LakeTable.DROPPED,
                DROPPED_UID,
                opened -> attach(
                        opened,
                        notLanded(opened, lines, NotLandedYet::droppedLine),
                        opened.fitted(new DroppedRows()),
                        opened.rowType(),
                        sink -> sink.distributionMode(DistributionMode.NONE)));
    }

    /** Writes alerts to {@code alerts}, where an alert replaces the one of the same id. */
    public Consumer<DataStream<Alert>> alerts() {
        return alerts -> into(
                LakeTable.ALERTS,
                ALERTS_UID,
                opened -> attach(
                        opened,
                        alerts,
                        opened.fitted(new AlertRows()),
                        opened.rowType(),
                        sink -> upsert(sink, opened)));
    }

    /**
     * Writes the points of metrics to {@code metrics}, where a point replaces the one of the same id: a correction, also
     * one that a restarted job writes again.
     */
    public Consumer<DataStream<MetricPoint>> metrics() {
        return points -> into(
                LakeTable.METRICS,
                METRICS_UID,
                opened -> attach(
                        opened,
                        points,
                        opened.fitted(new MetricRows()),
                        opened.rowType(),
                        sink -> upsert(sink, opened)));
    }

    /** The sink alone, for tests of its operators. */
    LakeSink<?> alertSink() {
        try (Lake lake = Lake.open(settings)) {
            Opened alerts = Opened.in(lake, LakeTable.ALERTS, ALERTS_UID);
            return sink(alerts, alerts.rowType(), sink -> upsert(sink, alerts));
        }
    }

    /** All that is asked of a table while the graph is built is asked at once: to open a catalog is to connect to a database. */
    private void into(LakeTable table, String uid, Consumer<Opened> attach) {
        try (Lake lake = Lake.open(settings)) {
            attach.accept(Opened.in(lake, table, uid));
        }
    }

    /**
     * A table of the lake, which is open.
     *
     * @param table which it is
     * @param uid that of its sink
     * @param existing the table as it is
     * @param columns where rows of this version go in it
     */
    private record Opened(LakeTable table, String uid, Table existing, TableColumns columns) {

        /** Rows go where the table has their columns: one that lacks some must not be written. */
        static Opened in(Lake lake, LakeTable table, String uid) {
            Table existing = lake.asItIs(table);
            return new Opened(table, uid, existing, Lake.writable(table, existing));
        }

        <T> MapFunction<T, RowData> fitted(MapFunction<T, RowData> toRow) {
            return FittedRows.of(toRow, table, columns);
        }

        TypeInformation<RowData> rowType() {
            RowType type = FlinkSchemaUtil.convert(columns.table());
            return InternalTypeInfo.of(type);
        }

        /** What columns of this version are called in the table. */
        List<String> keyColumns() {
            return table.definition().key().stream().map(columns::nameOf).toList();
        }
    }

    /** A row replaces the one of its key, whose partition follows from it. */
    private static IcebergSink.Builder upsert(IcebergSink.Builder sink, Opened opened) {
        return sink.equalityFieldColumns(opened.keyColumns()).upsert(true).distributionMode(DistributionMode.HASH);
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
            Opened opened,
            DataStream<T> stream,
            MapFunction<T, RowData> toRow,
            TypeInformation<RowData> rowType,
            UnaryOperator<IcebergSink.Builder> how) {
        String name = opened.table().tableName();
        DataStream<RowData> rows =
                stream.map(toRow).returns(rowType).uid(opened.uid() + "-rows").name(name + " as rows");
        rows.sinkTo(sink(opened, rowType, how))
                .uid(opened.uid())
                .name("lake " + name)
                .setParallelism(rows.getParallelism());
    }

    /** Without the lines that the table has since a savepoint that the job was taken back to; mostly there are none. */
    private static <T> DataStream<T> notLanded(Opened opened, DataStream<T> lines, NotLandedYet.Asking<T> asking) {
        return LandedLines.in(opened.existing())
                .<DataStream<T>>map(landed -> lines.filter(new NotLandedYet<>(landed, asking))
                        .setParallelism(lines.getParallelism())
                        .uid(opened.uid() + "-not-landed")
                        .name(opened.table().tableName() + " that have not landed"))
                .orElse(lines);
    }

    /** Iceberg's builder gives its sink only to a stream, so it gets one that is then dropped. */
    private LakeSink<?> sink(Opened opened, TypeInformation<RowData> rowType, UnaryOperator<IcebergSink.Builder> how) {
        IcebergSink.Builder builder = IcebergSink.forRowData(nothing(rowType))
                // With a table it need not open the catalog again.
                .table(opened.existing())
                .tableLoader(loader(opened.table()))
                .uidSuffix(opened.uid());
        Transformation<RowData> attached = how.apply(builder).append().getTransformation();
        IcebergSink iceberg = (IcebergSink) ((SinkTransformation<?, ?>) attached).getSink();
        if (opened.table() != LakeTable.LOGS) {
            return new LakeSink<>(iceberg, opened.uid());
        }
        Table logs = SerializableTable.copyOf(opened.existing());
        return new LakeSink<>(iceberg, opened.uid(), context -> LogsSinkWriter.of(logs, context));
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
}
