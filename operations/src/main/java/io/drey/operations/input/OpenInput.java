package io.drey.operations.input;

import io.drey.event.Printable;
import io.drey.operations.OperationException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;

/**
 * The bytes of an input, decompressed where they are gzip, zstd or xz, which their beginning tells, not the file's
 * name. What cannot hold lines is refused with what to do about it.
 *
 * <p>Plain bytes pass at once as they come: no more is waited for than tells them from compressed ones. Memory is bounded by
 * what the compression's own window needs.
 */
public final class OpenInput implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 17;
    private static final int TAR_SIGNATURE_AT = 257;
    private static final byte[] TAR_SIGNATURE = {'u', 's', 't', 'a', 'r'};

    private static final String UTF_16 = "is in UTF-16: make UTF-8 of it with iconv -f UTF-16%s -t UTF-8";
    private static final int UTF_16_BEGINNING = 8;

    /** By what it begins with: what is no lines, and how lines are had of it. */
    private static final Map<String, String> REFUSED = Map.of(
            "504b0304",
            "is a zip archive: unpack it, for example with unzip -p",
            // The header up to the first block: a line may begin with BZh.
            "425a68??314159265359",
            "is compressed by bzip2: decompress it with bzip2 -dc",
            "04224d18",
            "is compressed by lz4: decompress it with lz4 -dc",
            "fffe",
            UTF_16.formatted(""),
            "feff",
            UTF_16.formatted(""));

    private final Counted counted;
    private final InputStream bytes;

    private OpenInput(Counted counted, InputStream bytes) {
        this.counted = counted;
        this.bytes = bytes;
    }

    static OpenInput of(String title, InputStream in) throws IOException {
        Counted counted = new Counted(in);
        try {
            return new OpenInput(counted, decompressed(title, new BufferedInputStream(counted, BUFFER_BYTES)));
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** The decompressed bytes. A damaged input ends with a {@link OperationException} that names it. */
    public InputStream bytes() {
        return bytes;
    }

    /** How much was read so far, in bytes as they are in the file; asked for by any thread. */
    public long position() {
        return counted.count;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }

    private static InputStream decompressed(String title, BufferedInputStream in) throws IOException {
        for (Compression compression : Compression.values()) {
            if (compression.begins(in)) {
                BufferedInputStream bytes;
                try {
                    bytes = new BufferedInputStream(new Decompressed(title, compression.decompress(in)), BUFFER_BYTES);
                } catch (IOException e) {
                    throw damaged(title, e);
                }
                refuseNoLines(title, bytes);
                refuseArchive(title, bytes);
                return bytes;
            }
        }
        refuseNoLines(title, in);
        return in;
    }

    private static void refuseNoLines(String title, BufferedInputStream in) throws IOException {
        for (Map.Entry<String, String> refused : REFUSED.entrySet()) {
            if (Compression.begins(in, refused.getKey())) {
                throw OperationException.failure("%s %s".formatted(title, refused.getValue()));
            }
        }
        for (int zeros = 0; zeros < 2; zeros++) {
            if (everyOtherByteIsZero(in, zeros)) {
                throw OperationException.failure("%s %s".formatted(title, UTF_16.formatted(zeros == 0 ? "BE" : "LE")));
            }
        }
    }

    /** As letters of Latin script are in UTF-16 without a mark. Waits for no byte behind the first that says otherwise. */
    private static boolean everyOtherByteIsZero(BufferedInputStream in, int zeros) throws IOException {
        in.mark(UTF_16_BEGINNING);
        try {
            for (int i = 0; i < UTF_16_BEGINNING; i++) {
                int next = in.read();
                if (next < 0 || (next == 0) != (i % 2 == zeros)) {
                    return false;
                }
            }
            return true;
        } finally {
            in.reset();
        }
    }

    /** An archive of several files is mostly compressed: only there it is looked for, as that waits for its first block. */
    private static void refuseArchive(String title, BufferedInputStream in) throws IOException {
        int end = TAR_SIGNATURE_AT + TAR_SIGNATURE.length;
        in.mark(end);
        byte[] block = in.readNBytes(end);
        in.reset();
        if (block.length == end
                && Arrays.equals(block, TAR_SIGNATURE_AT, end, TAR_SIGNATURE, 0, TAR_SIGNATURE.length)) {
            throw OperationException.failure(
                    "%s is a tar archive: unpack it, for example with tar -xO".formatted(title));
        }
    }

    private static OperationException damaged(String title, IOException e) {
        String reason = e instanceof EOFException || e.getMessage() == null
                ? "it ends within compressed data"
                : Printable.of(e.getMessage());
        return OperationException.failure(
                "%s cannot be read to its end: %s; fetch it again, or decompress what is whole"
                        .formatted(title, reason),
                e);
    }

    /** Counts what is read. */
    private static final class Counted extends FilterInputStream {
        private volatile long count;

        private Counted(InputStream in) {
            super(in);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads
        public int read() throws IOException {
            int next = in.read();
            count += next < 0 ? 0 : 1;
            return next;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = in.read(buffer, from, length);
            count += Math.max(0, read);
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    /** Says which input is damaged. */
    private static final class Decompressed extends FilterInputStream {
        private final String title;

        private Decompressed(String title, InputStream in) {
            super(in);
            this.title = title;
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                throw damaged(title, e);
            }
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            try {
                return in.read(buffer, from, length);
            } catch (IOException e) {
                throw damaged(title, e);
            }
        }
    }
}
