package io.drey.lake.maintenance;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.RowType;

/**
 * Sorts more rows than fit into memory: what does not fit is laid sorted into files of a scratch folder, which are merged
 * when the rows are read. To be used by one thread, filled, then read once.
 */
final class RowSorter implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    /** What a row costs in memory beyond its bytes. */
    private static final int OVERHEAD = 100;

    private final Path scratch;
    private final long memoryBytes;
    private final Comparator<RowData> comparator;
    private final RowDataSerializer serializer;
    private final int fields;
    private final List<Path> runs = new ArrayList<>();
    private final List<Run> open = new ArrayList<>();
    private List<BinaryRowData> rows = new ArrayList<>();
    private long bytes;

    /**
     * An empty sorter.
     *
     * @param scratch a folder that exists
     * @param memoryBytes how much memory rows may take
     */
    RowSorter(RowType type, Comparator<RowData> comparator, Path scratch, long memoryBytes) {
        this.serializer = new RowDataSerializer(type);
        this.fields = type.getFieldCount();
        this.comparator = comparator;
        this.scratch = scratch;
        this.memoryBytes = memoryBytes;
    }

    /** Takes a row; it may be changed afterwards. */
    void add(RowData row) throws IOException {
        BinaryRowData copy = serializer.toBinaryRow(row).copy();
        rows.add(copy);
        bytes += copy.getSizeInBytes() + OVERHEAD;
        if (bytes > memoryBytes) {
            spill();
        }
    }

    /** All rows in order; of equal ones those that came first come first. */
    Iterator<RowData> sorted() throws IOException {
        rows.sort(comparator);
        if (runs.isEmpty()) {
            return List.<RowData>copyOf(rows).iterator();
        }
        PriorityQueue<Run> queue = new PriorityQueue<>(
                Comparator.comparing((Run run) -> run.head, comparator).thenComparingInt(run -> run.index));
        for (Path file : runs) {
            Run run = new Run(open.size(), new FromFile(file, fields));
            open.add(run);
            enqueue(queue, run);
        }
        Iterator<BinaryRowData> rest = rows.iterator();
        enqueue(queue, new Run(runs.size(), () -> rest.hasNext() ? rest.next() : null));
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !queue.isEmpty();
            }

            @Override
            public RowData next() {
                Run run = queue.remove();
                RowData row = run.head;
                try {
                    enqueue(queue, run);
                } catch (IOException e) {
                    throw new UncheckedIOException("sorted rows in %s cannot be read back".formatted(scratch), e);
                }
                return row;
            }
        };
    }

    private static void enqueue(PriorityQueue<Run> queue, Run run) throws IOException {
        run.head = run.rows.next();
        if (run.head != null) {
            queue.add(run);
        }
    }

    private void spill() throws IOException {
        rows.sort(comparator);
        Path file = Files.createTempFile(scratch, "rows-", ".sorted");
        runs.add(file);
        try (DataOutputStream output =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER))) {
            for (BinaryRowData row : rows) {
                byte[] content = new byte[row.getSizeInBytes()];
                row.getSegments()[0].get(row.getOffset(), content);
                output.writeInt(content.length);
                output.write(content);
            }
        }
        rows = new ArrayList<>();
        bytes = 0;
    }

    /** Deletes what was laid aside. */
    @Override
    public void close() throws IOException {
        for (Run run : open) {
            run.rows.close();
        }
        for (Path file : runs) {
            Files.deleteIfExists(file);
        }
    }

    private interface RowSource {
        /** The next row, or null at the end. */
        BinaryRowData next() throws IOException;

        default void close() throws IOException {
            // Rows in memory need no more.
        }
    }

    private static final class Run {

        private final int index;
        private final RowSource rows;
        private BinaryRowData head;

        Run(int index, RowSource rows) {
            this.index = index;
            this.rows = rows;
        }
    }

    private static final class FromFile implements RowSource {

        private final DataInputStream input;
        private final int fields;

        FromFile(Path file, int fields) throws IOException {
            this.input = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
            this.fields = fields;
        }

        @Override
        public BinaryRowData next() throws IOException {
            int length;
            try {
                length = input.readInt();
            } catch (EOFException e) {
                return null;
            }
            byte[] content = new byte[length];
            input.readFully(content);
            BinaryRowData row = new BinaryRowData(fields);
            row.pointTo(MemorySegmentFactory.wrap(content), 0, length);
            return row;
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
