package io.drey.lake.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.MetricsModes;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.iceberg.shaded.org.apache.parquet.format.ColumnChunk;
import org.apache.iceberg.shaded.org.apache.parquet.format.ColumnMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.format.FileMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.format.RowGroup;
import org.apache.iceberg.shaded.org.apache.parquet.format.Util;
import org.apache.iceberg.shaded.org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.PropertyUtil;

/**
 * A Parquet file that row groups are written to, column by column. A column in which no row of the file has a value is not
 * in the file: which ones that are is known when the file ends. Of one that only some row groups have values in, the others'
 * chunks, which say that there are none, stand behind the last row group.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/">Parquet: file format</a>
 */
final class ColumnFile implements Closeable {

    static final long ROW_GROUP_BYTES = 96L << 20;

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT_VERSION = 1;
    /** Readers know writers with mistakes by this; it has to have this form. */
    private static final String CREATED_BY = "drey version 1 (build 1)";

    private static final double FALSE_POSITIVES = 0.01;

    /** A column of so few rows and bytes is compressed harder: that takes milliseconds, and a file of few lines stays small. */
    private static final int FEW_ROWS = 1 << 12;

    private static final long FEW_BYTES = 1 << 20;
    private static final int LEVEL_OF_FEW = 9;

    private final Schema schema;
    private final MessageType type;
    private final List<List<ColumnDescriptor>> leaves;
    private final MetricsConfig metricsConfig;
    private final int level;
    private final PositionOutputStream out;
    private final List<Boolean> filtered = new ArrayList<>();
    private final int largestFilter;
    private final List<Group> groups = new ArrayList<>();
    private long length;
    private FileMetaData footer;
    private boolean closed;

    /**
     * A row group.
     *
     * @param chunks the pages of each column's leaves; none where the column is empty
     */
    private record Group(int rows, List<List<ChunkPages>> chunks) {}

    /** A filter of a chunk's values. */
    private record Filter(ChunkPages chunk, BloomFilter values) {}

    /**
     * An empty file.
     *
     * @param table the table it is for: its metrics and filters
     * @param schema its columns, with the table's ids and names
     * @param level how hard zstd tries, at least, 1 to 22
     */
    ColumnFile(Table table, Schema schema, OutputFile output, int level) {
        this.schema = schema;
        this.type = ParquetSchemaUtil.convert(schema, "table");
        this.leaves = leaves(type);
        this.metricsConfig = MetricsConfig.forTable(table);
        this.level = level;
        this.out = output.create();
        try {
            out.write(MAGIC);
            length = out.getPos();
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

    /** Each column's leaves: a map has two. */
    static List<List<ColumnDescriptor>> leaves(MessageType type) {
        Map<String, List<ColumnDescriptor>> leaves = new LinkedHashMap<>();
        for (ColumnDescriptor leaf : type.getColumns()) {
            leaves.computeIfAbsent(leaf.getPath()[0], name -> new ArrayList<>()).add(leaf);
        }
        return List.copyOf(leaves.values());
    }

    /** The columns that a row group may have; they are numbered in this order. */
    MessageType type() {
        return type;
    }

    /** Writes a row group. Each column is asked for when its turn has come, and forgotten when it is written. */
    void write(int rows, IntFunction<Column> columns) {
        List<List<ChunkPages>> chunks = new ArrayList<>();
        List<Filter> filters = new ArrayList<>();
        try (ZstdPages zstd = new ZstdPages(level)) {
            for (int place = 0; place < leaves.size(); place++) {
                Column column = columns.apply(place);
                if (column.isEmpty()) {
                    chunks.add(List.of());
                    continue;
                }
                Optional<BloomFilter> filter = filtered.get(place) && column instanceof TextColumn text
                        ? text.bloomFilter(FALSE_POSITIVES, largestFilter)
                        : Optional.empty();
                chunks.add(write(column, rows, zstd));
                filter.ifPresent(values ->
                        filters.add(new Filter(chunks.get(chunks.size() - 1).get(0), values)));
            }
            for (Filter filter : filters) {
                filter.chunk().writeFilter(filter.values());
            }
            length = out.getPos();
        } catch (IOException e) {
            throw new UncheckedIOException("a data file of logs cannot be written", e);
        }
        groups.add(new Group(rows, chunks));
    }

    private List<ChunkPages> write(Column column, int rows, ZstdPages zstd) throws IOException {
        List<ChunkPages> chunks = new ArrayList<>();
        boolean isSmall = rows <= FEW_ROWS && column.memory() <= FEW_BYTES;
        zstd.level(isSmall ? Math.max(level, LEVEL_OF_FEW) : level);
        column.write(rows, leaf -> {
            ChunkPages chunk = new ChunkPages(leaf, zstd, out);
            chunks.add(chunk);
            return chunk;
        });
        return chunks;
    }

    /** How many bytes were written. */
    long length() {
        return length;
    }

    /** The metrics of the table's columns, those that are not in the file among them: so none of them is looked for in it. */
    Metrics metrics() {
        ParquetMetadata read = readFooter();
        Metrics ofFile = ParquetUtil.footerMetrics(read, Stream.empty(), metricsConfig);
        Map<Integer, Long> values = copy(ofFile.valueCounts());
        Map<Integer, Long> nulls = copy(ofFile.nullValueCounts());
        MessageType written = read.getFileMetaData().getSchema();
        for (NestedField column : schema.columns()) {
            if (column.type().isPrimitiveType()
                    && !written.containsField(column.name())
                    && metricsConfig.columnMode(column.name()) != MetricsModes.None.get()) {
                values.put(column.fieldId(), ofFile.recordCount());
                nulls.put(column.fieldId(), ofFile.recordCount());
            }
        }
        return new Metrics(
                ofFile.recordCount(),
                ofFile.columnSizes(),
                values,
                nulls,
                ofFile.nanValueCounts(),
                ofFile.lowerBounds(),
                ofFile.upperBounds());
    }

    private static Map<Integer, Long> copy(Map<Integer, Long> counts) {
        return counts == null ? new HashMap<>() : new HashMap<>(counts);
    }

    List<Long> splitOffsets() {
        return ParquetUtil.getSplitOffsets(readFooter());
    }

    private ParquetMetadata readFooter() {
        if (footer == null) {
            throw new IllegalStateException("the file is not written yet: close it first");
        }
        try {
            return new ParquetMetadataConverter().fromParquetMetadata(footer);
        } catch (IOException e) {
            throw new UncheckedIOException("the footer of a data file of logs is not one", e);
        }
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
        try (PositionOutputStream ended = out) {
            List<Integer> written = written();
            completeGroups(written);
            footer = footer(written);
            long begin = ended.getPos();
            Util.writeFileMetaData(footer, ended);
            PageBytes end = new PageBytes(Integer.BYTES + MAGIC.length);
            end.writeLittleEndian(ended.getPos() - begin, Integer.BYTES);
            end.write(MAGIC, 0, MAGIC.length);
            ended.write(end.array(), 0, end.length());
            length = ended.getPos();
        }
    }

    /** The places of columns that some row has a value in; of an empty file all. */
    private List<Integer> written() {
        List<Integer> written = new ArrayList<>();
        for (int place = 0; place < leaves.size(); place++) {
            int column = place;
            if (groups.isEmpty()
                    || groups.stream()
                            .anyMatch(group -> !group.chunks().get(column).isEmpty())) {
                written.add(place);
            }
        }
        return written;
    }

    /** A row group has a chunk for each column of the file. */
    private void completeGroups(List<Integer> written) throws IOException {
        try (ZstdPages zstd = new ZstdPages(level)) {
            for (Group group : groups) {
                for (int place : written) {
                    if (group.chunks().get(place).isEmpty()) {
                        group.chunks().set(place, write(LogRows.column(leaves.get(place)), group.rows(), zstd));
                    }
                }
            }
        }
    }

    private FileMetaData footer(List<Integer> written) throws IOException {
        List<Type> columns = written.stream().map(type.getFields()::get).toList();
        FileMetaData data = new ParquetMetadataConverter()
                .toParquetMetadata(
                        FORMAT_VERSION,
                        new ParquetMetadata(
                                new org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.FileMetaData(
                                        new MessageType(type.getName(), columns), Map.of(), CREATED_BY),
                                List.of()));
        List<RowGroup> rowGroups = new ArrayList<>();
        long rows = 0;
        for (Group group : groups) {
            rowGroups.add(rowGroup(
                    group.rows(),
                    written.stream()
                            .flatMap(place -> group.chunks().get(place).stream())
                            .toList(),
                    rowGroups.size()));
            rows += group.rows();
        }
        data.setRow_groups(rowGroups);
        data.setNum_rows(rows);
        return data;
    }

    private static RowGroup rowGroup(int rows, List<ChunkPages> chunks, int ordinal) throws IOException {
        List<ColumnChunk> ended = new ArrayList<>();
        long uncompressed = 0;
        long compressed = 0;
        for (ChunkPages chunk : chunks) {
            ColumnMetaData data = chunk.footer().getMeta_data();
            uncompressed += data.getTotal_uncompressed_size();
            compressed += data.getTotal_compressed_size();
            ended.add(chunk.footer());
        }
        // Readers that find pages of one column want to find those of all, and there is nothing to find where each has
        // one.
        if (chunks.stream().anyMatch(chunk -> chunk.pageCount() > 1)) {
            for (ChunkPages chunk : chunks) {
                chunk.writeColumnIndex();
            }
            for (ChunkPages chunk : chunks) {
                chunk.writeOffsetIndex();
            }
        }
        RowGroup group = new RowGroup(ended, uncompressed, rows);
        group.setTotal_compressed_size(compressed);
        group.setFile_offset(chunks.get(0).begin());
        group.setOrdinal((short) ordinal);
        return group;
    }
}
