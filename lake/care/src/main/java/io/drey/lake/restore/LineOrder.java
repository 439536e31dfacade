package io.drey.lake.restore;

import io.drey.event.Position;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Brings lines into the order of their groups, and of their positions in each: those that fit in memory are sorted there, more are written to sorted
 * runs on disk and merged. Not thread-safe.
 */
final class LineOrder implements AutoCloseable {

    /**
     * A line.
     *
     * @param group what comes before its position
     * @param position where it stood
     * @param bytes the line
     */
    record Line(long group, Position position, byte[] bytes) {}

    /** Takes lines in order. */
    interface Taker {
        void take(Line line) throws IOException;
    }

    static final Comparator<Position> BY_POSITION = Comparator.comparing(Position::topicId)
            .thenComparingInt(Position::partition)
            .thenComparingLong(Position::offset)
            .thenComparingInt(Position::index);

    private static final Comparator<Line> BY_LINE =
            Comparator.comparingLong(Line::group).thenComparing(Line::position, BY_POSITION);
    private static final int BUFFER = 1 << 16;
    /** About what a line's objects take besides its bytes. */
    private static final int LINE_OVERHEAD = 100;

    private final Path folder;
    private final long memoryBytes;
    private final List<Path> runs = new ArrayList<>();

    private List<Line> lines = new ArrayList<>();
    private long bytes;

    /**
     * An order.
     *
     * @param folder where runs are written; it exists
     * @param memoryBytes how much is sorted at once
     */
    LineOrder(Path folder, long memoryBytes) {
        this.folder = folder;
        this.memoryBytes = memoryBytes;
    }

    void add(Line line) throws IOException {
        lines.add(line);
        bytes += line.bytes.length + LINE_OVERHEAD;
        if (bytes > memoryBytes) {
            spill();
        }
    }

    private void spill() throws IOException {
        lines.sort(BY_LINE);
        Path run = Files.createTempFile(folder, ".lines-", ".run");
        runs.add(run);
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), BUFFER))) {
            for (Line line : lines) {
                write(line, out);
            }
        }
        lines = new ArrayList<>();
        bytes = 0;
    }

    /** Hands out all lines in order. */
    void drain(Taker taker) throws IOException {
        if (runs.isEmpty()) {
            lines.sort(BY_LINE);
            for (Line line : lines) {
                taker.take(line);
            }
            return;
        }
        spill();
        List<Run> open = new ArrayList<>();
        try {
            PriorityQueue<Run> next = new PriorityQueue<>(Comparator.comparing(run -> run.line, BY_LINE));
            for (Path each : runs) {
                Run run = new Run(each);
                open.add(run);
                if (run.advance()) {
                    next.add(run);
                }
            }
            while (!next.isEmpty()) {
                Run run = next.remove();
                taker.take(run.line);
                if (run.advance()) {
                    next.add(run);
                }
            }
        } finally {
            for (Run run : open) {
                run.close();
            }
        }
    }

    /** Deletes the runs. */
    @Override
    public void close() throws IOException {
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
    }

    private static void write(Line line, DataOutputStream out) throws IOException {
        Position position = line.position;
        out.writeLong(line.group);
        out.writeUTF(position.topicId());
        out.writeUTF(position.topic());
        out.writeInt(position.partition());
        out.writeLong(position.offset());
        out.writeInt(position.index());
        out.writeInt(line.bytes.length);
        out.write(line.bytes);
    }

    /** A sorted file, read from its beginning. */
    private static final class Run implements AutoCloseable {

        private final DataInputStream in;
        private Line line;

        private Run(Path file) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
        }

        private boolean advance() throws IOException {
            long group;
            try {
                group = in.readLong();
            } catch (EOFException e) {
                return false;
            }
            Position position = new Position(in.readUTF(), in.readUTF(), in.readInt(), in.readLong(), in.readInt());
            line = new Line(group, position, in.readNBytes(in.readInt()));
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
