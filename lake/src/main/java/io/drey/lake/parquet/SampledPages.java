package io.drey.lake.parquet;

import java.io.IOException;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.BytesInput;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DictionaryPage;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;

/** Counts the bytes that pages have when they are compressed, and keeps none. Dictionaries, alike in all orders, count nothing. */
@SuppressWarnings("deprecation") // the interface still asks for it
final class SampledPages implements PageWriter {

    private final BytesInputCompressor compressor;
    private long bytes;

    SampledPages(BytesInputCompressor compressor) {
        this.compressor = compressor;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void writePage(
            BytesInput page,
            int valueCount,
            int rowCount,
            Statistics<?> statistics,
            Encoding repetitionEncoding,
            Encoding definitionEncoding,
            Encoding valuesEncoding)
            throws IOException {
        bytes += compressor.compress(page).size();
    }

    @Override
    public void writePage(
            BytesInput page,
            int valueCount,
            Statistics<?> statistics,
            Encoding repetitionEncoding,
            Encoding definitionEncoding,
            Encoding valuesEncoding) {
        throw new UnsupportedOperationException("pages are written with their number of rows");
    }

    @Override
    public void writePageV2(
            int rowCount,
            int nullCount,
            int valueCount,
            BytesInput repetitionLevels,
            BytesInput definitionLevels,
            Encoding dataEncoding,
            BytesInput data,
            Statistics<?> statistics) {
        throw new UnsupportedOperationException("pages are of version 1");
    }

    @Override
    public void writeDictionaryPage(DictionaryPage page) {
        // Every order of the same rows has the same dictionary.
    }

    @Override
    public long getMemSize() {
        return 0;
    }

    @Override
    public long allocatedSize() {
        return 0;
    }

    @Override
    public String memUsageString(String prefix) {
        return prefix + " nothing";
    }
}
