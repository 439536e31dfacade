package io.drey.collect.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** How files of tests are compressed. */
enum Packing {
    PLAIN {
        @Override
        OutputStream pack(OutputStream out) {
            return out;
        }
    },
    GZIP {
        @Override
        OutputStream pack(OutputStream out) throws IOException {
            return new GZIPOutputStream(out);
        }
    },
    BZIP2 {
        @Override
        OutputStream pack(OutputStream out) throws IOException {
            return new BZip2CompressorOutputStream(out);
        }
    },
    ZSTD {
        @Override
        OutputStream pack(OutputStream out) throws IOException {
            return new ZstdOutputStream(out);
        }
    };

    abstract OutputStream pack(OutputStream out) throws IOException;

    byte[] pack(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = pack(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }
}
