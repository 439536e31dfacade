package io.drey.lake.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
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
import org.apache.iceberg.util.PropertyUtil;

/** A Parquet file that row groups are written to, column by column. */
final class ColumnFile implements Closeable {

    static final long ROW_GROUP_BYTES = 96L << 20;

    private static final int INDEX_BOUND_BYTES = 64;
    private static final double FALSE_POSITIVES = 0.01;

    private final Schema schema;
    private final MessageType type;
    private final MetricsConfig metricsConfig;
    private final ZstdPages zstd;
    private final ParquetFileWriter file;
    private final List<Boolean> filtered = new ArrayList<>();
    private final int largestFilter;
    private boolean closed;

    /**
     * An empty file.
     *
     * @param table the table it is for: its metrics and filters
     * @param schema its columns, with the table's ids and names
     * @param level how hard zstd tries
     */
    ColumnFile(Table table, Schema schema, OutputFile output, int level) {
        this.schema = schema;
        this.type = ParquetSchemaUtil.convert(schema, "table");
        this.metricsConfig = MetricsConfig.forTable(table);
        this.zstd = new ZstdPages(level);
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
        schema.columns()
                .forEach(column -> filtered.add(PropertyUtil.propertyAsBoolean(
                        table.properties(),
                        TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX + column.name(),
                        false)));
    }

    MessageType type() {
        return type;
    }

    /** Writes a row group. Each column is asked for when its turn has come, and forgotten when it is written. */
    void write(int rows, IntFunction<Column> columns) {
        try (ColumnChunkPageWriteStore pages =
                new ColumnChunkPageWriteStore(zstd.compressor(), type, Column.HEAP, INDEX_BOUND_BYTES)) {
            for (int place = 0; place < type.getColumns().size(); place++) {
                ColumnDescriptor descriptor = type.getColumns().get(place);
                Column column = columns.apply(place);
                if (filtered.get(place) && column instanceof TextColumn text) {
                    text.bloomFilter(FALSE_POSITIVES, largestFilter)
                            .ifPresent(filter ->
                                    pages.getBloomFilterWriter(descriptor).writeBloomFilter(filter));
                }
                column.write(rows, pages.getPageWriter(descriptor));
            }
            file.startBlock(rows);
            pages.flushToFileWriter(file);
            file.endBlock();
        } catch (IOException e) {
            throw new UncheckedIOException("a data file of logs cannot be written", e);
        }
    }

    /** How many bytes were written. */
    long length() {
        try {
            return file.getPos();
        } catch (IOException e) {
            throw new UncheckedIOException("the length of a data file of logs is not known", e);
        }
    }

    Metrics metrics() {
        return ParquetUtil.footerMetrics(file.getFooter(), Stream.empty(), metricsConfig);
    }

    List<Long> splitOffsets() {
        return ParquetUtil.getSplitOffsets(file.getFooter());
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (zstd;
                ParquetFileWriter ended = file) {
            ended.end(new HashMap<>(Map.of("iceberg.schema", SchemaParser.toJson(schema))));
        }
    }

    /** Compresses pages by zstd. */
    static final class ZstdPages implements Closeable {

        private static final int PAGE_BYTES = 1 << 20;

        private final CodecFactory codecs;
        private final BytesInputCompressor compressor;

        ZstdPages(int level) {
            Configuration configuration = new Configuration(false);
            configuration.set("parquet.compression.codec.zstd.level", Integer.toString(level));
            this.codecs = new CodecFactory(configuration, PAGE_BYTES);
            this.compressor = codecs.getCompressor(CompressionCodecName.ZSTD);
        }

        BytesInputCompressor compressor() {
            return compressor;
        }

        @Override
        public void close() {
            codecs.release();
        }
    }
}
