package io.drey.operations.input;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/** How bytes are compressed, told by how they begin. Several compressed parts in a row are one whole, as {@code cat} makes. */
enum Compression {
    GZIP("1f8b08") {
        @Override
        InputStream decompress(InputStream in) throws IOException {
            return new GzipCompressorInputStream(in, true);
        }
    },
    ZSTD("28b52ffd") {
        @Override
        InputStream decompress(InputStream in) throws IOException {
            return new ZstdCompressorInputStream(in);
        }
    },
    XZ("fd377a585a00") {
        @Override
        InputStream decompress(InputStream in) throws IOException {
            return new XZCompressorInputStream(in, true, MEMORY_LIMIT_KIB);
        }
    };

    /** What {@code xz -9} needs, and half as much again. */
    private static final int MEMORY_LIMIT_KIB = 100 << 10;

    private static final String ANY = "??";

    private final String signature;

    /**
     * A compression.
     *
     * @param signature the bytes that it begins with, in hexadecimal digits; {@code ??} stands for any byte
     */
    Compression(String signature) {
        this.signature = signature;
    }

    /** The bytes behind a compressed stream. */
    abstract InputStream decompress(InputStream in) throws IOException;

    /** Whether a stream begins as this compression does; see {@link #begins(BufferedInputStream, String)}. */
    boolean begins(BufferedInputStream in) throws IOException {
        return begins(in, signature);
    }

    /** Whether a stream begins with bytes. Its place stays, and no byte is waited for behind the first that differs. */
    static boolean begins(BufferedInputStream in, String signature) throws IOException {
        in.mark(signature.length());
        try {
            for (int i = 0; i < signature.length(); i += 2) {
                int next = in.read();
                boolean any = signature.startsWith(ANY, i);
                if (next < 0 || (!any && next != HexFormat.fromHexDigits(signature, i, i + 2))) {
                    return false;
                }
            }
            return true;
        } finally {
            in.reset();
        }
    }
}
