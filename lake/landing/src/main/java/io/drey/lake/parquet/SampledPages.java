package io.drey.lake.parquet;

/** Counts the bytes that pages have when they are compressed, and keeps none. Dictionaries, alike in all orders, count nothing. */
final class SampledPages implements ColumnPages {

    private final ZstdPages zstd;
    private long bytes;

    SampledPages(ZstdPages zstd) {
        this.zstd = zstd;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public int size(PageBytes bytes) {
        return zstd.compress(bytes);
    }

    /** Every order of the same rows has the same dictionary. */
    @Override
    public boolean countsDictionaries() {
        return false;
    }

    @Override
    public void writeDictionary(PageBytes entries, int count) {
        // It counts nothing.
    }

    @Override
    public void write(Page page) {
        bytes += zstd.compress(page.bytes());
    }
}
