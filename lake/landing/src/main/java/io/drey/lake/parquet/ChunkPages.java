package io.drey.lake.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.iceberg.shaded.org.apache.parquet.format.ColumnChunk;
import org.apache.iceberg.shaded.org.apache.parquet.format.ColumnMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.format.CompressionCodec;
import org.apache.iceberg.shaded.org.apache.parquet.format.DataPageHeader;
import org.apache.iceberg.shaded.org.apache.parquet.format.DictionaryPageHeader;
import org.apache.iceberg.shaded.org.apache.parquet.format.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.format.OffsetIndex;
import org.apache.iceberg.shaded.org.apache.parquet.format.PageEncodingStats;
import org.apache.iceberg.shaded.org.apache.parquet.format.PageHeader;
import org.apache.iceberg.shaded.org.apache.parquet.format.PageLocation;
import org.apache.iceberg.shaded.org.apache.parquet.format.PageType;
import org.apache.iceberg.shaded.org.apache.parquet.format.Type;
import org.apache.iceberg.shaded.org.apache.parquet.format.Util;
import org.apache.iceberg.shaded.org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.iceberg.shaded.org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.iceberg.shaded.org.apache.parquet.internal.column.columnindex.ColumnIndexBuilder;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType;

/** Writes the pages of a leaf column in a row group to a file, and tells the footer of them. */
final class ChunkPages implements ColumnPages {

    /** Longer bounds than names of datasets let a reader skip little more. */
    private static final int BOUND_BYTES = 64;

    private final ColumnDescriptor descriptor;
    private final ZstdPages zstd;
    private final PositionOutputStream out;
    private final ParquetMetadataConverter converter = new ParquetMetadataConverter(BOUND_BYTES);

    private final ColumnIndexBuilder index;
    private final List<PageLocation> pages = new ArrayList<>();
    private final Statistics<?> statistics;
    private final ColumnChunk chunk = new ColumnChunk(0);
    private Encoding encoding;
    private long values;
    private long rows;
    private long uncompressed;
    private long compressed;
    private long dictionaryOffset = -1;

    ChunkPages(ColumnDescriptor descriptor, ZstdPages zstd, PositionOutputStream out) {
        this.descriptor = descriptor;
        this.zstd = zstd;
        this.out = out;
        this.index = ColumnIndexBuilder.getBuilder(descriptor.getPrimitiveType(), BOUND_BYTES);
        this.statistics = Statistics.createStats(descriptor.getPrimitiveType());
    }

    @Override
    public int size(PageBytes bytes) {
        return zstd.compress(bytes);
    }

    @Override
    public void writeDictionary(PageBytes entries, int count) throws IOException {
        dictionaryOffset = out.getPos();
        int length = zstd.compress(entries);
        PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, entries.length(), length);
        header.setDictionary_page_header(new DictionaryPageHeader(count, Encoding.PLAIN));
        write(header, length);
    }

    @Override
    public void write(Page page) throws IOException {
        long offset = out.getPos();
        encoding = converter.getEncoding(page.encoding());
        int length = zstd.compress(page.bytes());
        PageHeader header = new PageHeader(PageType.DATA_PAGE, page.bytes().length(), length);
        header.setData_page_header(new DataPageHeader(page.levels(), encoding, Encoding.RLE, Encoding.RLE));
        write(header, length);
        pages.add(new PageLocation(offset, Math.toIntExact(out.getPos() - offset), rows));
        index.add(page.statistics());
        statistics.mergeStatistics(page.statistics());
        values += page.levels();
        rows += page.rows();
    }

    private void write(PageHeader header, int length) throws IOException {
        long from = out.getPos();
        Util.writePageHeader(header, out);
        uncompressed += out.getPos() - from + header.getUncompressed_page_size();
        out.write(zstd.bytes(), 0, length);
        compressed += out.getPos() - from;
    }

    int pageCount() {
        return pages.size();
    }

    /** Where the first page is. */
    long begin() {
        return dictionaryOffset < 0 ? pages.get(0).getOffset() : dictionaryOffset;
    }

    /** What the footer says of the column, when all pages are written. */
    ColumnChunk footer() {
        if (!chunk.isSetMeta_data()) {
            chunk.setMeta_data(metaData());
        }
        return chunk;
    }

    private ColumnMetaData metaData() {
        List<Encoding> encodings = new ArrayList<>(List.of(Encoding.RLE));
        if (dictionaryOffset >= 0) {
            encodings.add(Encoding.PLAIN);
        }
        encodings.add(encoding);
        ColumnMetaData data = new ColumnMetaData(
                type(descriptor.getPrimitiveType()),
                encodings,
                List.of(descriptor.getPath()),
                CompressionCodec.ZSTD,
                values,
                uncompressed,
                compressed,
                pages.get(0).getOffset());
        if (dictionaryOffset >= 0) {
            data.setDictionary_page_offset(dictionaryOffset);
            // Only so do readers know that all values are in the dictionary.
            data.setEncoding_stats(List.of(
                    new PageEncodingStats(PageType.DICTIONARY_PAGE, Encoding.PLAIN, 1),
                    new PageEncodingStats(PageType.DATA_PAGE, encoding, pages.size())));
        }
        data.setStatistics(bounds());
        return data;
    }

    /** Bounds are written once; the older fields for them are for readers from before 2017. */
    private org.apache.iceberg.shaded.org.apache.parquet.format.Statistics bounds() {
        org.apache.iceberg.shaded.org.apache.parquet.format.Statistics bounds =
                ParquetMetadataConverter.toParquetStatistics(statistics, BOUND_BYTES);
        bounds.unsetMin();
        bounds.unsetMax();
        return bounds;
    }

    private static Type type(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case BINARY -> Type.BYTE_ARRAY;
            case INT32 -> Type.INT32;
            case INT64 -> Type.INT64;
            case BOOLEAN -> Type.BOOLEAN;
            default -> throw new IllegalStateException("logs has no column of type " + type);
        };
    }

    /**
     * Writes a filter of the column's values. The footer no longer says that all values are in the dictionary: Iceberg would read the
     * dictionary, which is much larger, and not the filter.
     */
    void writeFilter(BloomFilter filter) throws IOException {
        footer().getMeta_data().unsetEncoding_stats();
        long offset = out.getPos();
        Util.writeBloomFilterHeader(ParquetMetadataConverter.toBloomFilterHeader(filter), out);
        filter.writeTo(out);
        footer().getMeta_data().setBloom_filter_offset(offset);
        footer().getMeta_data().setBloom_filter_length(Math.toIntExact(out.getPos() - offset));
    }

    /** Writes the bounds of each page. */
    void writeColumnIndex() throws IOException {
        ColumnIndex built = index.build();
        if (built == null) {
            return;
        }
        long offset = out.getPos();
        Util.writeColumnIndex(ParquetMetadataConverter.toParquetColumnIndex(descriptor.getPrimitiveType(), built), out);
        chunk.setColumn_index_offset(offset);
        chunk.setColumn_index_length(Math.toIntExact(out.getPos() - offset));
    }

    /** Writes where the pages are. */
    void writeOffsetIndex() throws IOException {
        long offset = out.getPos();
        Util.writeOffsetIndex(new OffsetIndex(pages), out);
        chunk.setOffset_index_offset(offset);
        chunk.setOffset_index_length(Math.toIntExact(out.getPos() - offset));
    }
}
