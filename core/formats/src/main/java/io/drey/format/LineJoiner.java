package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Joins the lines of one raw partition on their way through a pipeline. The lines of a stream (a host's file, a container, or
 * the partition where nothing says it) are joined with each other, also where lines of others stand between them.
 *
 * <p><b>Order.</b> All leaves in the order of positions, each position once: a joined event at its first line's, then at each
 * further one's that it is part of it. So a line that waits holds back those behind it.
 *
 * <p><b>What is decided</b> follows from the records alone, from their order and their times of arrival: lines end with the next
 * first line of their stream, by the bounds, or when a record of the partition arrives later than they wait. Only when nothing
 * comes any more somebody has to say so, with {@link #flush}.
 *
 * <p>Not thread-safe.
 */
public final class LineJoiner {

    /** How many lines an event was made of, where they are several. */
    public static final String LINES = OpenNames.OURS + "lines";

    /** Says {@code continued} of an event whose first line belongs to one that had left, or never came. */
    public static final String MULTILINE = OpenNames.OURS + "multiline";

    static final String CONTINUED = "continued";

    /** So many streams of a partition wait at most; of more, the one that is silent for longest ends. */
    static final int MOST_STREAMS = 1_000;

    /** So many lines of a partition are held at most; of more, what the first waits for ends. */
    static final int MOST_LINES = 20_000;

    /** As {@link #MOST_LINES}, in bytes of memory. */
    static final long MOST_BYTES = 16L << 20;

    /** An event waits for its last line so many times as long as for its next one. */
    private static final int WAITS = 5;

    private static final int VERSION = 2;

    /** Before lines were joined by their file. */
    private static final int WITHOUT_FILES = 1;

    private final LinePipeline pipeline;
    private final Multiline bounds;
    private final Deque<Slot> slots = new ArrayDeque<>();

    /** What waits for its next line, by stream; the one whose last line is the oldest first. */
    private final Map<String, Group> open = new LinkedHashMap<>();

    private long held;

    /** What takes events, dead letters and what is left out, in the order of positions. */
    public interface Output extends LinePipeline.Output {

        /**
         * Takes that a line is part of an event that was taken before.
         *
         * @param at says where the line stood; it has no fields
         * @param firstOffset where the event's first line stood
         */
        void joined(LogEvent at, long firstOffset);
    }

    /** A joiner for a partition. The pipeline may be another one's, too, of the same thread. */
    public LineJoiner(LinePipeline pipeline) {
        this.pipeline = requireNonNull(pipeline, "pipeline is null");
        this.bounds = requireNonNull(pipeline.multiline(), "the pipeline joins no lines");
    }

    /** Whether lines are joined on their way through a pipeline. */
    public static boolean isAskedFor(LinePipeline pipeline) {
        return pipeline.multiline() != null;
    }

    /** Takes the next record: an event without fields that has its position and bytes. */
    public void add(EventBuilder record, Output output) {
        add(record, FileOrigin.UNKNOWN, output);
    }

    /**
     * Takes the next record.
     *
     * @param record an event without fields that has its position and bytes
     * @param file what its sender says of the file that it was read from
     */
    public void add(EventBuilder record, FileOrigin file, Output output) {
        RawLine line = pipeline.lineOf(record, file);
        endWhatWaitedTooLong(record.createdMillis());
        Group group = line.isAlone() ? new Group(line, false) : groupOf(line);
        slots.add(new Slot(line, group));
        held += line.held();
        release(output);
        while (!slots.isEmpty() && isTooMuch(record.createdMillis())) {
            end(slots.element().group);
            release(output);
        }
    }

    /** Ends all that waits, and lets all go. */
    public void flush(Output output) {
        open.values().forEach(group -> group.isOpen = false);
        open.clear();
        release(output);
    }

    /** Whether nothing is held. */
    public boolean isEmpty() {
        return slots.isEmpty();
    }

    /** The offset of the first record that is held, or -1. */
    public long firstOffset() {
        return slots.isEmpty() ? -1 : slots.element().line.record().offset();
    }

    /** For how long an event waits for its next line, in milliseconds. */
    public long patienceMillis() {
        return bounds.patience().toMillis();
    }

    /** How many bytes of memory it holds, about. */
    long held() {
        return held;
    }

    private void endWhatWaitedTooLong(long arrivedMillis) {
        Iterator<Group> oldest = open.values().iterator();
        while (oldest.hasNext()) {
            Group group = oldest.next();
            if (arrivedMillis - group.lastMillis < bounds.patience().toMillis()) {
                return;
            }
            group.isOpen = false;
            oldest.remove();
        }
    }

    /** Whether what the first record waits for is to end: it is open, as it would have left else. */
    private boolean isTooMuch(long arrivedMillis) {
        Group first = slots.element().group;
        return slots.size() > MOST_LINES
                || held > MOST_BYTES
                || arrivedMillis - first.firstMillis
                        >= WAITS * bounds.patience().toMillis();
    }

    private Group groupOf(RawLine line) {
        Group before = open.remove(line.stream());
        boolean isRest = before != null && before.last().isPart();
        boolean continues = isRest || bounds.rule().continues(line.text());
        if (before != null && continues && before.takes(line, bounds)) {
            before.add(line);
            open.put(line.stream(), before);
            endIfComplete(before);
            return before;
        }
        if (before != null) {
            before.isOpen = false;
        }
        Group group = new Group(line, true);
        group.isContinued = continues;
        open.put(line.stream(), group);
        endIfComplete(group);
        if (open.size() > MOST_STREAMS) {
            end(open.values().iterator().next());
        }
        return group;
    }

    /** Where only parts are joined, nothing is waited for behind the last. */
    private void endIfComplete(Group group) {
        if (bounds.rule().isOfParts() && !group.last().isPart()) {
            end(group);
        }
    }

    private void end(Group group) {
        if (group.isOpen) {
            group.isOpen = false;
            open.remove(group.stream());
        }
    }

    private void release(Output output) {
        while (!slots.isEmpty() && !slots.element().group.isOpen) {
            Slot slot = slots.remove();
            held -= slot.line.held();
            slot.release(pipeline, output);
        }
    }

    /** One record that is held, in the order of records. */
    private static final class Slot {
        private final RawLine line;
        private final Group group;

        private Slot(RawLine line, Group group) {
            this.line = line;
            this.group = group;
        }

        private void release(LinePipeline pipeline, Output output) {
            EventBuilder record = line.record();
            JoinedOutcome outcome = group.outcome;
            if (outcome == null) {
                if (group.isOneEvent()) {
                    group.outcome = pipeline.process(group.lines, group.isContinued, output);
                    group.lines.clear();
                } else {
                    pipeline.process(record, line.file(), output);
                }
                return;
            }
            switch (outcome.kind()) {
                case EVENT -> output.joined(record, outcome.firstOffset());
                case DROPPED -> output.dropped(record, outcome.reason());
                case REJECTED -> pipeline.rejectPart(record, line.file(), outcome, output);
            }
        }
    }

    /** Lines of one stream that are one event. */
    private static final class Group {
        private final List<RawLine> lines = new ArrayList<>(1);
        private long firstMillis;
        private long lastMillis;
        private long bytes;
        private boolean isOpen;
        private boolean isContinued;

        /** Null until the first line has left; then the lines are gone. */
        private JoinedOutcome outcome;

        private Group() {}

        private Group(RawLine line, boolean isOpen) {
            this.isOpen = isOpen;
            add(line);
        }

        private void add(RawLine line) {
            if (lines.isEmpty()) {
                firstMillis = line.record().createdMillis();
            }
            lines.add(line);
            lastMillis = line.record().createdMillis();
            bytes += line.isAlone() ? 0 : line.text().length + 1;
        }

        private RawLine last() {
            return lines.get(lines.size() - 1);
        }

        private String stream() {
            return lines.get(0).stream();
        }

        private boolean takes(RawLine line, Multiline bounds) {
            return lines.size() < bounds.maxLines() && bytes + line.text().length <= bounds.maxBytes();
        }

        /** Whether it is more than a line as any other. */
        private boolean isOneEvent() {
            return isContinued || lines.size() > 1;
        }
    }

    /** All that is held and what was decided of it, for {@link #restore}; empty where nothing is held. */
    public byte[] snapshot() {
        if (slots.isEmpty()) {
            return new byte[0];
        }
        Map<Group, Integer> groups = new HashMap<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(slots.size());
            for (Slot slot : slots) {
                LogEvent record = slot.line.record();
                out.writeLong(record.offset());
                out.writeLong(record.createdMillis());
                out.writeInt(record.bytes().length);
                out.write(record.bytes());
                write(slot.line.file(), out);
                Integer known = groups.get(slot.group);
                out.writeInt(known == null ? groups.size() : known);
                if (known == null) {
                    groups.put(slot.group, groups.size());
                    write(slot.group, out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void write(FileOrigin file, DataOutputStream out) throws IOException {
        out.writeUTF(file.source());
        out.writeInt(file.path() == null ? -1 : file.path().length);
        if (file.path() != null) {
            out.write(file.path());
        }
    }

    private static FileOrigin readFile(DataInputStream in) throws IOException {
        String source = in.readUTF();
        int length = in.readInt();
        return FileOrigin.of(source, length < 0 ? null : in.readNBytes(length));
    }

    private static void write(Group group, DataOutputStream out) throws IOException {
        out.writeBoolean(group.isOpen);
        out.writeBoolean(group.isContinued);
        JoinedOutcome outcome = group.outcome;
        out.writeBoolean(outcome != null);
        if (outcome == null) {
            return;
        }
        out.writeUTF(outcome.kind().name());
        out.writeLong(outcome.firstOffset());
        writeText(outcome.reason(), out);
        writeText(outcome.rejection() == null ? "" : outcome.rejection().reason(), out);
    }

    private static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] utf8 = text.getBytes(UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), UTF_8);
    }

    /**
     * Takes over what a snapshot held, instead of what is held. What the dataset says of envelopes meanwhile may be another:
     * lines that can be joined no more leave each by itself.
     *
     * @param origin the partition
     */
    public void restore(byte[] snapshot, EventOrigin origin) {
        slots.clear();
        open.clear();
        held = 0;
        read(snapshot, origin, (record, file, group) -> take(pipeline.lineOf(record, file), group));
    }

    /**
     * Lets go what a snapshot held where lines are not joined any more.
     *
     * @param origin the partition
     * @param undecided takes the records that are part of no event yet
     */
    public static void letGo(
            byte[] snapshot, EventOrigin origin, BiConsumer<EventBuilder, FileOrigin> undecided, Output output) {
        read(snapshot, origin, (record, file, group) -> {
            JoinedOutcome outcome = group.outcome;
            if (outcome == null || outcome.kind() == JoinedOutcome.Kind.REJECTED) {
                undecided.accept(record, file);
            } else if (outcome.kind() == JoinedOutcome.Kind.EVENT) {
                output.joined(record, outcome.firstOffset());
            } else {
                output.dropped(record, outcome.reason());
            }
        });
    }

    private static void read(byte[] snapshot, EventOrigin origin, Taker taker) {
        if (snapshot.length == 0) {
            return;
        }
        List<Group> groups = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
            int version = in.readByte();
            if (version != VERSION && version != WITHOUT_FILES) {
                throw new IllegalStateException(
                        "held lines of %s[%d] have version %d and %d is known: start a newer version of the job"
                                .formatted(origin.topic(), origin.partition(), version, VERSION));
            }
            for (int left = in.readInt(); left > 0; left--) {
                long offset = in.readLong();
                long createdMillis = in.readLong();
                byte[] bytes = in.readNBytes(in.readInt());
                FileOrigin file = version == WITHOUT_FILES ? FileOrigin.UNKNOWN : readFile(in);
                int number = in.readInt();
                if (number == groups.size()) {
                    groups.add(read(in));
                }
                taker.take(new EventBuilder(origin, offset, 0, createdMillis, bytes), file, groups.get(number));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "held lines of %s[%d] are damaged: restore an earlier checkpoint"
                            .formatted(origin.topic(), origin.partition()),
                    e);
        }
    }

    /** Takes what a snapshot held, record by record. */
    private interface Taker {
        void take(EventBuilder record, FileOrigin file, Group group);
    }

    private static Group read(DataInputStream in) throws IOException {
        Group group = new Group();
        group.isOpen = in.readBoolean();
        group.isContinued = in.readBoolean();
        if (in.readBoolean()) {
            JoinedOutcome.Kind kind = JoinedOutcome.Kind.valueOf(in.readUTF());
            long firstOffset = in.readLong();
            String reason = readText(in);
            String why = readText(in);
            group.outcome = new JoinedOutcome(
                    kind, firstOffset, reason, kind == JoinedOutcome.Kind.REJECTED ? new Rejection(why, 0) : null);
        }
        return group;
    }

    private void take(RawLine line, Group group) {
        held += line.held();
        if (group.outcome == null && line.isAlone()) {
            slots.add(new Slot(line, new Group(line, false)));
            return;
        }
        slots.add(new Slot(line, group));
        if (group.outcome == null) {
            group.add(line);
            if (group.isOpen) {
                // The stream whose last line is the oldest stays the first.
                open.remove(line.stream());
                open.put(line.stream(), group);
            }
        }
    }
}
