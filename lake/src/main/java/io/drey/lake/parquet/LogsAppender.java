package io.drey.lake.parquet;

import static java.util.Objects.requireNonNull;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.lake.LogEventRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.CodecFactory;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.iceberg.util.PropertyUtil;

/** A Parquet file of {@link io.drey.lake.LakeTable#LOGS}. Takes {@link LogEventRow}s only. Not thread-safe. */
@SuppressWarnings("EnumOrdinal") // a field's place in the schema is its slot
public final class LogsAppender implements FileAppender<RowData> {

    private static final Field[] FIELDS = Field.values();
    private static final int ROW_GROUP_ROWS = 1 << 19;
    private static final long ROW_GROUP_BYTES = 96L << 20;
    private static final int CHECK_ROWS = 1024;
    private static final int INDEX_BOUND_BYTES = 64;
    private static final double FALSE_POSITIVES = 0.01;
    private static final int PAGE_BYTES = 1 << 20;

    private final Schema schema;
    private final MessageType type;
    private final MetricsConfig metricsConfig;
    private final CodecFactory codecs;
    private final BytesInputCompressor compressor;
    private final ParquetFileWriter file;
    private final List<Column> columns = new ArrayList<>();
    private final List<TextColumn> filtered = new ArrayList<>();
    private final int largestFilter;

    private final TextColumn[] constants = new TextColumn[LogEventRow.FIRST_FIELD];
    private final NumberColumn[] numbers = new NumberColumn[LogEventRow.FIRST_FIELD];
    private final FlagColumn suspect;
    private final TextColumn[] texts = new TextColumn[FIELDS.length];
    private final NumberColumn[] longs = new NumberColumn[FIELDS.length];
    private final TextColumn renderer;

    private int rows;
    private long memory;
    private boolean closed;

    /**
     * An empty file.
     *
     * @param table the table it is for: its columns, compression level and metrics
     * @param output where it is written
     */
    public LogsAppender(Table table, OutputFile output) {
        this.schema = requireNonNull(table, "table is null").schema();
        this.type = ParquetSchemaUtil.convert(schema, "table");
        this.metricsConfig = MetricsConfig.forTable(table);
        Configuration configuration = new Configuration(false);
        configuration.set(
                "parquet.compression.codec.zstd.level",
                table.properties().getOrDefault(TableProperties.PARQUET_COMPRESSION_LEVEL, "3"));
        this.codecs = new CodecFactory(configuration, PAGE_BYTES);
        this.compressor = codecs.getCompressor(CompressionCodecName.ZSTD);
        try {
            this.file = new ParquetFileWriter(
                    new ParquetStream(output),
                    type,
                    ParquetFileWriter.Mode.CREATE,
                    ROW_GROUP_BYTES,
                    0,
                    INDEX_BOUND_BYTES,
                    Integer.MAX_VALUE,
                    false);
            file.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the data file %s cannot be written".formatted(output.location()), e);
        }
        this.largestFilter = PropertyUtil.propertyAsInt(
                table.properties(),
                TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES,
                TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES_DEFAULT);
        FlagColumn flag = null;
        TextColumn rendererColumn = null;
        for (int place = 0; place < type.getColumns().size(); place++) {
            ColumnDescriptor descriptor = type.getColumns().get(place);
            Column column = column(descriptor);
            columns.add(column);
            if (column instanceof TextColumn text && isFiltered(table, place)) {
                filtered.add(text);
            }
            if (place == LogEventRow.TS_SUSPECT) {
                flag = (FlagColumn) column;
            } else if (place == LogEventRow.RENDERER) {
                rendererColumn = (TextColumn) column;
            } else if (place >= LogEventRow.FIRST_FIELD) {
                int field = LogEventRow.fieldOf(place).ordinal();
                texts[field] = column instanceof TextColumn text ? text : null;
                longs[field] = column instanceof NumberColumn number ? number : null;
            } else {
                constants[place] = column instanceof TextColumn text ? text : null;
                numbers[place] = column instanceof NumberColumn number ? number : null;
            }
        }
        this.suspect = flag;
        this.renderer = rendererColumn;
    }

    private static boolean isFiltered(Table table, int place) {
        String name = table.schema().columns().get(place).name();
        return PropertyUtil.propertyAsBoolean(
                table.properties(), TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX + name, false);
    }

    private static Column column(ColumnDescriptor descriptor) {
        PrimitiveTypeName name = descriptor.getPrimitiveType().getPrimitiveTypeName();
        return switch (name) {
            case BINARY -> new TextColumn(descriptor);
            case INT32, INT64 -> new NumberColumn(descriptor);
            case BOOLEAN -> new FlagColumn(descriptor);
            default -> throw new IllegalStateException("logs has no column of type " + name);
        };
    }

    @Override
    public void add(RowData data) {
        LogEventRow row = (LogEventRow) data;
        LogEvent event = row.event();
        for (int place = 0; place < constants.length; place++) {
            if (constants[place] != null) {
                StringData text = row.getString(place);
                constants[place].addConstant(rows, text, text.toBytes());
            }
        }
        numbers[LogEventRow.TS].add(rows, event.timestampMicros());
        numbers[LogEventRow.EVENT_CREATED].add(rows, event.createdMillis() * 1000);
        numbers[LogEventRow.EVENT_INGESTED].add(rows, event.ingestedMillis() * 1000);
        numbers[LogEventRow.RAW_PARTITION].add(rows, event.partition());
        numbers[LogEventRow.RAW_OFFSET].add(rows, event.offset());
        numbers[LogEventRow.RAW_INDEX].add(rows, event.index());
        numbers[LogEventRow.DAY].add(rows, row.getInt(LogEventRow.DAY));
        suspect.add(rows, row.getBoolean(LogEventRow.TS_SUSPECT));
        addFields(row, event);
        if (!row.isNullAt(LogEventRow.RENDERER)) {
            StringData id = row.getString(LogEventRow.RENDERER);
            renderer.addConstant(rows, id, id.toBytes());
        }
        rows++;
        if (rows % CHECK_ROWS == 0) {
            memory = columns.stream().mapToLong(Column::memory).sum();
            if (rows >= ROW_GROUP_ROWS || memory > ROW_GROUP_BYTES) {
                writeRowGroup();
            }
        }
    }

    private void addFields(LogEventRow row, LogEvent event) {
        byte[] bytes = event.bytes();
        for (int i = 0; i < FIELDS.length; i++) {
            Field field = FIELDS[i];
            if (row.lacks(field)) {
                continue;
            }
            if (texts[i] == null) {
                longs[i].add(rows, event.number(field));
            } else {
                texts[i].add(rows, bytes, event.offsetOf(field), event.lengthOf(field));
            }
        }
    }

    private void writeRowGroup() {
        try (ColumnChunkPageWriteStore pages =
                new ColumnChunkPageWriteStore(compressor, type, Column.HEAP, INDEX_BOUND_BYTES)) {
            for (TextColumn text : filtered) {
                text.bloomFilter(FALSE_POSITIVES, largestFilter)
                        .ifPresent(filter ->
                                pages.getBloomFilterWriter(text.descriptor()).writeBloomFilter(filter));
            }
            for (Column column : columns) {
                column.write(rows, pages.getPageWriter(column.descriptor()));
            }
            file.startBlock(rows);
            pages.flushToFileWriter(file);
            file.endBlock();
        } catch (IOException e) {
            throw new UncheckedIOException("a data file of logs cannot be written", e);
        }
        rows = 0;
        memory = 0;
    }

    /** What was written, and about what is to come. */
    @Override
    public long length() {
        try {
            return file.getPos() + (closed ? 0 : memory / 4);
        } catch (IOException e) {
            throw new UncheckedIOException("the length of a data file of logs is not known", e);
        }
    }

    @Override
    public Metrics metrics() {
        return ParquetUtil.footerMetrics(file.getFooter(), Stream.empty(), metricsConfig);
    }

    @Override
    public List<Long> splitOffsets() {
        return ParquetUtil.getSplitOffsets(file.getFooter());
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (rows > 0) {
                writeRowGroup();
            }
            file.end(new HashMap<>(Map.of("iceberg.schema", SchemaParser.toJson(schema))));
        } finally {
            file.close();
            codecs.release();
        }
    }
}
