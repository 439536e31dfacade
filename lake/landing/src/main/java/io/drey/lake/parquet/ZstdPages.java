package io.drey.lake.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.Closeable;

/** Compresses pages by zstd, each at once: so zstd knows how long a page is, and suits itself to short ones. */
final class ZstdPages implements Closeable {

    private final ZstdCompressCtx zstd = new ZstdCompressCtx();
    private byte[] compressed = new byte[1 << 12];

    /**
     * A compressor.
     *
     * @param level how hard it tries, 1 to 22
     */
    ZstdPages(int level) {
        level(level);
    }

    /** Has the next pages compressed as hard as that. */
    void level(int level) {
        zstd.setLevel(level);
    }

    /** Compresses a page into {@link #bytes()}; how long it is then. */
    int compress(PageBytes page) {
        int most = Math.toIntExact(Zstd.compressBound(page.length()));
        if (compressed.length < most) {
            compressed = new byte[Math.max(most, compressed.length * 2)];
        }
        return zstd.compressByteArray(compressed, 0, compressed.length, page.array(), 0, page.length());
    }

    /** What the last call has compressed, and more. */
    byte[] bytes() {
        return compressed;
    }

    @Override
    public void close() {
        zstd.close();
    }
}
