package io.drey.collect.files;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * How a file is compressed, told by how it begins and not by its name. Several compressed parts in a row are one whole, as load
 * balancers and {@code cat} make them.
 */
enum Compression {
    GZIP("1f8b08", ".gz") {
        @Override
        InputStream decompress(InputStream in) throws IOException {
            return new GzipCompressorInputStream(in, true);
        }
    },
    // A line may begin with BZh: the beginning of the first block belongs to it.
    BZIP2("425a68??314159265359", ".bz2") {
        @Override
        InputStream decompress(InputStream in) throws IOException {
            return new BZip2CompressorInputStream(in, true);
        }
    },
    ZSTD("28b52ffd", ".zst") {
        @Override
        InputStream decompress(InputStream in) throws IOException {
            return new ZstdInputStreamNoFinalizer(in);
        }
    };

    private static final int BUFFER = 1 << 16;
    private static final String ANY = "??";

    private final String signature;
    private final String suffix;

    Compression(String signature, String suffix) {
        this.signature = signature;
        this.suffix = suffix;
    }

    /** The bytes behind a compressed stream. */
    abstract InputStream decompress(InputStream in) throws IOException;

    /** The bytes of a file, decompressed where they are compressed. */
    static InputStream open(InputStream stored) throws IOException {
        BufferedInputStream in = new BufferedInputStream(stored, BUFFER);
        for (Compression compression : values()) {
            if (compression.begins(in)) {
                return compression.decompress(in);
            }
        }
        return in;
    }

    /** Whether a name is that of a compressed file, which does not grow. */
    static boolean isNameOfCompressed(String name) {
        return List.of(values()).stream().anyMatch(compression -> name.endsWith(compression.suffix));
    }

    private boolean begins(BufferedInputStream in) throws IOException {
        in.mark(signature.length());
        try {
            for (int i = 0; i < signature.length(); i += 2) {
                int next = in.read();
                if (next < 0
                        || (!signature.startsWith(ANY, i) && next != HexFormat.fromHexDigits(signature, i, i + 2))) {
                    return false;
                }
            }
            return true;
        } finally {
            in.reset();
        }
    }
}
