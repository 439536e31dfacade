package io.drey.serve.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.query.QueryException;
import io.drey.query.rows.Cell;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a result in a file, a JSON array to a line, which can be read from any row on, also while more are being written.
 * Written by one thread, read by any.
 */
final class Spool implements AutoCloseable {

    /** A reader begins at most so many rows before the one it wants. */
    private static final int ROWS_APART = 1000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private final Path file;
    private final long mostBytes;
    private final OutputStream out;

    /** Where every {@value #ROWS_APART}th row begins. */
    private final List<Long> starts = new ArrayList<>();

    private long bytes;
    private long rows;
    private long flushedRows;

    Spool(Path file, long mostBytes) throws IOException {
        this.file = file;
        this.mostBytes = mostBytes;
        this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    /**
     * Adds a row.
     *
     * @throws QueryException if the result becomes longer than it may be
     */
    void add(List<Object> row) throws IOException {
        List<Object> values = new ArrayList<>(row.size());
        for (Object value : row) {
            values.add(value == null || value instanceof Number || value instanceof Boolean ? value : Cell.text(value));
        }
        byte[] line = (JSON.writeValueAsString(values) + "\n").getBytes(UTF_8);
        if (bytes + line.length > mostBytes) {
            throw new QueryException(
                    "the result is longer than %,d bytes: narrow the query, or take its rows as they come"
                            .formatted(mostBytes),
                    null);
        }
        out.write(line);
        if (rows % ROWS_APART == 0) {
            synchronized (this) {
                starts.add(bytes);
            }
        }
        bytes += line.length;
        rows++;
        if (rows % ROWS_APART == 0) {
            flush();
        }
    }

    /** Lets readers have what was written. */
    void flush() throws IOException {
        out.flush();
        synchronized (this) {
            flushedRows = rows;
        }
    }

    /** How many rows can be read. */
    synchronized long rows() {
        return flushedRows;
    }

    /**
     * Some rows; values are text, numbers, booleans or null.
     *
     * @param after how many rows are left out before
     * @param limit how many at most
     */
    SpooledRows read(long after, long limit) throws IOException {
        long start;
        long count;
        synchronized (this) {
            count = Math.max(0, Math.min(limit, flushedRows - after));
            start = count == 0 ? 0 : starts.get((int) (after / ROWS_APART));
        }
        SeekableByteChannel channel = Files.newByteChannel(file);
        channel.position(start);
        BufferedReader reader = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
        if (count > 0) {
            for (long i = after - after % ROWS_APART; i < after; i++) {
                String unused = reader.readLine();
            }
        }
        return new SpooledRows(reader, count);
    }

    /** No more rows come. */
    @Override
    public void close() throws IOException {
        flush();
        out.close();
    }
}
