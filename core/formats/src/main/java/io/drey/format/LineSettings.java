package io.drey.format;

import static java.util.Objects.requireNonNull;

import io.drey.format.given.GivenFields;
import io.drey.format.path.PathFields;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a dataset's lines become events.
 *
 * @param format the lines' format, a name that {@link Formats} knows
 * @param options what is said beside the name
 * @param limit how long a line may be
 * @param messageFormat the format of the text within the line, where it has one of its own: an access line behind a header of
 *     syslog
 * @param envelope what a shipper put around each line; empty: what the format always has around it
 * @param treatment what is done to the events
 * @param multiline which lines are one event; empty: each is
 * @param paths which parts of a file's path are fields
 * @param given what each event says that no line does
 */
public record LineSettings(
        String format,
        FormatOptions options,
        LineLimit limit,
        Optional<String> messageFormat,
        Optional<Envelope> envelope,
        Treatment treatment,
        Optional<Multiline> multiline,
        PathFields paths,
        GivenFields given) {

    public LineSettings {
        requireNonNull(format, "format is null");
        requireNonNull(options, "options is null");
        requireNonNull(limit, "limit is null");
        requireNonNull(messageFormat, "messageFormat is null");
        requireNonNull(envelope, "envelope is null");
        requireNonNull(treatment, "treatment is null");
        requireNonNull(multiline, "multiline is null");
        requireNonNull(paths, "paths is null");
        requireNonNull(given, "given is null");
    }

    /** Lines without an envelope, whose events stay as they are. */
    public LineSettings(String format, FormatOptions options, LineLimit limit, Optional<String> messageFormat) {
        this(
                format,
                options,
                limit,
                messageFormat,
                Optional.empty(),
                Treatment.NONE,
                Optional.empty(),
                PathFields.OF_AWS,
                GivenFields.NONE);
    }

    /** Whether a format of these lines asks for the names and the form of times. */
    public boolean choosesTime() {
        return Stream.concat(Stream.of(format), messageFormat.stream())
                .anyMatch(name -> Formats.of(name).choosesTime());
    }

    /** Whether a time in these lines may be without a year. */
    public boolean mayLackYear() {
        return Stream.concat(Stream.of(format), messageFormat.stream())
                .anyMatch(name -> Formats.of(name).mayLackYear());
    }

    /** Lines of a format, with the defaults for all else. */
    public static LineSettings of(String format) {
        return new LineSettings(format, FormatOptions.DEFAULT, LineLimit.DEFAULT, Optional.empty());
    }

    /** The same with other options. */
    public LineSettings withOptions(FormatOptions other) {
        return new LineSettings(format, other, limit, messageFormat, envelope, treatment, multiline, paths, given);
    }

    /** The same with another limit. */
    public LineSettings withLimit(LineLimit other) {
        return new LineSettings(format, options, other, messageFormat, envelope, treatment, multiline, paths, given);
    }

    /** The same in an envelope. */
    public LineSettings withEnvelope(Envelope other) {
        return new LineSettings(
                format, options, limit, messageFormat, Optional.of(other), treatment, multiline, paths, given);
    }

    /** The same with another treatment of events. */
    public LineSettings withTreatment(Treatment other) {
        return new LineSettings(format, options, limit, messageFormat, envelope, other, multiline, paths, given);
    }

    /** The same with several lines to an event. */
    public LineSettings withMultiline(Multiline other) {
        return new LineSettings(
                format, options, limit, messageFormat, envelope, treatment, Optional.of(other), paths, given);
    }

    /** The same with other parts of paths as fields. */
    public LineSettings withPaths(PathFields other) {
        return new LineSettings(format, options, limit, messageFormat, envelope, treatment, multiline, other, given);
    }

    /** The same with other fields that each event has. */
    public LineSettings withGiven(GivenFields other) {
        return new LineSettings(format, options, limit, messageFormat, envelope, treatment, multiline, paths, other);
    }
}
