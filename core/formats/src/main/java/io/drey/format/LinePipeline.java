package io.drey.format;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions.TimeMissing;
import io.drey.format.enrich.Enrichment;
import io.drey.format.enrich.EnrichmentSources;
import io.drey.format.given.GivenStep;
import io.drey.format.path.PathStep;
import io.drey.format.redact.RedactionSecrets;
import io.drey.format.redact.Redactor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way from a raw record's bytes to events, the same wherever lines are parsed: in jobs, when the lake parses anew, and on
 * the command line. In this order: the terminator is taken off, the length is checked, what a shipper put around the line is
 * taken off, a record of several events is split, each is parsed, what the path of its file and its dataset say is added, what the dataset asks for is looked up for the event, it is
 * dropped if the dataset does not keep it, and what must not leave the job is taken out of it, or out of the dead letter. It knows no clock and no server.
 *
 * <p>An instance keeps buffers and is not thread-safe.
 */
public final class LinePipeline {

    /** What takes a record's events and dead letters, in the order in which they stand in it. */
    public interface Output {

        /** Takes an event, which the taker completes: it knows when the line was parsed. */
        void event(EventBuilder event);

        /**
         * Takes that an event is not kept.
         *
         * @param at says where its line stood; its fields are not to be looked at
         * @param reason the rule that says so
         */
        void dropped(LogEvent at, String reason);

        /**
         * Takes what could not become one.
         *
         * @param at says where it stood: its position is the dead letter's; its fields are not to be looked at
         * @param file what its sender says of the file that it was read from
         * @param from where its bytes begin in {@code at.bytes()}
         * @param to where they end
         * @param rejection why; columns are counted from {@code from}
         */
        void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection);
    }

    private final LineLimit limit;
    private final LineParser parser;

    /** Null where records are lines. */
    private final EnvelopeStep envelope;

    private final EventStep[] steps;

    private final PathStep paths;

    private final GivenStep given;

    /** Null where nothing is looked up. */
    private final Enrichment enrichment;

    private final EnrichmentSources sources;

    private final DropRule[] drops;

    /** Null where nothing is redacted. */
    private final Redactor redactor;

    /** Null where each line is an event. */
    private final Multiline multiline;

    /** Null where nobody asks how events come about. */
    private StepListener listener;

    /**
     * A pipeline without secrets, and without anything to look up in: what keyed hashes are to be made of is masked.
     *
     * @throws IllegalArgumentException if a format or option cannot be followed, saying which and what there is
     */
    public LinePipeline(LineSettings settings) {
        this(settings, RedactionSecrets.NONE, EnrichmentSources.none());
    }

    /**
     * A pipeline.
     *
     * @param secrets has the secrets of the tenant whose lines they are
     * @param sources where events are looked up in; used by the pipeline's thread alone
     * @throws IllegalArgumentException if a format or option cannot be followed, saying which and what there is
     */
    public LinePipeline(LineSettings settings, RedactionSecrets secrets, EnrichmentSources sources) {
        requireNonNull(settings, "settings is null");
        this.sources = requireNonNull(sources, "sources is null");
        Enrichment asked = settings.treatment().enrichment();
        this.enrichment = asked.isNone() ? null : asked;
        this.limit = settings.limit();
        this.multiline = settings.multiline().orElse(null);
        Envelope around = settings.envelope()
                .orElseGet(() -> Formats.of(settings.format()).envelope());
        boolean takesRecords = Formats.of(settings.format()).envelope() == Envelope.OTLP;
        this.envelope = EnvelopeStep.of(around, takesRecords, settings.options());
        // A line without a time is no dead letter where its envelope has one.
        FormatOptions options =
                envelope == null ? settings.options() : settings.options().withTimeMissing(TimeMissing.ARRIVAL);
        this.parser = Formats.parser(settings.format(), options);
        this.steps = Stream.of(settings.messageFormat().map(format -> new MessageStep(format, settings.options())))
                .flatMap(Optional::stream)
                .toArray(EventStep[]::new);
        this.paths = new PathStep(settings.paths());
        this.given = new GivenStep(settings.given());
        this.drops = settings.treatment().drops().toArray(DropRule[]::new);
        this.redactor = settings.treatment().redaction().isNone()
                ? null
                : new Redactor(settings.treatment().redaction(), secrets, asked);
    }

    /**
     * Makes events of a record.
     *
     * @param first an event without fields that has the record's position and bytes; it is filled where the record is one
     *     line
     */
    public void process(EventBuilder first, Output output) {
        process(first, FileOrigin.UNKNOWN, output);
    }

    /**
     * Makes events of a record.
     *
     * @param first an event without fields that has the record's position and bytes; it is filled where the record is one
     *     line
     * @param file what its sender says of the file that it was read from
     */
    public void process(EventBuilder first, FileOrigin file, Output output) {
        byte[] bytes = first.bytes();
        int length = LineEnd.lengthWithout(bytes);
        if (envelope != null && envelope.open(first, length, new Unwrapping(first, file, output))) {
            return;
        }
        if (!limit.admits(length)) {
            reject(first, file, 0, bytes.length, limit.rejection(), output);
            return;
        }
        List<LineParser.Part> parts = parser.split(bytes, 0, length);
        if (parts.isEmpty()) {
            Rejection rejection = readBare(first, length);
            if (rejection == null) {
                give(first, file, output);
            } else {
                reject(first, file, 0, bytes.length, rejection, output);
            }
            return;
        }
        for (int i = 0; i < parts.size(); i++) {
            LineParser.Part part = parts.get(i);
            // Bytes of its own: what a parser adds to them it would else add to a copy of the whole record, for each
            // part.
            byte[] own = Arrays.copyOfRange(bytes, part.from(), part.to());
            EventBuilder event = first.sibling(i, own);
            Rejection rejection = readBare(event, own.length);
            if (rejection == null) {
                give(event, file, output);
            } else {
                reject(event, file, 0, own.length, rejection, output);
            }
        }
    }

    /** Returns the rule by which the event was dropped, or null. */
    private String give(EventBuilder event, FileOrigin file, Output output) {
        paths.apply(event, file.path());
        told(StepListener.Step.PATH, event);
        given.apply(event);
        told(StepListener.Step.DATASET, event);
        if (enrichment != null) {
            enrichment.apply(event, sources);
            told(StepListener.Step.LOOK_UPS, event);
        }
        for (DropRule drop : drops) {
            if (drop.condition().test(event)) {
                output.dropped(event, drop.written());
                return drop.written();
            }
        }
        if (redactor != null) {
            redactor.redact(event);
            told(StepListener.Step.REDACTION, event);
        }
        output.event(event);
        return null;
    }

    /** Lets somebody hear how the events come about from now on. */
    void tell(StepListener to) {
        listener = to;
    }

    private void told(StepListener.Step step, EventBuilder event) {
        if (listener != null) {
            listener.after(step, event);
        }
    }

    /** Which lines of a dataset are one event; null where each is. */
    Multiline multiline() {
        return multiline;
    }

    /** Looks at a record for the line in it. What cannot be joined, as it holds several lines, or none, or is too long, is alone. */
    RawLine lineOf(EventBuilder record, FileOrigin file) {
        byte[] bytes = record.bytes();
        int length = LineEnd.lengthWithout(bytes);
        if (envelope != null) {
            OneLine one = new OneLine(record, file);
            if (envelope.open(record, length, one)) {
                return one.line == null ? RawLine.alone(record, file) : one.line;
            }
        }
        byte[] text = textOf(bytes);
        return text == null ? RawLine.alone(record, file) : RawLine.bare(record, file, text);
    }

    /** A line without its end; null where it is too long, or several. */
    private byte[] textOf(byte[] line) {
        int length = LineEnd.lengthWithout(line);
        if (!limit.admits(length) || !parser.split(line, 0, length).isEmpty()) {
            return null;
        }
        return length == line.length ? line : Arrays.copyOf(line, length);
    }

    /**
     * Makes one event of several lines. It stands where the first of them stood.
     *
     * @param isContinued whether the first line belongs to one that is not there
     */
    JoinedOutcome process(List<RawLine> lines, boolean isContinued, Output output) {
        RawLine first = lines.get(0);
        long offset = first.record().offset();
        byte[] text = RawLine.joined(lines);
        EventBuilder event = first.record().sibling(0, text);
        Rejection rejection = read(event, 0, text.length);
        if (rejection == null && first.around() != null) {
            if (!lines.get(lines.size() - 1).isPart()) {
                RawLine.removePartOf(first.around());
            }
            rejection = complete(event, first.around());
        } else if (rejection == null && envelope != null) {
            rejection = envelope.requireTime(event);
        }
        if (rejection != null) {
            String words = isContinued
                    ? "a continuation whose first line is not there: "
                    : "one of %d lines that are joined: ".formatted(lines.size());
            JoinedOutcome outcome = JoinedOutcome.rejected(offset, new Rejection(words + rejection.reason(), 0));
            rejectPart(first.record(), first.file(), outcome, output);
            return outcome;
        }
        event.appendOpen(LineJoiner.LINES, Integer.toString(lines.size()));
        if (isContinued) {
            event.appendOpen(LineJoiner.MULTILINE, LineJoiner.CONTINUED);
        }
        String dropped = give(event, first.file(), output);
        return dropped == null ? JoinedOutcome.event(offset) : JoinedOutcome.dropped(offset, dropped);
    }

    /** Each line of what is no event is a dead letter of its own: so all can come in again, and are joined again. */
    void rejectPart(LogEvent record, FileOrigin file, JoinedOutcome outcome, Output output) {
        reject(record, file, 0, record.bytes().length, outcome.rejection(), output);
    }

    private void reject(LogEvent at, FileOrigin file, int from, int to, Rejection rejection, Output output) {
        if (redactor == null) {
            output.rejected(at, file, from, to, rejection);
        } else {
            Redactor.Letter letter = redactor.redact(at.bytes(), from, to, rejection);
            output.rejected(at.sibling(at.index(), letter.bytes()), file, 0, letter.bytes().length, letter.rejection());
        }
    }

    private Rejection complete(EventBuilder event, LogEvent around) {
        Rejection rejection = envelope.complete(event, around);
        told(StepListener.Step.ENVELOPE, event);
        return rejection;
    }

    /** Reads a line without an envelope. */
    private Rejection readBare(EventBuilder event, int length) {
        Rejection rejection = read(event, 0, length);
        return rejection == null && envelope != null ? envelope.requireTime(event) : rejection;
    }

    /**
     * Makes one event of one line, whatever its length, as it was taken in before; it is not dropped, and what was looked up then
     * is not looked up again.
     *
     * @param event an event without fields, which is filled
     * @param earlier what the line was before
     * @return null, or why the line is no event
     */
    public Rejection parse(EventBuilder event, int from, int to, LogEvent earlier) {
        Rejection rejection = read(event, from, to);
        if (rejection == null) {
            paths.keep(event, earlier, from, to);
            given.apply(event);
        }
        if (rejection == null && enrichment != null) {
            enrichment.keep(event, earlier);
        }
        if (rejection == null && redactor != null) {
            redactor.redact(event);
        }
        return rejection;
    }

    private Rejection read(EventBuilder event, int from, int to) {
        Rejection rejection = parser.parse(event, from, to);
        if (rejection == null) {
            told(StepListener.Step.PARSER, event);
            for (EventStep step : steps) {
                step.apply(event);
                told(StepListener.Step.MESSAGE_PARSER, event);
            }
        }
        return rejection;
    }

    /** Takes the line of a record that holds one. */
    private final class OneLine implements Opening.Lines {

        private final EventBuilder record;
        private final FileOrigin file;
        private RawLine line;
        private boolean isOther;

        private OneLine(EventBuilder record, FileOrigin file) {
            this.record = record;
            this.file = file;
        }

        @Override
        public void line(byte[] taken, EventBuilder around, int from, int to, Opening.Places places) {
            byte[] text = isOther || line != null ? null : textOf(taken);
            if (text == null) {
                damaged(from, to, null);
            } else {
                line = RawLine.enveloped(record, file, text, around, text.length < taken.length);
            }
        }

        @Override
        public void damaged(int from, int to, Rejection rejection) {
            isOther = true;
            line = null;
        }
    }

    /** Takes the lines of one record out of their envelope. */
    private final class Unwrapping implements Opening.Lines {

        private final LogEvent record;
        private final FileOrigin file;
        private final Output output;
        private int index;

        private Unwrapping(LogEvent record, FileOrigin file, Output output) {
            this.record = record;
            this.file = file;
            this.output = output;
        }

        @Override
        public void line(byte[] line, EventBuilder around, int from, int to, Opening.Places places) {
            int length = LineEnd.lengthWithout(line);
            if (!limit.admits(length)) {
                reject(limit.rejection(), from, to, places);
                return;
            }
            List<LineParser.Part> parts = parser.split(line, 0, length);
            if (parts.isEmpty()) {
                EventBuilder event = record.sibling(index, line);
                Rejection rejection = take(event, length, around);
                if (rejection != null) {
                    reject(rejection, from, to, places);
                }
            }
            for (LineParser.Part part : parts) {
                byte[] own = Arrays.copyOfRange(line, part.from(), part.to());
                EventBuilder event = record.sibling(index, own);
                Rejection rejection = take(event, own.length, around);
                if (rejection != null) {
                    index++;
                    LinePipeline.this.reject(event, file, 0, own.length, rejection, output);
                }
            }
        }

        private Rejection take(EventBuilder event, int length, LogEvent around) {
            Rejection rejection = read(event, 0, length);
            rejection = rejection == null ? complete(event, around) : rejection;
            if (rejection == null) {
                index++;
                give(event, file, output);
            }
            return rejection;
        }

        /** The dead letter is what was around the line, too: so it can come in again. */
        private void reject(Rejection rejection, int from, int to, Opening.Places places) {
            int place = rejection.column() == 0 ? -1 : places.of(rejection.column() - 1);
            LinePipeline.this.reject(
                    record.sibling(index++),
                    file,
                    from,
                    to,
                    new Rejection("within its envelope: " + rejection.reason(), place < from ? 0 : place - from + 1),
                    output);
        }

        @Override
        public void damaged(int from, int to, Rejection rejection) {
            LinePipeline.this.reject(record.sibling(index++), file, from, to, rejection, output);
        }
    }
}
