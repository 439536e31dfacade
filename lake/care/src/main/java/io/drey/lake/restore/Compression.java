package io.drey.lake.restore;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** How restored files are written. */
public enum Compression {
    NONE("") {
        @Override
        OutputStream around(OutputStream out) {
            return out;
        }
    },
    GZIP(".gz") {
        @Override
        OutputStream around(OutputStream out) throws IOException {
            return new GZIPOutputStream(out, BUFFER);
        }
    },
    ZSTD(".zst") {
        @Override
        OutputStream around(OutputStream out) throws IOException {
            return new ZstdOutputStream(out);
        }
    };

    private static final int BUFFER = 1 << 16;

    private final String extension;

    Compression(String extension) {
        this.extension = extension;
    }

    /** What a file's name ends with, the dot included. */
    String extension() {
        return extension;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    abstract OutputStream around(OutputStream out) throws IOException;
}
