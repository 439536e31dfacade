package io.drey.format;

import static java.util.Objects.requireNonNull;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What a dataset says of how its lines are read, beside the format's name.
 *
 * @param argument what stands behind the colon of the format's name: a pattern; empty where there is none
 * @param timeFields the names that hold the time, the first that is there counts; empty: those that the format knows
 * @param timeZone where clocks show what a time stamp without zone says
 * @param timeMissing what becomes of a line whose time is absent or cannot be read
 */
public record FormatOptions(String argument, List<String> timeFields, ZoneId timeZone, TimeMissing timeMissing) {

    /** What becomes of a line without a time. */
    public enum TimeMissing {
        /** It happened when it arrived, and says so: {@code labels.drey.time} is {@code arrival}. */
        ARRIVAL,
        /** It is a dead letter. */
        DEAD_LETTER
    }

    /** What holds where a dataset says nothing. */
    public static final FormatOptions DEFAULT = new FormatOptions("", List.of(), ZoneOffset.UTC, TimeMissing.ARRIVAL);

    public FormatOptions {
        requireNonNull(argument, "argument is null");
        timeFields = List.copyOf(timeFields);
        requireNonNull(timeZone, "timeZone is null");
        requireNonNull(timeMissing, "timeMissing is null");
    }

    /** The same with another argument. */
    public FormatOptions withArgument(String other) {
        return new FormatOptions(other, timeFields, timeZone, timeMissing);
    }

    /** The same with other names that hold the time. */
    public FormatOptions withTimeFields(List<String> other) {
        return new FormatOptions(argument, other, timeZone, timeMissing);
    }

    /** The same with another zone. */
    public FormatOptions withTimeZone(ZoneId other) {
        return new FormatOptions(argument, timeFields, other, timeMissing);
    }

    /** The same with another fate of lines without a time. */
    public FormatOptions withTimeMissing(TimeMissing other) {
        return new FormatOptions(argument, timeFields, timeZone, other);
    }
}
