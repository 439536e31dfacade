package io.drey.format;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.enrich.EnrichmentSources;
import io.drey.format.redact.RedactionSecrets;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;

/**
 * Parses a stream of lines and writes one line of JSON for each, in order: the event (see {@link JsonReport}), or the dead
 * letter. For example
 *
 * <pre>{@code
 * ParseCounts counts = new LineParseRun("combined", "access.log").run(System.in, System.out);
 * }</pre>
 *
 * <p>Not thread-safe. Only a line feed ends a line; a carriage return in front of it belongs to the end, and to the line anywhere else. The
 * last line may lack its end. A line beyond the limit is one dead letter with all its bytes, which are passed on as they
 * come: memory is bounded by the limit whatever the input. Where anything is redacted it has no bytes.
 */
public final class LineParseRun {

    private static final int READ_BYTES = 1 << 16;
    /** A multiple of three, so that pieces of Base64 join without padding. */
    private static final int BASE64_PIECE = 3 * (1 << 13);

    private static final DatasetId LOCAL = new DatasetId("local", "parse");

    private final LineSettings settings;
    private final String name;
    private final DatasetId datasetId;
    private final InstantSource clock;
    private final LinePipeline pipeline;
    private final boolean isExplained;

    /**
     * A run with the defaults of a format.
     *
     * @param format a name that {@link Formats} knows
     * @param name names the input, as in the events' ids and in the positions of dead letters
     * @throws IllegalArgumentException if there is no such format
     */
    public LineParseRun(String format, String name) {
        this(LineSettings.of(format), name, LOCAL, InstantSource.system());
    }

    /**
     * A run.
     *
     * @param settings how lines become events
     * @param name names the input, as in the events' ids and in the positions of dead letters
     * @param clock tells when the lines arrived
     * @throws IllegalArgumentException if a format or option cannot be followed
     */
    public LineParseRun(LineSettings settings, String name, InstantSource clock) {
        this(settings, name, LOCAL, clock);
    }

    /**
     * A run.
     *
     * @param settings how lines become events
     * @param name names the input, as in the events' ids and in the positions of dead letters
     * @param datasetId the tenant and dataset that the events name
     * @param clock tells when the lines arrived
     * @throws IllegalArgumentException if a format or option cannot be followed
     */
    public LineParseRun(LineSettings settings, String name, DatasetId datasetId, InstantSource clock) {
        this(settings, name, datasetId, clock, RedactionSecrets.NONE, EnrichmentSources.none());
    }

    /**
     * A run.
     *
     * @param settings how lines become events
     * @param name names the input, as in the events' ids and in the positions of dead letters
     * @param datasetId the tenant and dataset that the events name
     * @param clock tells when the lines arrived
     * @param secrets has the secrets of keyed hashes
     * @param sources where events are looked up in
     * @throws IllegalArgumentException if a format or option cannot be followed
     */
    public LineParseRun(
            LineSettings settings,
            String name,
            DatasetId datasetId,
            InstantSource clock,
            RedactionSecrets secrets,
            EnrichmentSources sources) {
        this(settings, name, datasetId, clock, new LinePipeline(settings, secrets, sources), false);
    }

    private LineParseRun(
            LineSettings settings,
            String name,
            DatasetId datasetId,
            InstantSource clock,
            LinePipeline pipeline,
            boolean isExplained) {
        this.settings = requireNonNull(settings, "settings is null");
        this.name = requireNonNull(name, "name is null");
        this.datasetId = requireNonNull(datasetId, "datasetId is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.pipeline = pipeline;
        this.isExplained = isExplained;
    }

    /** The same for another input, which goes on where this one ends: a year follows from the line before. */
    public LineParseRun followedBy(String other) {
        return new LineParseRun(settings, other, datasetId, clock, pipeline, isExplained);
    }

    /** The same, but it writes for people where each field of each event comes from, and why a line is no event. */
    public LineParseRun explained() {
        return new LineParseRun(settings, name, datasetId, clock, pipeline, true);
    }

    /**
     * Parses all lines up to the input's end. Neither stream is closed; the output is flushed, also where reading fails.
     *
     * @return how many lines there were, and how many of them became events
     * @throws IOException if reading or writing fails
     */
    public ParseCounts run(InputStream in, OutputStream out) throws IOException {
        Run run = new Run(in, out);
        try {
            return run.toEnd();
        } catch (IOException | RuntimeException e) {
            run.flushAfter(e);
            throw e;
        }
    }

    /** Writes something. */
    @FunctionalInterface
    private interface Writing {
        void write() throws IOException;
    }

    /** One pass over an input. */
    private final class Run implements LineJoiner.Output {

        private final InputStream in;
        private final OutputStream out;
        private final LineReport report;

        private byte[] buffer = new byte[READ_BYTES];
        private int start;
        private int end;
        private long lineOffset;
        private long lines;
        private long events;
        private long deadLetters;
        private long dropped;
        private long joined;
        private IOException failure;

        /** Null where each line is an event. */
        private final LineJoiner joiner = LineJoiner.isAskedFor(pipeline) ? new LineJoiner(pipeline) : null;

        /** Where the lines that are held begin, and their numbers. */
        private final Deque<long[]> heldLines = new ArrayDeque<>();

        private Run(InputStream in, OutputStream out) {
            this.in = in;
            this.out = new BufferedOutputStream(out, READ_BYTES);
            if (isExplained) {
                ExplainedReport explained = new ExplainedReport(settings, name, this.out);
                pipeline.tell(explained);
                this.report = explained;
            } else {
                this.report = new JsonReport(name, this.out);
            }
        }

        private ParseCounts toEnd() throws IOException {
            // What is before this place in the line is known to hold no line feed.
            int scanned = 0;
            while (true) {
                int lineFeed = indexOfLineFeed(scanned);
                if (lineFeed >= 0) {
                    boolean hasReturn = lineFeed > start && buffer[lineFeed - 1] == '\r';
                    line(start, hasReturn ? lineFeed - 1 : lineFeed);
                    consume(lineFeed + 1);
                    scanned = start;
                    continue;
                }
                // One byte more than the limit may be the return of the line's end.
                if (!settings.limit().admits(end - start - 1L)) {
                    passOnLongLine();
                    scanned = start;
                    continue;
                }
                if (end == buffer.length) {
                    makeRoom();
                }
                scanned = end;
                if (in.available() <= 0) {
                    // Whoever feeds lines one by one sees each result at once.
                    out.flush();
                }
                int count = in.read(buffer, end, buffer.length - end);
                if (count < 0) {
                    break;
                }
                end += count;
            }
            if (start < end) {
                line(start, end);
            }
            flushJoiner();
            out.flush();
            return new ParseCounts(lines, events, deadLetters, dropped, joined);
        }

        /** Lets out what became of the lines in front of a failure. */
        private void flushAfter(Exception failed) {
            try {
                out.flush();
            } catch (IOException e) {
                if (e != failed) {
                    failed.addSuppressed(e);
                }
            }
        }

        private int indexOfLineFeed(int from) {
            for (int i = from; i < end; i++) {
                if (buffer[i] == '\n') {
                    return i;
                }
            }
            return -1;
        }

        private void consume(int next) {
            lineOffset += next - start;
            start = next;
        }

        private void makeRoom() {
            int pending = end - start;
            // At least half of the buffer is to be free, or reading a long line would move it over and over.
            byte[] target = pending > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
            System.arraycopy(buffer, start, target, 0, pending);
            buffer = target;
            start = 0;
            end = pending;
        }

        private void line(int from, int to) throws IOException {
            lines++;
            byte[] line = Arrays.copyOfRange(buffer, from, to);
            EventBuilder record = new EventBuilder(datasetId, name, name, 0, lineOffset, 0, clock.millis(), line);
            if (joiner == null) {
                pipeline.process(record, this);
            } else {
                heldLines.add(new long[] {lineOffset, lines});
                joiner.add(record, this);
            }
            throwFailure();
        }

        private void flushJoiner() throws IOException {
            if (joiner != null) {
                joiner.flush(this);
                throwFailure();
            }
        }

        private void throwFailure() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }

        /** The number of a line: what leaves leaves in order. */
        private long numberOf(LogEvent at) {
            if (joiner == null) {
                return lines;
            }
            while (heldLines.element()[0] < at.offset()) {
                heldLines.remove();
            }
            return heldLines.element()[1];
        }

        @Override
        public void joined(LogEvent at, long firstOffset) {
            joined++;
            write(() -> report.joined(numberOf(at)));
        }

        @Override
        public void event(EventBuilder event) {
            events++;
            write(() -> report.event(event, numberOf(event)));
        }

        @Override
        public void dropped(LogEvent at, String reason) {
            dropped++;
            write(() -> report.dropped(reason, numberOf(at)));
        }

        @Override
        public void rejected(LogEvent at, FileOrigin file, int rejectedFrom, int rejectedTo, Rejection rejection) {
            deadLetters++;
            write(() -> report.deadLetter(rejection, numberOf(at), at.bytes(), rejectedFrom, rejectedTo));
        }

        /** What a pipeline calls throws nothing that is checked: the first failure is thrown behind it. */
        private void write(Writing writing) {
            if (failure != null) {
                return;
            }
            try {
                writing.write();
            } catch (IOException e) {
                failure = e;
            }
        }

        /** Passes on a line that is longer than the limit, of which the first part is in the buffer. */
        private void passOnLongLine() throws IOException {
            flushJoiner();
            lines++;
            deadLetters++;
            report.beginDeadLetter(settings.limit().rejection(), lines);
            int lineFeed = -1;
            boolean ended = false;
            while (lineFeed < 0 && !ended) {
                // One byte at least stays: it may be the return of the line's end.
                while (end - start > BASE64_PIECE) {
                    writeBase64(start + BASE64_PIECE);
                    consume(start + BASE64_PIECE);
                }
                int pending = end - start;
                System.arraycopy(buffer, start, buffer, 0, pending);
                start = 0;
                end = pending;
                int count = in.read(buffer, end, buffer.length - end);
                ended = count < 0;
                end += Math.max(0, count);
                lineFeed = indexOfLineFeed(pending);
            }
            if (lineFeed < 0) {
                writeBase64(end);
                consume(end);
            } else {
                writeBase64(buffer[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed);
                consume(lineFeed + 1);
            }
            report.endDeadLetter();
        }

        private void writeBase64(int to) throws IOException {
            if (!settings.treatment().redaction().isNone()) {
                return;
            }
            report.piece(Base64.getEncoder().encode(Arrays.copyOfRange(buffer, start, to)));
        }
    }
}
