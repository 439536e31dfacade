package io.drey.format;

import static java.util.Objects.requireNonNull;

import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way from a raw record's bytes to events, the same wherever lines are parsed: in jobs, when the lake parses anew, and on
 * the command line. In this order: the terminator is taken off, the length is checked, a record of several events is split,
 * each is parsed, and what the dataset asks for is done to the event. It knows no clock and no server.
 *
 * <p>An instance keeps buffers and is not thread-safe.
 */
public final class LinePipeline {

    /** What takes a record's events and dead letters, in the order in which they stand in it. */
    public interface Output {

        /** Takes an event. */
        void event(LogEvent event);

        /**
         * Takes what could not become one.
         *
         * @param at says where it stood: its position is the dead letter's; its fields are not to be looked at
         * @param from where its bytes begin in {@code at.bytes()}
         * @param to where they end
         * @param rejection why; columns are counted from {@code from}
         */
        void rejected(LogEvent at, int from, int to, Rejection rejection);
    }

    private final LineLimit limit;
    private final LineParser parser;
    private final EventStep[] steps;

    /**
     * A pipeline.
     *
     * @throws IllegalArgumentException if a format or option cannot be followed, saying which and what there is
     */
    public LinePipeline(LineSettings settings) {
        requireNonNull(settings, "settings is null");
        this.limit = settings.limit();
        this.parser = Formats.parser(settings.format(), settings.options());
        this.steps = Stream.of(settings.messageFormat().map(format -> new MessageStep(format, settings.options())))
                .flatMap(Optional::stream)
                .toArray(EventStep[]::new);
    }

    /**
     * Makes events of a record.
     *
     * @param first an event without fields that has the record's position and bytes; it is filled where the record is one
     *     line
     */
    public void process(LogEvent first, Output output) {
        byte[] bytes = first.bytes();
        int length = LineEnd.lengthWithout(bytes);
        if (!limit.admits(length)) {
            output.rejected(first, 0, bytes.length, limit.rejection());
            return;
        }
        List<LineParser.Part> parts = parser.split(bytes, 0, length);
        if (parts.isEmpty()) {
            Rejection rejection = parse(first, 0, length);
            if (rejection == null) {
                output.event(first);
            } else {
                output.rejected(first, 0, bytes.length, rejection);
            }
            return;
        }
        for (int i = 0; i < parts.size(); i++) {
            LineParser.Part part = parts.get(i);
            // Bytes of its own: what a parser adds to them it would else add to a copy of the whole record, for each
            // part.
            byte[] own = Arrays.copyOfRange(bytes, part.from(), part.to());
            LogEvent event = first.sibling(i, own);
            Rejection rejection = parse(event, 0, own.length);
            if (rejection == null) {
                output.event(event);
            } else {
                output.rejected(event, 0, own.length, rejection);
            }
        }
    }

    /**
     * Makes one event of one line, whatever its length, as it was taken in before.
     *
     * @param event an event without fields, which is filled
     * @return null, or why the line is no event
     */
    public Rejection parse(LogEvent event, int from, int to) {
        Rejection rejection = parser.parse(event, from, to);
        if (rejection == null) {
            for (EventStep step : steps) {
                step.apply(event);
            }
        }
        return rejection;
    }
}
