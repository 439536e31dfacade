package io.drey.rules.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DatasetId;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Value;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Brings findings into the total order of their events: those that fit into memory are sorted there, more are written to sorted
 * files and merged. May be filled again once it is drained. Not thread-safe.
 */
final class FindingOrder implements AutoCloseable {

    private static final int BUFFER = 1 << 16;
    private static final int NOTHING = -1;

    private final Path folder;
    private final long memoryBytes;
    private final List<Path> runs = new ArrayList<>();
    private final List<String> ruleKeys = new ArrayList<>();
    private final List<DatasetId> datasets = new ArrayList<>();
    private final Map<Object, Integer> numbers = new HashMap<>();

    private List<Finding> findings = new ArrayList<>();
    private long bytes;

    /**
     * An order.
     *
     * @param folder where files are written; it exists
     * @param memoryBytes how much is sorted at once
     */
    FindingOrder(Path folder, long memoryBytes) {
        this.folder = folder;
        this.memoryBytes = memoryBytes;
    }

    void add(Finding finding) throws IOException {
        findings.add(finding);
        bytes += finding.weight();
        if (bytes > memoryBytes) {
            spill();
        }
    }

    /** Hands out all findings in order, and keeps none. */
    void drain(Consumer<Finding> taker) throws IOException {
        if (runs.isEmpty()) {
            findings.sort(null);
            findings.forEach(taker);
            findings = new ArrayList<>();
            bytes = 0;
            return;
        }
        spill();
        List<Run> open = new ArrayList<>();
        try {
            PriorityQueue<Run> next = new PriorityQueue<>();
            for (Path file : runs) {
                Run run = new Run(file);
                open.add(run);
                if (run.advance()) {
                    next.add(run);
                }
            }
            while (!next.isEmpty()) {
                Run run = next.remove();
                taker.accept(run.finding);
                if (run.advance()) {
                    next.add(run);
                }
            }
        } finally {
            for (Run run : open) {
                run.in.close();
            }
            close();
        }
    }

    /** Deletes the files. */
    @Override
    public void close() throws IOException {
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
        runs.clear();
    }

    private void spill() throws IOException {
        findings.sort(null);
        Path run = Files.createTempFile(folder, "findings-", ".run");
        runs.add(run);
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), BUFFER))) {
            for (Finding finding : findings) {
                write(finding, out);
            }
            out.writeInt(NOTHING);
        }
        findings = new ArrayList<>();
        bytes = 0;
    }

    private void write(Finding finding, DataOutputStream out) throws IOException {
        out.writeInt(number(finding.ruleKey(), ruleKeys));
        out.writeInt(number(finding.datasetId(), datasets));
        out.writeInt(finding.group().size());
        for (String value : finding.group()) {
            writeText(value, out);
        }
        Occurrence occurrence = finding.occurrence();
        EventReference event = occurrence.event();
        out.writeLong(event.timestampMillis());
        writeText(event.topicId(), out);
        out.writeInt(event.partition());
        out.writeLong(event.offset());
        out.writeInt(event.index());
        out.writeLong(occurrence.conditions());
        out.writeInt(occurrence.values().size());
        for (Value value : occurrence.values()) {
            writeText(value.text(), out);
        }
        out.writeInt(finding.line().length);
        out.write(finding.line());
    }

    private <T> int number(T name, List<T> names) {
        return numbers.computeIfAbsent(name, any -> {
            names.add(name);
            return names.size() - 1;
        });
    }

    private static void writeText(String text, DataOutputStream out) throws IOException {
        if (text == null) {
            out.writeInt(NOTHING);
            return;
        }
        byte[] encoded = text.getBytes(UTF_8);
        out.writeInt(encoded.length);
        out.write(encoded);
    }

    /** A sorted file, read from its beginning. */
    private final class Run implements Comparable<Run> {

        private final DataInputStream in;
        private Finding finding;

        private Run(Path file) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
        }

        private boolean advance() throws IOException {
            int rule = in.readInt();
            if (rule == NOTHING) {
                return false;
            }
            DatasetId dataset = datasets.get(in.readInt());
            int size = in.readInt();
            List<String> group = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                group.add(readText());
            }
            EventReference event =
                    new EventReference(in.readLong(), readText(), in.readInt(), in.readLong(), in.readInt());
            long conditions = in.readLong();
            int count = in.readInt();
            List<Value> values = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                values.add(Value.of(readText()));
            }
            byte[] line = new byte[in.readInt()];
            in.readFully(line);
            finding = new Finding(ruleKeys.get(rule), dataset, group, new Occurrence(event, conditions, values), line);
            return true;
        }

        private String readText() throws IOException {
            int length = in.readInt();
            return length == NOTHING ? null : new String(in.readNBytes(length), UTF_8);
        }

        @Override
        public int compareTo(Run other) {
            return finding.compareTo(other.finding);
        }
    }
}
