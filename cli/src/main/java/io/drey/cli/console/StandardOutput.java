package io.drey.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** Standard output that says when nobody reads it any more, which a print stream keeps to itself; closing flushes it. */
public final class StandardOutput extends OutputStream {

    private static final int CHECK_INTERVAL_BYTES = 1 << 16;

    private final PrintStream out;
    private int sinceCheck;

    public StandardOutput(PrintStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        count(1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        count(length);
    }

    @Override
    public void flush() throws IOException {
        if (out.checkError()) {
            throw new IOException("Broken pipe");
        }
    }

    @Override
    public void close() throws IOException {
        flush();
    }

    private void count(int bytes) throws IOException {
        sinceCheck += bytes;
        if (sinceCheck >= CHECK_INTERVAL_BYTES) {
            sinceCheck = 0;
            flush();
        }
    }
}
